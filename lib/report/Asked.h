// WHAT, as typed behind `explain` → a line of a file, or the name of a function. Reads no files;
// what is a file it asks.
#pragma once

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <optional>
#include <string>

namespace heaplight {

struct FileLine {
  std::string file;
  uint32_t line = 0; ///< From 1. The highest number there is stands for all above it too.
};

struct Asked {
  std::string text; ///< As typed.
  /// None where it is the name of a function. A column behind the line counts for nothing.
  std::optional<FileLine> place;
};

using IsFile = llvm::function_ref<bool(const std::string &path)>;

/// What stands behind the last single colon is a line or a column, for no function's name has such
/// a colon outside of brackets. Fails with one line where that is no number from 1 on.
llvm::Expected<Asked> readAsked(const std::string &what, IsFile isFile);

} // namespace heaplight
