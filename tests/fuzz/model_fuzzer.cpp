// Bytes as a model file, then asked for names.
#include "read/Model.h"

using namespace heaplight;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  llvm::StringRef text(reinterpret_cast<const char *>(data), size);
  Models models;
  if (llvm::Error error = models.readText(llvm::MemoryBufferRef(text, "input.yaml"))) {
    llvm::consumeError(std::move(error));
    return 0;
  }
  for (llvm::StringRef name : {llvm::StringRef("malloc"), text, text.take_front(8)})
    models.find(name);
  return 0;
}
