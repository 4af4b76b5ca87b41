#include "read/InputFile.h"

#include "llvm/Support/FileSystem.h"

namespace heaplight {

namespace fs = llvm::sys::fs;

llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> readInputFile(const std::string &path) {
  auto refusal = [&](const std::string &why) { return llvm::createStringError(path + ": " + why); };
  if (path.empty())
    return llvm::createStringError("an empty file name is given");
  fs::file_status status;
  if (std::error_code error = fs::status(path, status))
    return refusal("cannot be read: " + error.message());
  if (fs::is_directory(status))
    return refusal("is a directory; name a file in it");
  if (!fs::is_regular_file(status))
    return refusal("is not a regular file");
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer)
    return refusal("cannot be read: " + buffer.getError().message());
  return std::move(*buffer);
}

} // namespace heaplight
