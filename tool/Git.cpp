#include "Git.h"

#include "read/ChildProcess.h"

#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/Program.h>

namespace heaplight {
namespace {

llvm::Expected<ChildResult> git(const std::vector<std::string> &arguments) {
  llvm::ErrorOr<std::string> program = llvm::sys::findProgramByName("git");
  if (!program)
    return llvm::createStringError(program.getError(), "git is not installed");
  ChildRequest request{{*program}, {}, {}};
  request.arguments.insert(request.arguments.end(), arguments.begin(), arguments.end());
  return runChild(request);
}

llvm::Expected<std::string> outputOf(const std::vector<std::string> &arguments) {
  llvm::Expected<ChildResult> outcome = git(arguments);
  if (!outcome)
    return outcome.takeError();
  if (outcome->status == 0)
    return std::move(outcome->output);
  llvm::StringRef said = llvm::StringRef(outcome->errors).ltrim();
  said = said.take_until([](char letter) { return letter == '\n'; });
  said.consume_front("fatal: ");
  return llvm::createStringError(llvm::inconvertibleErrorCode(), "git: " + said.str());
}

} // namespace

std::optional<std::string> repositoryPrefix() {
  llvm::Expected<std::string> prefix = outputOf({"rev-parse", "--show-prefix"});
  if (!prefix) {
    llvm::consumeError(prefix.takeError());
    return std::nullopt;
  }
  return llvm::StringRef(*prefix).rtrim("\n").str();
}

/// Where `revision` and what is checked out parted; `revision` itself where they never were one.
std::string partingPoint(const std::string &revision) {
  llvm::Expected<std::string> base = outputOf({"merge-base", "--end-of-options", revision, "HEAD"});
  if (base)
    return llvm::StringRef(*base).trim().str();
  llvm::consumeError(base.takeError());
  return revision;
}

llvm::Expected<Changes> changesSince(const std::string &revision) {
  if (!repositoryPrefix())
    return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                   "this folder lies in no git repository; --line-filter takes "
                                   "lines without one");
  std::string base = partingPoint(revision);
  // What the user configured of diffs must not change what they look like.
  llvm::Expected<std::string> diff =
      outputOf({"-c", "core.quotePath=true", "diff", "--unified=0", "--no-color", "--no-ext-diff",
                "--no-textconv", "--no-relative", "--src-prefix=a/", "--dst-prefix=b/",
                "--find-renames", "--ignore-submodules", "--end-of-options", base, "--"});
  if (!diff)
    return diff.takeError();
  llvm::Expected<std::string> added =
      outputOf({"ls-files", "--others", "--exclude-standard", "--full-name", "-z", "--", ":/"});
  if (!added)
    return added.takeError();
  Changes changes;
  changes.diff = std::move(*diff);
  llvm::SmallVector<llvm::StringRef, 8> names;
  llvm::StringRef(*added).split(names, '\0', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (llvm::StringRef name : names)
    changes.added.push_back(name.str());
  return changes;
}

} // namespace heaplight
