// the first bytes of a file → what sort of input it is. Names don't count, except that a text is a
// source.
#pragma once

#include "llvm/Support/Error.h"

#include <string>

namespace heaplight {

enum class InputKind {
  Source,  ///< Compiled, as LLVM's IR in text is.
  Summary, ///< Written by this program.
  Machine, ///< ELF, or an archive of it.
};

/// Fails where the file can't be read, and where it's no such input.
llvm::Expected<InputKind> kindOfInput(const std::string &file);

/// LLVM's IR, as text or bitcode, by its name.
bool isIr(llvm::StringRef file);

} // namespace heaplight
