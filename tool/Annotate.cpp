#include "Annotate.h"

#include "show/Json.h"
#include "show/Text.h"

#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/raw_ostream.h>

#include <algorithm>
#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>

namespace heaplight {
namespace {

constexpr int failed = 2;

void complain(const std::string &message) {
  llvm::errs() << "heaplight: error: " << message << '\n';
}

bool wantsColor(ColorChoice choice, int descriptor) {
  if (choice != ColorChoice::Auto)
    return choice == ColorChoice::Always;
  const char *refused = std::getenv("NO_COLOR");
  const char *terminal = std::getenv("TERM");
  bool dumb = terminal && std::string_view(terminal) == "dumb";
  return !(refused && *refused) && !dumb && isatty(descriptor);
}

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

/// Where the models lie: beside the installed program, else in the source tree.
std::string modelsFolder(const char *program) {
  static int anchor;
  llvm::SmallString<256> installed(llvm::sys::path::parent_path(
      llvm::sys::path::parent_path(llvm::sys::fs::getMainExecutable(program, &anchor))));
  llvm::sys::path::append(installed, HEAPLIGHT_MODELS_INSTALLED);
  if (llvm::sys::fs::is_directory(installed))
    return std::string(installed);
  return HEAPLIGHT_MODELS_SOURCE;
}

llvm::Expected<Models> readModels(const AnnotateOptions &options, const char *program) {
  Models models;
  if (llvm::Error error = models.readFolder(modelsFolder(program)))
    return std::move(error);
  for (const std::string &file : options.modelFiles)
    if (llvm::Error error = models.readFile(file))
      return std::move(error);
  return models;
}

struct Run {
  const AnnotateOptions &options;
  const Models &models;
  CompileOptions compile;
};

llvm::Expected<ReportUnit> annotateFile(const std::string &file, const Run &run) {
  CommandRequest request = run.options.command;
  request.file = file;
  llvm::Expected<Command> command = findCommand(request);
  if (!command)
    return command.takeError();
  for (const std::string &note : command->notes)
    llvm::errs() << "heaplight: note: " << note << '\n';
  llvm::Expected<Unit> unit = compile(*command, run.models, run.compile);
  if (!unit)
    return unit.takeError();
  std::vector<Unit> units;
  units.push_back(std::move(*unit));
  return std::move(makeReport(link(std::move(units)), run.options.report).front());
}

/// One line for people, clang's own diagnostics before it.
std::string tell(llvm::Error error) {
  std::string message;
  llvm::handleAllErrors(
      std::move(error),
      [&](const CompileError &failure) {
        llvm::errs() << failure.diagnostics;
        message = failure.message;
      },
      [&](const llvm::ErrorInfoBase &other) { message = other.message(); });
  complain(message);
  return message;
}

} // namespace

int annotate(const AnnotateOptions &options, const char *program) {
  llvm::Expected<Models> models = readModels(options, program);
  if (!models) {
    complain(llvm::toString(models.takeError()));
    return failed;
  }
  llvm::SmallString<256> folder;
  if (std::error_code error = llvm::sys::fs::current_path(folder)) {
    complain("the working folder cannot be read: " + error.message());
    return failed;
  }
  Run run{options, *models, {options.assembly, wantsColor(options.color, STDERR_FILENO), ""}};
  run.compile.workingFolder = std::string(folder);
  TextOptions text = options.text;
  text.color = wantsColor(options.color, STDOUT_FILENO);
  text.width = widthOf(STDOUT_FILENO);

  llvm::raw_fd_ostream output(STDOUT_FILENO, /*shouldClose=*/false);
  Report report;
  for (const std::string &file : options.files) {
    llvm::Expected<ReportUnit> unit = annotateFile(file, run);
    if (!unit) {
      report.problems.push_back({file, tell(unit.takeError())});
      continue;
    }
    if (options.format == Format::Text) {
      showText(*unit, text, output);
      output.flush();
    } else {
      report.units.push_back(std::move(*unit));
    }
  }
  if (options.format == Format::Json)
    showJson(report, HEAPLIGHT_VERSION, output);
  output.flush();
  if (output.has_error()) {
    complain("the output could not be written: " + output.error().message());
    output.clear_error();
    return failed;
  }
  return report.problems.empty() ? 0 : failed;
}

} // namespace heaplight
