// Runs a fuzz target once for each file in the folders given: a crash that was found once
// stays tested, without the fuzzer.
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool replay(const std::string &path) {
  auto buffer =
      llvm::MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer) {
    llvm::errs() << path << ": cannot be read: " << buffer.getError().message() << '\n';
    return false;
  }
  llvm::errs() << path << '\n'; // Before it runs: the last one told is the one that crashed.
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t *>((*buffer)->getBufferStart()),
                         (*buffer)->getBufferSize());
  return true;
}

int main(int count, char **arguments) {
  unsigned replayed = 0;
  for (int number = 1; number < count; ++number) {
    std::error_code error;
    llvm::sys::fs::recursive_directory_iterator entry(arguments[number], error), end;
    for (; !error && entry != end; entry.increment(error))
      if (!llvm::sys::fs::is_directory(entry->path()))
        replayed += replay(entry->path());
    if (error) {
      llvm::errs() << arguments[number] << ": " << error.message() << '\n';
      return 1;
    }
  }
  llvm::errs() << replayed << " files\n";
  return replayed ? 0 : 1;
}
