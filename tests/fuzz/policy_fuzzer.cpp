// Bytes as a policy file; one that can be read is written and must read back to the same text.
#include "judge/PolicyFit.h"

using namespace heaplight;

static std::optional<std::string> dumpOf(const std::string &text) {
  llvm::Expected<PolicyFile> file = parsePolicy(text, "input.yaml");
  if (!file) {
    if (llvm::toString(file.takeError()).find('\n') != std::string::npos)
      std::abort();
    return std::nullopt;
  }
  Policy policy = llvm::cantFail(combine({*file}, {}));
  unusedGlobs(policy, {text.substr(0, 64), "Engine::process(int)"}, {"src/a.cpp"});
  policy.files.clear();
  return dumpPolicy(policy);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (std::optional<std::string> dump = dumpOf(std::string(data, data + size)))
    if (dumpOf(*dump) != dump)
      std::abort();
  return 0;
}
