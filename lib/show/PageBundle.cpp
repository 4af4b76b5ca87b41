#include "show/PageBundle.h"

extern "C" {
extern const char heaplightPageScript[], heaplightPageScriptEnd[];
extern const char heaplightPageStyle[], heaplightPageStyleEnd[];
}

namespace heaplight {

llvm::StringRef pageScript() {
  return {heaplightPageScript, size_t(heaplightPageScriptEnd - heaplightPageScript)};
}

llvm::StringRef pageStyle() {
  return {heaplightPageStyle, size_t(heaplightPageStyleEnd - heaplightPageStyle)};
}

} // namespace heaplight
