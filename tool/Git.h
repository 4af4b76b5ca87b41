// the repository that the working folder lies in → what changed in it, by asking git itself.
#pragma once

#include <llvm/Support/Error.h>

#include <optional>
#include <string>
#include <vector>

namespace heaplight {

/// From the top of the repository to the working folder, "" or ending in "/". None where there is
/// no repository or no git.
std::optional<std::string> repositoryPrefix();

struct Changes {
  std::string diff;               ///< Unified, without context.
  std::vector<std::string> added; ///< Files that git doesn't know yet, from the repository's top.
};

/// What the whole repository's files have become since they parted from `revision`: what its branch
/// has got since then is no change of theirs. Fails with one line of git's own.
llvm::Expected<Changes> changesSince(const std::string &revision);

} // namespace heaplight
