// A name that stands for functions → those that it may lead to: an ifunc, whose resolver chooses
// one when the program is loaded, and an alias that another input may replace. Looks at one module.
#pragma once

#include "llvm/ADT/SetVector.h"

namespace llvm {
class Function;
class GlobalValue;
class Module;
class Value;
} // namespace llvm

namespace heaplight {

/// In the order in which they were found.
struct StandIn {
  const llvm::GlobalValue *name = nullptr;
  llvm::SetVector<const llvm::Function *> functions;
  bool complete = true; ///< It leads to no other.
};

/// Whether `value` is such a name.
bool isStandIn(const llvm::Value &value);

/// All of `module`, in its order.
std::vector<StandIn> standInsOf(const llvm::Module &module);

/// `value` without casts, and without the aliases that nothing can replace.
const llvm::Value &withoutFixedAliases(const llvm::Value &value);

} // namespace heaplight
