#include "Policies.h"

#include "Annotate.h"
#include "judge/PolicyFiles.h"
#include "judge/PolicyFit.h"

#include <llvm/Support/FileSystem.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/raw_ostream.h>

#include <unistd.h>

namespace heaplight {
namespace {

constexpr int clean = 0, failed = 2;

std::string workingFolder() {
  llvm::SmallString<256> folder;
  // readInputs has told already where there is none.
  return llvm::sys::fs::current_path(folder) ? std::string("/") : std::string(folder);
}

llvm::Expected<std::optional<std::string>> read(const std::string &path) {
  llvm::sys::fs::file_status status;
  if (llvm::sys::fs::status(path, status) == std::errc::no_such_file_or_directory) {
    if (!llvm::sys::fs::is_symlink_file(path))
      return std::nullopt;
    return llvm::createStringError(path + ": is a link to what is not there; mend or remove it");
  }
  if (!llvm::sys::fs::is_regular_file(status))
    return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                   path + ": is no file that can be read as a policy");
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer)
    return llvm::createStringError(buffer.getError(),
                                   path + ": cannot be read: " + buffer.getError().message());
  return (*buffer)->getBuffer().str();
}

} // namespace

llvm::Expected<Policy> Policies::read(const std::string &source) {
  if (file_.empty()) {
    llvm::Expected<std::vector<PolicyFile>> files =
        policiesFor(source, workingFolder(), heaplight::read);
    return files ? combine(*files, overrides_) : files.takeError();
  }
  llvm::Expected<std::optional<std::string>> text = heaplight::read(file_);
  if (!text)
    return text.takeError();
  if (!*text)
    return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                   file_ + ": no such file; --config-file wants a policy to read");
  llvm::Expected<PolicyFile> file = parsePolicy(**text, file_);
  return file ? combine({*file}, overrides_) : file.takeError();
}

const Policy &Policies::of(const std::string &source) {
  // All files of a folder share their policy.
  auto [place, added] = byFolder_.try_emplace(llvm::sys::path::parent_path(source).str());
  if (!added)
    return place->second;
  llvm::Expected<Policy> policy = read(source);
  if (policy) {
    place->second = std::move(*policy);
    return place->second;
  }
  std::string message = llvm::toString(policy.takeError());
  if (told_.insert(message).second)
    complain(message);
  return place->second;
}

std::string Policies::headerFilter(const Linked &linked) {
  return linked.inputs.empty() ? std::string() : of(linked.inputs.front().source).headerFilter;
}

bool Policies::check(const Linked &linked, const std::string &headerFilter, bool whole) {
  if (!whole) { // What a glob fits may lie in the rest.
    for (const std::string &file : userFilesOf(linked, headerFilter))
      of(file);
    return told_.empty();
  }
  PolicyTargets targets = policyTargets(linked, headerFilter);
  for (const std::string &file : targets.files)
    of(file);
  bool usable = told_.empty();
  std::set<std::vector<std::string>> asked;
  for (const auto &[folder, policy] : byFolder_) {
    if (!asked.insert(policy.files).second)
      continue; // The same files say the same in whatever folder.
    for (const std::string &message : unusedGlobs(policy, targets.functions, targets.files))
      if (told_.insert(message).second) {
        complain(message);
        usable = false;
      }
  }
  return usable;
}

std::vector<std::string> Policies::files() const {
  std::vector<std::string> files;
  for (const auto &[folder, policy] : byFolder_)
    files.insert(files.end(), policy.files.begin(), policy.files.end());
  return files;
}

int Policies::tell(LintTask task, const std::string &source) {
  const Policy &policy = of(source);
  if (!told_.empty())
    return failed;
  llvm::raw_fd_ostream output(STDOUT_FILENO, /*shouldClose=*/false);
  if (task == LintTask::DumpConfig) {
    output << dumpPolicy(policy);
  } else if (policy.files.empty()) {
    output << "no " << policyFileName << " holds here; the defaults do\n";
  } else {
    for (const std::string &file : policy.files)
      output << file << ": can be used\n";
  }
  return finishOutput(output, {}) == clean ? clean : failed;
}

} // namespace heaplight
