// a file that people name → its bytes. Regular files alone, through links: a pipe that nobody
// writes into would be waited for without end.
#pragma once

#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"

#include <memory>
#include <string>

namespace heaplight {

/// Fails with one line that begins with the path and says what is there instead, or why it can't
/// be read.
llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> readInputFile(const std::string &path);

} // namespace heaplight
