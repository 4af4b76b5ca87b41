#include "show/RunFolded.h"

#include "show/Canvas.h"

#include "llvm/Support/raw_ostream.h"

#include <algorithm>

namespace heaplight {

void showFolded(const std::vector<FoldedStack> &stacks, llvm::raw_ostream &stream) {
  for (const FoldedStack &stack : stacks) {
    const char *between = "";
    for (const std::string &frame : stack.frames) {
      std::string name = printable(frame);
      std::replace(name.begin(), name.end(), ';', ':');
      stream << between << name;
      between = ";";
    }
    stream << ' ' << stack.weight << '\n';
  }
}

} // namespace heaplight
