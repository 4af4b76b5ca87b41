#include "Packages.h"

#include "Compiling.h"
#include "ScratchFolder.h"
#include "Workers.h"

#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/raw_ostream.h>

namespace heaplight {

CargoFolder::CargoFolder(const std::string &package) {
  if (package.empty())
    return;
  std::string kept = cacheFolder();
  if (kept.empty()) {
    temporary_ = !llvm::sys::fs::createUniqueDirectory("heaplight-cargo", path_);
    return;
  }
  path_ = kept;
  ContentHash hash = hashOf(realPath(package));
  llvm::sys::path::append(path_, "cargo", llvm::utohexstr(hash.low) + llvm::utohexstr(hash.high));
}

CargoFolder::~CargoFolder() {
  if (temporary_)
    llvm::sys::fs::remove_directories(path_);
}

namespace {

/// What a worker sends: behind one of these, texts with a zero between them.
constexpr char isResult = 'R';  ///< The status, how long the output is; the output and the errors.
constexpr char isFailure = 'F'; ///< The message.

std::string pack(llvm::Expected<ChildResult> result) {
  if (!result)
    return isFailure + llvm::toString(result.takeError());
  return isResult + std::to_string(result->status) + '\0' + std::to_string(result->output.size()) +
         '\0' + result->output + result->errors;
}

llvm::Expected<ChildResult> unpack(llvm::StringRef bytes) {
  if (bytes.consume_front(llvm::StringRef(&isFailure, 1)))
    return llvm::createStringError(bytes);
  auto [status, behindStatus] = bytes.drop_front().split('\0');
  auto [size, texts] = behindStatus.split('\0');
  ChildResult result;
  size_t outputSize = 0;
  if (status.getAsInteger(10, result.status) || size.getAsInteger(10, outputSize))
    return llvm::createStringError("what cargo printed was lost; try again");
  result.output = texts.take_front(outputSize).str();
  result.errors = texts.drop_front(outputSize).str();
  return result;
}

llvm::Expected<ChildResult> resultOf(const JobResult &job, std::chrono::seconds timeout) {
  switch (job.end) {
  case JobResult::End::Done:
    return unpack(job.bytes);
  case JobResult::End::TimedOut:
    return llvm::createStringError("cargo has not built it after " +
                                   std::to_string(timeout.count()) +
                                   " s; give it more with --timeout");
  case JobResult::End::NotStarted:
    return llvm::createStringError("no process could be started for cargo: " +
                                   std::generic_category().message(job.detail));
  case JobResult::End::Crashed:
  case JobResult::End::Exited:
    break;
  }
  return llvm::createStringError("cargo's build ended early; try again");
}

/// Cargo and all that it starts are one group of processes: what ends it ends them.
llvm::Expected<ChildResult> runCargo(const ChildRequest &request, std::chrono::seconds timeout,
                                     ScratchFolder &scratch) {
  JobResult done;
  JobEvents events;
  events.result = [&](size_t, JobResult result) { done = std::move(result); };
  events.interrupted = [&] { scratch.remove(); };
  runJobs({[&request] { return pack(runChild(request)); }}, {.timeout = timeout}, events);
  return resultOf(done, timeout);
}

} // namespace

std::optional<CargoBuild> buildWithCargo(const InputOptions &options, const std::string &folder) {
  ScratchFolder scratch;
  CargoRequest request{options.package, options.profile, options.member, options.command.target,
                       folder,          options.rustc,   scratch.make()};
  llvm::Expected<CargoBuild> build = buildPackage(request, [&](const ChildRequest &cargo) {
    return runCargo(cargo, options.timeout, scratch);
  });
  if (!build) {
    llvm::handleAllErrors(build.takeError(), [](const CargoError &error) {
      llvm::errs() << error.diagnostics;
      complain(error.message);
    });
    return std::nullopt;
  }
  if (build->commands.empty()) {
    complain(options.package + ": cargo builds no library and no program of it");
    return std::nullopt;
  }
  for (Command &command : build->commands) {
    std::vector<std::string> flags = options.command.extraBefore;
    if (options.command.flags)
      flags.insert(flags.end(), options.command.flags->begin(), options.command.flags->end());
    flags.insert(flags.end(), options.command.extraAfter.begin(), options.command.extraAfter.end());
    command.arguments.insert(command.arguments.end() - 1, flags.begin(), flags.end());
  }
  return std::move(*build);
}

} // namespace heaplight
