// the first bytes of a file → what sort of input it is. Names count only where text is C or C++, or
// LLVM's IR.
#pragma once

#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBufferRef.h"

#include <optional>
#include <string>

namespace heaplight {

enum class InputKind {
  Source,  ///< Compiled, as LLVM's IR is.
  Summary, ///< Written by this program.
  Machine, ///< ELF, or an archive of it.
};

/// Fails where the file can't be read, and where it's no such input.
llvm::Expected<InputKind> kindOfInput(const std::string &file);

/// LLVM's IR: text by its name, bitcode by its name or its first bytes, as an object made with
/// -flto has them, or an object that holds some in a section. False where the file can't be read
/// and its name says nothing.
bool isIr(const std::string &file);

/// The bitcode that an ELF object holds in a section beside its machine code, as -ffat-lto-objects
/// and -fembed-bitcode leave it; none where it holds none, and where it's damaged. Lives as long as
/// `object`.
std::optional<llvm::MemoryBufferRef> embeddedBitcode(llvm::MemoryBufferRef object);

/// Why a file isn't compiled whose name and flags tell no language, and what to do; without the
/// file's name.
std::string whyNoSource(const std::string &file);

} // namespace heaplight
