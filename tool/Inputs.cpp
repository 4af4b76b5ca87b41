#include "Inputs.h"

#include "Progress.h"
#include "Workers.h"
#include "read/InputKind.h"
#include "read/Invocation.h"
#include "read/Libraries.h"
#include "read/LinkLine.h"
#include "read/SummaryFile.h"
#include "read/UnitCache.h"

#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/raw_ostream.h>

#include <cstdlib>
#include <cstring>
#include <unistd.h>

namespace heaplight {
namespace {

void note(const std::string &message) { llvm::errs() << "heaplight: note: " << message << '\n'; }

int anchor; // In this program, to find its file.

/// Where the models lie: beside the installed program, else in the source tree.
std::string modelsFolder(const char *program) {
  llvm::SmallString<256> installed(llvm::sys::path::parent_path(
      llvm::sys::path::parent_path(llvm::sys::fs::getMainExecutable(program, &anchor))));
  llvm::sys::path::append(installed, HEAPLIGHT_MODELS_INSTALLED);
  if (llvm::sys::fs::is_directory(installed))
    return std::string(installed);
  return HEAPLIGHT_MODELS_SOURCE;
}

/// What is kept is as good as the program that made it.
std::string identityOf(const char *program) {
  FileFacts facts;
  std::string text = HEAPLIGHT_VERSION;
  if (auto hash = facts.content(llvm::sys::fs::getMainExecutable(program, &anchor)))
    text += " " + std::to_string(hash->low) + " " + std::to_string(hash->high);
  return text;
}

std::string cacheFolder() {
  llvm::SmallString<256> folder;
  if (!llvm::sys::path::cache_directory(folder))
    return {};
  llvm::sys::path::append(folder, "heaplight");
  return std::string(folder);
}

std::vector<std::string> compilerEnvironment() {
  std::vector<std::string> set;
  for (const char *name : compilerVariables)
    if (const char *value = std::getenv(name))
      set.push_back(std::string(name) + "=" + value);
  return set;
}

/// What a worker sends, in front of two texts with a zero between them.
constexpr char isUnit = 'U';    ///< The files that were read, in lines; the summary.
constexpr char isFailure = 'F'; ///< The message; clang's diagnostics.

std::string pack(llvm::Error error) {
  std::string bytes(1, isFailure);
  llvm::handleAllErrors(
      std::move(error),
      [&](const CompileError &failure) { bytes += failure.message + '\0' + failure.diagnostics; },
      [&](const llvm::ErrorInfoBase &other) { bytes += other.message() + '\0'; });
  return bytes;
}

class Reader {
public:
  Reader(const InputOptions &options, Models models, std::string identity)
      : options_(options), models_(std::move(models)), identity_(std::move(identity)),
        places_(options.files.size()) {
    llvm::SmallString<256> folder;
    llvm::sys::fs::current_path(folder);
    compile_ = {options.assembly, wantsColor(options.color, STDERR_FILENO), std::string(folder)};
    std::string kept = cacheFolder();
    if (kept.empty() || options.cache == CacheUse::No || options.listFiles)
      return;
    cache_.emplace(CacheOptions{kept});
    unitCache_.emplace(
        *cache_,
        UnitContext{
            identity_, std::to_string(models_.digest()), findClang(), compilerEnvironment(), {}});
  }

  ReadInputs read() {
    for (size_t place = 0; place < options_.files.size(); ++place)
      open(place);
    compileMissing();
    readLibraries();
    if (cache_ && !cache_->complaint().empty())
      note(cache_->complaint());
    ReadInputs inputs;
    for (size_t place = 0; place < places_.size(); ++place) {
      if (places_[place].unit)
        inputs.units.push_back(std::move(*places_[place].unit));
      if (!places_[place].problem.empty())
        inputs.problems.push_back({options_.files[place], places_[place].problem});
    }
    for (Unit &unit : libraries_)
      inputs.units.push_back(std::move(unit));
    inputs.files.assign(files_.begin(), files_.end());
    return inputs;
  }

private:
  /// What became of one of the files.
  struct Place {
    std::optional<Command> command;
    std::optional<Unit> unit;
    std::string problem;
  };

  void fail(size_t place, const std::string &message) {
    complain(message);
    places_[place].problem = message;
  }

  void open(size_t place) {
    const std::string &file = options_.files[place];
    llvm::Expected<InputKind> kind = kindOfInput(file);
    if (!kind)
      return fail(place, llvm::toString(kind.takeError()));
    if (*kind == InputKind::Summary)
      return openSummary(place);
    if (*kind == InputKind::Machine) {
      given_.push_back(file);
      return;
    }
    CommandRequest request = options_.command;
    request.file = file;
    llvm::Expected<Command> command = findCommand(request, databases_);
    if (!command)
      return fail(place, llvm::toString(command.takeError()));
    for (const std::string &text : command->notes)
      note(text);
    places_[place].command = std::move(*command);
    if (!unitCache_)
      return;
    std::unique_ptr<llvm::MemoryBuffer> kept = unitCache_->find(*places_[place].command, compile_);
    if (!kept)
      return;
    if (llvm::Expected<Unit> unit = readSummary(kept->getMemBufferRef()))
      places_[place].unit = std::move(*unit);
    else
      llvm::consumeError(unit.takeError());
  }

  void openSummary(size_t place) {
    auto buffer = llvm::MemoryBuffer::getFile(options_.files[place], /*IsText=*/false,
                                              /*RequiresNullTerminator=*/false);
    if (!buffer)
      return fail(place,
                  options_.files[place] + ": cannot be read: " + buffer.getError().message());
    llvm::Expected<Unit> unit =
        readSummary(llvm::MemoryBufferRef((*buffer)->getBuffer(), options_.files[place]));
    if (!unit)
      return fail(place, llvm::toString(unit.takeError()));
    if (isMachine(*unit))
      applyModels(models_, *unit);
    places_[place].unit = std::move(*unit);
  }

  /// Runs in a process of its own.
  std::string compileOne(const Command &command) {
    ReadFiles files;
    CompileOptions options = compile_;
    options.files = &files;
    llvm::Expected<Unit> unit = compile(command, models_, options);
    if (!unit)
      return pack(unit.takeError());
    std::string bytes = writeSummary(*unit);
    if (unitCache_)
      unitCache_->keep(command, options, {files, bytes});
    std::string read;
    if (options_.listFiles)
      for (const ReadFile &file : files.read)
        if (file.content)
          read += file.path + "\n";
    return isUnit + read + '\0' + bytes;
  }

  void compileMissing() {
    std::vector<size_t> missing;
    std::vector<Job> jobs;
    for (size_t place = 0; place < places_.size(); ++place)
      if (places_[place].command && !places_[place].unit) {
        missing.push_back(place);
        jobs.push_back([this, place] { return compileOne(*places_[place].command); });
      }
    Progress progress({.total = jobs.size(), .descriptor = STDERR_FILENO});
    JobEvents events;
    events.started = [&](size_t job) { progress.started(job, options_.files[missing[job]]); };
    events.ended = [&](size_t job) { progress.ended(job); };
    events.tick = [&] { progress.tick(); };
    events.interrupted = [&] { progress.hide(); };
    events.result = [&](size_t job, JobResult result) {
      progress.hide();
      accept(missing[job], std::move(result));
    };
    unsigned atOnce = options_.jobs ? options_.jobs : usableCpus();
    runJobs(jobs, {.atOnce = atOnce, .timeout = options_.timeout}, events);
  }

  void accept(size_t place, JobResult result) {
    const std::string &file = options_.files[place];
    switch (result.end) {
    case JobResult::End::Done:
      return acceptBytes(place, result.bytes);
    case JobResult::End::Crashed:
      return fail(place, file + ": the compiler crashed on it (" + strsignal(result.detail) +
                             "); clang++-22 may tell more");
    case JobResult::End::Exited:
      return fail(place, file + ": the compiler ended early, with status " +
                             std::to_string(result.detail) + "; clang++-22 may tell more");
    case JobResult::End::TimedOut:
      return fail(place, file + ": not done after " + std::to_string(options_.timeout.count()) +
                             " s; give it more with --timeout");
    case JobResult::End::NotStarted:
      return fail(place, file + ": no process could be started for it: " +
                             std::strerror(result.detail) + "; try a lower -j");
    }
  }

  void acceptBytes(size_t place, llvm::StringRef bytes) {
    auto [first, second] = bytes.drop_front().split('\0');
    if (bytes.front() == isFailure) {
      llvm::errs() << second;
      return fail(place, first.str());
    }
    llvm::Expected<Unit> unit = readSummary(llvm::MemoryBufferRef(second, options_.files[place]));
    if (!unit)
      return fail(place, llvm::toString(unit.takeError()));
    places_[place].unit = std::move(*unit);
    for (llvm::StringRef file : llvm::split(first, "\n"))
      if (!file.empty())
        files_.insert(file.str());
  }

  /// The command whose link tells the libraries: a C++ one where there is any.
  const Command *linkCommand() const {
    const Command *chosen = nullptr;
    bool cxx = false;
    for (const Place &place : places_) {
      if (!place.command || !place.unit || (chosen && (cxx || place.unit->language == "c")))
        continue;
      chosen = &*place.command;
      cxx = place.unit->language != "c";
    }
    return chosen;
  }

  void readLibraries() {
    std::vector<std::string> paths = given_;
    const Command *command = linkCommand();
    if (command && options_.linkLibraries == LibraryUse::Yes) {
      LinkRequest request{*command, options_.libraries, fromBuild()};
      llvm::Expected<LinkedLibraries> found = findLibraries(request);
      if (!found) {
        std::string message = llvm::toString(found.takeError());
        complain(message);
        places_.front().problem = message;
      } else {
        for (const std::string &text : found->notes)
          note(text);
        paths.insert(paths.end(), found->paths.begin(), found->paths.end());
      }
    }
    ReadLibraries read =
        heaplight::readLibraries(paths, {models_, cache_ ? &*cache_ : nullptr, identity_});
    for (const std::string &text : read.notes)
      note(text);
    libraries_ = std::move(read.units);
  }

  std::vector<std::string> fromBuild() {
    if (options_.command.buildFolder.empty())
      return {};
    llvm::Expected<Database *> database = databases_.at(options_.command.buildFolder);
    if (!database) {
      llvm::consumeError(database.takeError()); // Told when its first file was asked for.
      return {};
    }
    DatabaseLibraries libraries = (*database)->libraries();
    for (const std::string &text : libraries.notes)
      note(text);
    return libraries.names;
  }

  const InputOptions &options_;
  Models models_;
  std::string identity_;
  CompileOptions compile_;
  Databases databases_;
  std::optional<Cache> cache_;
  std::optional<UnitCache> unitCache_;
  std::vector<Place> places_;
  std::vector<std::string> given_; ///< Machine code among the files.
  std::vector<Unit> libraries_;
  std::set<std::string> files_;
};

} // namespace

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

llvm::Expected<Models> readModels(const std::vector<std::string> &files, const char *program) {
  Models models;
  if (llvm::Error error = models.readFolder(modelsFolder(program)))
    return std::move(error);
  for (const std::string &file : files)
    if (llvm::Error error = models.readFile(file))
      return std::move(error);
  return models;
}

std::optional<ReadInputs> readInputs(const InputOptions &options, const char *program) {
  llvm::Expected<Models> models = readModels(options.modelFiles, program);
  if (!models) {
    complain(llvm::toString(models.takeError()));
    return std::nullopt;
  }
  llvm::SmallString<256> folder;
  if (std::error_code error = llvm::sys::fs::current_path(folder)) {
    complain("the working folder cannot be read: " + error.message());
    return std::nullopt;
  }
  InputOptions whole = options;
  if (whole.files.empty()) {
    Databases databases;
    llvm::Expected<Database *> database = databases.at(options.command.buildFolder);
    if (!database) {
      complain(llvm::toString(database.takeError()));
      return std::nullopt;
    }
    llvm::Expected<DatabaseSources> sources = (*database)->sources();
    if (!sources) {
      complain(llvm::toString(sources.takeError()));
      return std::nullopt;
    }
    for (const std::string &text : sources->notes)
      note(text);
    whole.files = std::move(sources->files);
  }
  return Reader(whole, std::move(*models), identityOf(program)).read();
}

} // namespace heaplight
