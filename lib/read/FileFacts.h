// path → what it holds, as a hash. Each path is looked at once, however often it is asked for.
#pragma once

#include "llvm/ADT/StringMap.h"

#include <optional>

namespace heaplight {

/// The bytes of a file, in short: equal for equal bytes, and chance makes no others equal.
struct ContentHash {
  uint64_t low = 0;
  uint64_t high = 0;

  friend bool operator==(const ContentHash &, const ContentHash &) = default;
};

ContentHash hashOf(llvm::StringRef bytes);

/// Answers are those of the first time that a path was asked for: one of these is meant to live as
/// long as one look at the world, not as long as a program that watches it.
class FileFacts {
public:
  /// Of a file its bytes, of a folder the names in it. None for what is absent, can't be read or
  /// has no lasting content, as a pipe.
  const std::optional<ContentHash> &content(llvm::StringRef path);
  /// Whether there is anything at `path`; where links lead to counts, not the link.
  bool exists(llvm::StringRef path);

private:
  llvm::StringMap<std::optional<ContentHash>> contents_;
  llvm::StringMap<bool> exists_;
};

} // namespace heaplight
