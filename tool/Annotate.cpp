#include "Annotate.h"

#include "Output.h"
#include "judge/Judge.h"
#include "read/run/RunFile.h"
#include "report/Sightings.h"
#include "show/Explain.h"
#include "show/Html.h"
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

struct View {
  Format format;
  TextOptions text;
};

void show(const Report &report, const View &view, llvm::raw_ostream &stream) {
  if (view.format == Format::Json)
    return showJson(report, HEAPLIGHT_VERSION, stream);
  if (view.format == Format::Html)
    return showHtml({report, nullptr, view.text, HEAPLIGHT_VERSION}, stream);
  for (const ReportUnit &unit : report.units)
    showText(unit, view.text, stream);
}

TextOptions shown(const AnnotateOptions &options) {
  TextOptions text = options.text;
  text.someFunctions = !options.report.functionFilter.empty();
  return text;
}

/// False where the report would take the place of one of `files`, which is told.
bool mayWrite(const AnnotateOptions &options, const std::vector<std::string> &files) {
  llvm::Error error = checkUnread(options.output, files);
  if (!error)
    return true;
  complain(llvm::toString(std::move(error)));
  return false;
}

std::vector<std::string> namedFiles(const AnnotateOptions &options) {
  std::vector<std::string> files = filesNamedBy(options.inputs);
  llvm::append_range(files, options.observed);
  return files;
}

int writeReport(const Report &report, const AnnotateOptions &options) {
  TextOptions text = shown(options);
  text.color = options.inputs.color == ColorChoice::Always;
  std::string bytes;
  llvm::raw_string_ostream stream(bytes);
  show(report, {options.format, text}, stream);
  return writeWhole(options.output, bytes) && report.problems.empty() ? 0 : failed;
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
  if (!mayWrite(options, namedFiles(options)))
    return failed;
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
  Linked linked = link(std::move(inputs->units));
  if (!options.output.empty() && !mayWrite(options, userFilesOf(linked, {})))
    return failed;
  report.units = makeReport(std::move(linked), reporting);
  addObserved(report, *runs, reporting);
  tellNew(report.units, told);
  if (!options.output.empty())
    return writeReport(report, options);
  llvm::raw_fd_ostream output(STDOUT_FILENO, /*shouldClose=*/false);
  TextOptions text = fitted(shown(options), options.inputs.color);
  show(report, {options.format, text}, output);
  if (options.format == Format::Text && isatty(STDOUT_FILENO))
    offerExplanation(report.units, text, output); // What is kept in a file is not read to type on.
  return finishOutput(output, report.problems);
}

} // namespace heaplight
