// Bytes as an object, a shared object or an archive. What is read must be a unit that can be
// written, read again and be the same: so every id of it is in range.
#include "read/SummaryFile.h"
#include "read/machine/Library.h"

#include <cstdlib>

using namespace heaplight;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  llvm::StringRef bytes(reinterpret_cast<const char *>(data), size);
  llvm::StringSet<> neverReturning;
  neverReturning.insert("abort");
  LibraryRequest request{llvm::MemoryBufferRef(bytes, "input"), &neverReturning};
  llvm::Expected<Unit> unit = readLibrary(request);
  if (!unit) {
    llvm::consumeError(unit.takeError());
    return 0;
  }
  std::string whole = writeSummary(*unit);
  llvm::Expected<Unit> again = readSummary(llvm::MemoryBufferRef(whole, "again"));
  if (!again || writeSummary(*again) != whole)
    std::abort();
  return 0;
}
