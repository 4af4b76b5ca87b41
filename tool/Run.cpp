#include "Run.h"

#include "Annotate.h"
#include "Installed.h"
#include "Output.h"
#include "Runnable.h"
#include "probe/Layout.h"
#include "read/run/ProgramBuild.h"
#include "read/run/Trace.h"
#include "read/rust/RustCommand.h"
#include "report/RunReport.h"
#include "show/RunFolded.h"
#include "show/RunJson.h"
#include "show/RunPprof.h"
#include "show/RunText.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/FormatVariadic.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/raw_ostream.h>

#include <cerrno>
#include <cstdlib>
#include <optional>
#include <unistd.h>

namespace heaplight {
namespace {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

constexpr int failed = 2;

/// A folder of a run's own, gone when the run is.
class RunFolder {
public:
  RunFolder() = default;
  RunFolder(const RunFolder &) = delete;
  RunFolder &operator=(const RunFolder &) = delete;
  ~RunFolder() {
    if (!path_.empty())
      fs::remove_directories(path_);
  }

  llvm::Error make() {
    llvm::SmallString<256> pattern;
    path::system_temp_directory(/*ErasedOnReboot=*/true, pattern);
    std::string place = std::string(pattern);
    path::append(pattern, "heaplight-XXXXXX");
    fs::make_absolute(pattern);
    std::string made(pattern);
    if (!mkdtemp(made.data()))
      return llvm::createStringError(place + ": no folder can be made there for the run: " +
                                     std::generic_category().message(errno) +
                                     "; set TMPDIR to another");
    path_ = made;
    for (const std::string &part : {built(), traces()})
      if (std::error_code error = fs::create_directory(part))
        return llvm::createStringError(part + ": cannot be made: " + error.message());
    return llvm::Error::success();
  }

  std::string name() const { return path::filename(path_).str(); }
  std::string built() const { return path_ + "/built"; }
  std::string recorder() const { return path_ + "/" + probe::libraryName; }
  std::string traces() const { return path_ + "/traces"; }

private:
  std::string path_;
};

std::string workingFolder() {
  llvm::SmallString<256> folder;
  return fs::current_path(folder) ? std::string("/") : std::string(folder);
}

/// One run, in its steps. Each tells what goes wrong in it.
class Run {
public:
  Run(const RunOptions &options, const Caller &caller) : options_(options), caller_(caller) {}

  /// How the program ended; or its compiler, if a signal did that. None where there is nothing to
  /// show for it, which was told.
  std::optional<RunEnd> go() {
    if (llvm::Error error = prepare())
      return told(std::move(error));
    if (isProgramSource(options_.program)) {
      std::optional<RunEnd> built = build();
      if (!built || built->signal)
        return built;
      if (built->status) // Its compiler said why.
        return std::nullopt;
      if (llvm::Error error = checkBuilt())
        return told(std::move(error));
    }
    llvm::Expected<RunEnd> end = start();
    if (!end)
      return told(end.takeError());
    llvm::Expected<Recording> recording = read(*end);
    if (!recording) {
      complain(llvm::toString(recording.takeError()));
      return end->signal ? end.get() : std::optional<RunEnd>();
    }
    if (!show(std::move(*recording), *end))
      return std::nullopt;
    return *end;
  }

private:
  bool writesFile() const { return !options_.output.empty() && options_.output != "-"; }

  static std::optional<RunEnd> told(llvm::Error error) {
    complain(llvm::toString(std::move(error)));
    return std::nullopt;
  }

  llvm::Error prepare() {
    if (writesFile())
      if (llvm::Error error = checkWritable(options_.output))
        return error;
    recorder_ = recorderFile(caller_.program);
    if (!fs::exists(recorder_))
      return llvm::createStringError(recorder_ + ": the recorder is missing; install Heaplight "
                                                 "again");
    if (isProgramSource(options_.program)) {
      if (llvm::Error error = checkUnread(options_.output, {options_.program}))
        return error;
      return folder_.make();
    }
    llvm::Expected<Runnable> program = findRunnable(options_.program);
    if (!program)
      return program.takeError();
    file_ = program->file;
    if (llvm::Error error = checkUnread(options_.output, {options_.program, file_}))
      return error;
    if (!program->interpreter.empty() && options_.follow == FollowChildren::No)
      note(options_.program + ": is a script; " + program->interpreter +
           ", which reads it, is recorded, and nothing that it starts: --follow adds that");
    return folder_.make();
  }

  std::optional<RunEnd> build() {
    file_ = folder_.built() + "/" + path::stem(options_.program).str();
    ProgramRequest request{options_.build, std::nullopt, file_};
    if (isRust(options_.program)) {
      llvm::Expected<RustToolchain> rust = findRust(options_.rustc);
      if (!rust)
        return told(
            llvm::createStringError(options_.program + ": " + llvm::toString(rust.takeError())));
      request.rust = std::move(*rust);
    }
    llvm::Expected<ProgramBuild> build = programBuild(request);
    if (!build)
      return told(build.takeError());
    for (const std::string &text : build->notes)
      note(text);
    // A compiler that a signal ends may leave its temporary files.
    ForegroundCommand command{build->compiler,  build->arguments, {"TMPDIR=" + folder_.built()},
                              build->directory, OutputTo::Error,  caller_.onBrokenPipe};
    command.arguments.insert(command.arguments.begin(), build->compiler);
    tellBuild(*build);
    llvm::Expected<RunEnd> end = runInForeground(command);
    if (end)
      return *end;
    return told(end.takeError());
  }

  /// Flags may make a program that can't be recorded, or none at all.
  llvm::Error checkBuilt() const {
    llvm::Expected<Runnable> program = findRunnable(file_);
    if (program)
      return llvm::Error::success();
    std::string message = llvm::toString(program.takeError());
    llvm::StringRef why = message;
    why.consume_front(file_);
    return llvm::createStringError(options_.program + why.str());
  }

  /// The flags decide what is counted; where the program goes is nobody's affair.
  void tellBuild(const ProgramBuild &build) const {
    std::vector<std::string> shown{path::filename(build.compiler).str()};
    for (const std::string &argument : build.arguments) {
      if (argument == "--driver-mode=g++")
        shown.front() += "++";
      else if (argument != "-o" && argument != file_)
        shown.push_back(argument);
    }
    note("built by " + llvm::join(shown, " "));
  }

  llvm::Expected<RunEnd> start() const {
    ForegroundCommand command{file_, {}, {}, "", OutputTo::Output, caller_.onBrokenPipe};
    // A program that was built has a name by which it can find itself.
    command.arguments = options_.arguments;
    command.arguments.insert(command.arguments.begin(),
                             isProgramSource(options_.program) ? file_ : options_.program);
    std::string preloaded = recorder_;
    if (preloaded.find_first_of(" :") != std::string::npos) { // The loader reads these as ends.
      preloaded = folder_.recorder();
      if (std::error_code error = fs::create_link(recorder_, preloaded))
        return llvm::createStringError(recorder_ + ": cannot be preloaded: " + error.message());
    }
    if (const char *others = std::getenv("LD_PRELOAD"); others && *others)
      preloaded += std::string(":") + others;
    command.environment = {"LD_PRELOAD=" + preloaded,
                           std::string(probe::folderVariable) + "=" + folder_.traces()};
    if (options_.follow == FollowChildren::Yes)
      command.environment.push_back(std::string(probe::followVariable) + "=1");
    return runInForeground(command);
  }

  llvm::Expected<Recording> read(const RunEnd &end) const {
    llvm::Expected<std::vector<std::string>> files = traceFiles(folder_.traces());
    if (!files)
      return files.takeError();
    if (files->empty())
      return llvm::createStringError(
          options_.program +
          (end.signal ? ": was ended by " + signalName(end.signal) + " before the recorder was "
                      : ": ran, but the recorder was not ") +
          "loaded, so nothing is known of it");
    llvm::Expected<TraceReading> reading = readTrace(*files, workingFolder());
    if (!reading)
      return reading.takeError();
    if (!reading->lost.empty())
      note(llvm::formatv("{0} of {1} recordings {2} left out: {3}", reading->lost.size(),
                         files->size(), reading->lost.size() == 1 ? "is" : "are",
                         reading->lost.front()));
    if (isProgramSource(options_.program))
      nameBuilt(reading->recording);
    return std::move(reading->recording);
  }

  /// The program that was built bears its source's name: where it lay says nothing, and differs
  /// from run to run.
  void nameBuilt(Recording &recording) const {
    auto rename = [&](std::string &text) {
      // Reported paths are relative where they lie below the working folder.
      if (text == file_ || (llvm::StringRef(file_).ends_with("/" + text) &&
                            text.find(folder_.name()) != std::string::npos))
        text = options_.program;
    };
    for (RecordedProcess &process : recording.processes) {
      rename(process.program);
      for (std::string &argument : process.arguments)
        rename(argument);
      for (RecordedFrame &frame : process.frames)
        rename(frame.object);
      llvm::sort(process.stacks);
    }
  }

  bool show(Recording recording, const RunEnd &end) const {
    RunRequest request{options_.program, options_.arguments, end, workingFolder(), options_.rows};
    request.arguments.insert(request.arguments.begin(), options_.program);
    RunReport report = makeRunReport(std::move(recording), request);
    std::string bytes;
    llvm::raw_string_ostream stream(bytes);
    write(report, stream);
    if (options_.output.empty()) {
      // On a terminal the program, or the keys that ended it, may have left half a row.
      llvm::errs() << (isatty(STDERR_FILENO) ? "\n" : "") << bytes;
      return true;
    }
    if (writesFile())
      return writeWhole(options_.output, bytes);
    llvm::raw_fd_ostream output(STDOUT_FILENO, /*shouldClose=*/false);
    output << bytes;
    return finishOutput(output, {}) == 0;
  }

  void write(const RunReport &report, llvm::raw_ostream &stream) const {
    std::vector<const RecordedProcess *> processes;
    for (const RunProcess &process : report.processes)
      processes.push_back(&process.recorded);
    switch (options_.format) {
    case RunFormat::Text:
      return showText(report, fitted(options_.text, options_.color, descriptor()), stream);
    case RunFormat::Json:
      return showJson(report, HEAPLIGHT_VERSION, stream);
    case RunFormat::Folded:
      return showFolded(foldStacks(processes, options_.weight), stream);
    case RunFormat::Pprof:
      stream << pprofOf(processes);
    }
  }

  /// Where the report goes, as far as that may be a terminal.
  int descriptor() const {
    constexpr int none = -1;
    return options_.output.empty() ? STDERR_FILENO : options_.output == "-" ? STDOUT_FILENO : none;
  }

  const RunOptions &options_;
  const Caller &caller_;
  RunFolder folder_;
  std::string recorder_, file_;
};

} // namespace

int run(const RunOptions &options, const Caller &caller) {
  // What the run has made is gone before a signal may end this process.
  std::optional<RunEnd> end = Run(options, caller).go();
  return end ? endAs(*end) : failed;
}

} // namespace heaplight
