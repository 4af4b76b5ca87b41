// folded stacks → the lines that flame graphs are made of: outer;inner COUNT.
#pragma once

#include "report/FoldedStacks.h"

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace heaplight {

/// What would end a name or a line there is shown as another character.
void showFolded(const std::vector<FoldedStack> &stacks, llvm::raw_ostream &stream);

} // namespace heaplight
