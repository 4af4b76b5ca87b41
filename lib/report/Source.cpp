#include "report/Source.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"

namespace heaplight {

std::optional<std::vector<std::string>> readSource(const std::string &path) {
  if (!llvm::sys::fs::is_regular_file(path))
    return std::nullopt; // What never ends has no lines.
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false);
  if (!buffer)
    return std::nullopt;
  llvm::StringRef rest = (*buffer)->getBuffer();
  rest.consume_front("\xEF\xBB\xBF"); // A byte order mark is no part of the first line.
  std::vector<std::string> lines;
  while (!rest.empty()) {
    llvm::StringRef line;
    // As Clang counts lines: LF, CR and CR LF each end one.
    size_t end = rest.find_first_of("\r\n");
    line = rest.take_front(end);
    rest = rest.drop_front(line.size());
    if (!rest.consume_front("\r\n") && !rest.empty())
      rest = rest.drop_front();
    lines.push_back(llvm::json::isUTF8(line) ? line.str() : llvm::json::fixUTF8(line));
  }
  return lines;
}

} // namespace heaplight
