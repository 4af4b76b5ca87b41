// a call of Rust → the functions that it lends its callee to call: those whose addresses it passes,
// by themselves or in what lies on the caller's stack, and the methods of a value that it lends as
// `dyn`. Follows what the caller itself stores; of a value that is given away nothing is said, for
// the callee may keep it.
#pragma once

#include "llvm/ADT/SetVector.h"

namespace llvm {
class CallBase;
class Function;
} // namespace llvm

namespace heaplight {

/// In the order of the arguments.
llvm::SmallSetVector<const llvm::Function *, 4> codeLentBy(const llvm::CallBase &call);

} // namespace heaplight
