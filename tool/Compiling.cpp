#include "Compiling.h"

#include "Progress.h"
#include "ScratchFolder.h"
#include "read/Invocation.h"
#include "read/SummaryFile.h"

#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/raw_ostream.h>

#include <cstdlib>
#include <cstring>
#include <unistd.h>

namespace heaplight {
namespace {

std::vector<std::string> compilerEnvironment() {
  std::vector<std::string> set;
  for (const char *name : compilerVariables)
    if (const char *value = std::getenv(name))
      set.push_back(std::string(name) + "=" + value);
  return set;
}

/// What a worker sends, in front of texts with a zero between them.
constexpr char isUnit = 'U';    ///< Why it can't be kept; the files that were read; the summary.
constexpr char isFailure = 'F'; ///< The message; clang's diagnostics.

std::string pack(llvm::Error error) {
  std::string bytes(1, isFailure);
  llvm::handleAllErrors(
      std::move(error),
      [&](const CompileError &failure) { bytes += failure.message + '\0' + failure.diagnostics; },
      [&](const llvm::ErrorInfoBase &other) { bytes += other.message() + '\0'; });
  return bytes;
}

Compiling::Result failed(const std::string &message) {
  complain(message);
  return {std::nullopt, message};
}

/// What was found out about the command was told when it was found.
void tellNotes(const Unit &unit, const Command &command) {
  for (const std::string &text : unit.notes)
    if (std::find(command.notes.begin(), command.notes.end(), text) == command.notes.end())
      note(text);
}

} // namespace

/// As the XDG base directory specification has it: a path that isn't absolute doesn't count.
std::string cacheFolder() {
  llvm::SmallString<256> folder;
  if (const char *named = std::getenv("XDG_CACHE_HOME"))
    folder = named;
  if (!llvm::sys::path::is_absolute(folder)) {
    if (!llvm::sys::path::home_directory(folder))
      return {};
    llvm::sys::path::append(folder, ".cache");
  }
  llvm::sys::path::append(folder, "heaplight");
  return std::string(folder);
}

Compiling::Compiling(const InputOptions &options, const Models &models, const std::string &identity)
    : options_(options), models_(models) {
  llvm::SmallString<256> folder;
  llvm::sys::fs::current_path(folder);
  compile_ = {options.assembly, wantsColor(options.color, STDERR_FILENO), std::string(folder),
              /*scratch=*/""};
  std::string kept = cacheFolder();
  if (kept.empty() || options.cache == CacheUse::No || options.listFiles)
    return;
  cache_.emplace(CacheOptions{kept});
  unitCache_.emplace(
      *cache_,
      UnitContext{
          identity, std::to_string(models.digest()), findClang(), compilerEnvironment(), {}});
}

std::optional<Unit> Compiling::known(const Command &command) {
  if (!unitCache_)
    return std::nullopt;
  std::unique_ptr<llvm::MemoryBuffer> kept = unitCache_->find(command, compile_);
  if (!kept)
    return std::nullopt;
  llvm::Expected<Unit> unit = readSummary(kept->getMemBufferRef());
  if (!unit) {
    llvm::consumeError(unit.takeError());
    return std::nullopt;
  }
  tellNotes(*unit, command);
  return std::move(*unit);
}

/// Runs in a process of its own.
std::string Compiling::compileOne(const Command &command) {
  ReadFiles files;
  CompileOptions options = compile_;
  options.files = &files;
  llvm::Expected<Unit> unit = heaplight::compile(command, models_, options);
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
  std::string unkept = cache_ ? cache_->complaint() : "";
  return isUnit + unkept + '\0' + read + '\0' + bytes;
}

std::string Compiling::unkept() const {
  return cache_ && !cache_->complaint().empty() ? cache_->complaint() : unkept_;
}

std::vector<Compiling::Result> Compiling::compile(const std::vector<const Command *> &commands) {
  std::vector<Result> results(commands.size());
  std::vector<Job> jobs;
  ScratchFolder scratch;
  for (const Command *command : commands) {
    if (command->rust)
      compile_.scratch = scratch.make();
    jobs.push_back([this, command] { return compileOne(*command); });
  }
  Progress progress({.total = jobs.size(), .descriptor = STDERR_FILENO});
  JobEvents events;
  events.started = [&](size_t job) { progress.started(job, commands[job]->file); };
  events.ended = [&](size_t job) { progress.ended(job); };
  events.tick = [&] { progress.tick(); };
  events.interrupted = [&] {
    progress.hide();
    scratch.remove();
  };
  events.result = [&](size_t job, const JobResult &result) {
    progress.hide();
    results[job] = accept(*commands[job], result);
  };
  unsigned atOnce = options_.jobs ? options_.jobs : usableCpus();
  runJobs(jobs, {.atOnce = atOnce, .timeout = options_.timeout}, events);
  return results;
}

Compiling::Result Compiling::accept(const Command &command, const JobResult &result) {
  const std::string &file = command.file;
  switch (result.end) {
  case JobResult::End::Done:
    return unpack(command, result.bytes);
  case JobResult::End::Crashed:
    return failed(file + ": the compiler crashed on it (" + strsignal(result.detail) +
                  "); clang++-22 may tell more");
  case JobResult::End::Exited:
    return failed(file + ": the compiler ended early, with status " +
                  std::to_string(result.detail) + "; clang++-22 may tell more");
  case JobResult::End::TimedOut:
    return failed(file + ": not done after " + std::to_string(options_.timeout.count()) +
                  " s; give it more with --timeout");
  case JobResult::End::NotStarted:
    return failed(file + ": no process could be started for it: " + std::strerror(result.detail) +
                  "; try a lower -j");
  }
  return {};
}

Compiling::Result Compiling::unpack(const Command &command, llvm::StringRef bytes) {
  auto [first, second] = bytes.drop_front().split('\0');
  if (bytes.front() == isFailure) {
    llvm::errs() << second;
    return failed(first.str());
  }
  auto [files, summary] = second.split('\0');
  llvm::Expected<Unit> unit = readSummary(llvm::MemoryBufferRef(summary, command.file));
  if (!unit)
    return failed(llvm::toString(unit.takeError()));
  if (unkept_.empty())
    unkept_ = first.str();
  for (llvm::StringRef file : llvm::split(files, "\n"))
    if (!file.empty())
      files_.insert(file.str());
  tellNotes(*unit, command);
  return {std::move(*unit), {}};
}

} // namespace heaplight
