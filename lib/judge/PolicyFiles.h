// a source's path → the policy files that lie above it. Follows names alone, and reads through
// whoever asks.
#pragma once

#include "judge/Policy.h"

#include "llvm/ADT/STLFunctionalExtras.h"

namespace heaplight {

inline constexpr const char *policyFileName = ".heaplight.yaml";

/// The text of a file, none where no file is there; fails with one line if it can't be read.
/// `path` is relative to the working folder where it lies below.
using PolicyReader =
    llvm::function_ref<llvm::Expected<std::optional<std::string>>(const std::string &path)>;

/// Those that hold for `source`, nearest first, up to the first that doesn't inherit. `source` is
/// relative to `workingFolder`, which is absolute, or absolute itself. Fails with what the reader
/// or `parsePolicy` says.
llvm::Expected<std::vector<PolicyFile>>
policiesFor(const std::string &source, const std::string &workingFolder, PolicyReader reader);

} // namespace heaplight
