// text of JSON → whether its brackets lie too deep in each other. LLVM's parser follows them until
// its stack is full, so texts from outside are asked this first; they need not be sound.
#pragma once

#include "llvm/ADT/StringRef.h"

namespace heaplight {

/// More than 50, which nothing that is read here has.
bool nestsTooDeep(llvm::StringRef json);

} // namespace heaplight
