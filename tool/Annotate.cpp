#include "Annotate.h"

#include "read/run/RunFile.h"
#include "report/Sightings.h"
#include "show/Explain.h"
#include "show/Json.h"
#include "show/Text.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/raw_ostream.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <sys/ioctl.h>
#include <unistd.h>

namespace heaplight {
namespace {

constexpr int failed = 2;

/// Columns of the terminal, else what COLUMNS says, else a width that suits files.
unsigned widthOf(int descriptor) {
  constexpr unsigned forFiles = 120, narrowest = 40, widest = 400;
  unsigned width = 0;
  winsize size{};
  if (isatty(descriptor) && ioctl(descriptor, TIOCGWINSZ, &size) == 0)
    width = size.ws_col;
  if (const char *columns = std::getenv("COLUMNS"); !width && columns)
    width = unsigned(std::strtoul(columns, nullptr, 10));
  return width ? std::clamp(width, narrowest, widest) : forFiles;
}

/// What only the link could tell.
void tellNew(const std::vector<ReportUnit> &report, std::set<std::string> told) {
  for (const ReportUnit &unit : report)
    for (const std::string &text : unit.notes)
      if (told.insert(text).second)
        note(text);
}

} // namespace

TextOptions fitted(TextOptions options, ColorChoice color, int descriptor) {
  options.color = wantsColor(color, descriptor);
  options.width = widthOf(descriptor);
  return options;
}

World worldOf(const std::vector<Unit> &units, World asked) {
  if (asked == World::Open)
    return asked;
  auto inLanguage = [&](std::initializer_list<llvm::StringRef> languages) {
    auto found = llvm::find_if(
        units, [&](const Unit &unit) { return llvm::is_contained(languages, unit.language); });
    return found == units.end() ? nullptr : &*found;
  };
  if (const Unit *ir = inLanguage({"ir"})) {
    note(ir->source + ": LLVM IR does not tell all that an indirect call may reach, so "
                      "--closed-world is left out");
    return World::Open;
  }
  const Unit *rust = inLanguage({"rust"});
  if (rust && inLanguage({"c", "c++"})) {
    note(rust->source + ": Rust and C know the type of a function by different names, so "
                        "--closed-world is left out");
    return World::Open;
  }
  return asked;
}

std::optional<std::vector<ObservedRun>> readRuns(const std::vector<std::string> &files) {
  std::vector<ObservedRun> runs;
  for (const std::string &file : files) {
    llvm::Expected<ObservedRun> run = readRunFile(file);
    if (!run) {
      complain(llvm::toString(run.takeError()));
      return std::nullopt;
    }
    runs.push_back(std::move(*run));
  }
  return runs;
}

int finishOutput(llvm::raw_fd_ostream &output, const std::vector<ReportProblem> &problems) {
  output.flush();
  if (output.has_error()) {
    complain("the output could not be written: " + output.error().message());
    output.clear_error();
    return failed;
  }
  return problems.empty() ? 0 : failed;
}

int annotate(const AnnotateOptions &options, const char *program) {
  std::optional<std::vector<ObservedRun>> runs = readRuns(options.observed);
  if (!runs)
    return failed;
  std::optional<ReadInputs> inputs = readInputs(options.inputs, program);
  if (!inputs)
    return failed;
  ReportOptions reporting = options.report;
  reporting.world = worldOf(inputs->units, reporting.world);
  std::set<std::string> told;
  for (const Unit &unit : inputs->units)
    told.insert(unit.notes.begin(), unit.notes.end());
  Report report;
  report.problems = std::move(inputs->problems);
  report.units = makeReport(link(std::move(inputs->units)), reporting);
  addObserved(report, *runs, reporting);
  tellNew(report.units, told);
  llvm::raw_fd_ostream output(STDOUT_FILENO, /*shouldClose=*/false);
  if (options.format == Format::Json) {
    showJson(report, HEAPLIGHT_VERSION, output);
  } else {
    TextOptions text = fitted(options.text, options.inputs.color);
    text.someFunctions = !reporting.functionFilter.empty();
    for (const ReportUnit &unit : report.units)
      showText(unit, text, output);
    if (isatty(STDOUT_FILENO)) // What is kept in a file is not read to type on.
      offerExplanation(report.units, text, output);
  }
  return finishOutput(output, report.problems);
}

} // namespace heaplight
