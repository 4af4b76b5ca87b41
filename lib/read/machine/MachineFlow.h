// Blocks of a function of machine code → whether it comes back to its caller, and how certain each
// of its calls is. Knows nothing of the heap.
#pragma once

#include "read/machine/MachineCode.h"

#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace heaplight {

/// Whether a known or unknown callee comes back, as far as is known.
using TargetReturns = llvm::function_ref<bool(const MachineTarget &)>;

/// Whether some way leads back to the caller, those through a landing pad included.
bool comesBack(const MachineFunction &function, TargetReturns targetReturns);

/// Of each block of `function`, which must have one: exceptional where it is entered by unwinding
/// alone or every way on ends without coming back, unless by going round for ever; always where
/// each run that comes back passes it.
std::vector<Certainty> certainties(const MachineFunction &function, TargetReturns targetReturns);

} // namespace heaplight
