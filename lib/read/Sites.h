// LLVM call → what is called and what that does by itself, from models first and LLVM's own
// knowledge of allocators (allockind, MemoryBuiltins, TargetLibraryInfo) second. Looks at one
// call at a time; follows nothing.
#pragma once

#include "read/Coroutines.h"
#include "read/Model.h"

#include "llvm/ADT/StringSet.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/TargetParser/Triple.h"

namespace llvm {
class CallBase;
class Function;
class Module;
} // namespace llvm

namespace heaplight {

/// What a call instruction names. Exactly one of `function`, `standIn` and `reason` is set, or none
/// where the instruction certainly touches no heap.
struct Target {
  const llvm::Function *function = nullptr;
  llvm::StringRef standIn; ///< A name that leads to functions: see StandIns.
  std::string reason;      ///< Why the target can't be seen.
  bool pointer = false;    ///< For that it is a value: a pointer to a function, or out of a vtable.
  std::optional<CoroutinePart> part; ///< For that it is a coroutine\'s that a handle leads to.
};

class Sites {
public:
  Sites(const Models &models, const llvm::Triple &triple);

  Target target(const llvm::CallBase &call) const;
  /// Null where none speaks for the function: what is known better from its body, an inline or
  /// template function's of a library, needs none.
  const Model *model(const llvm::Function &function) const;
  /// What a call of its callee does by itself. Empty where nothing is known of it.
  std::vector<OwnEffect> own(const llvm::CallBase &call) const;
  /// Whether all that a model says of its callee is that it frees, and a null pointer is what it
  /// is given.
  bool freesNothing(const llvm::CallBase &call) const;
  /// Allocated by a call, where that folds to a constant.
  std::optional<uint64_t> bytes(const llvm::CallBase &call) const;

  /// The constant that the size is a multiple of, as its last multiplication tells; 1 where none
  /// does.
  uint64_t sizeFactor(const llvm::CallBase &call) const;
  /// Remembers which functions of `module` have such a body, for stages that have dropped it.
  void noteBodies(const llvm::Module &module);

private:
  const Models &models_;
  llvm::StringSet<> inlineBodies_;
  llvm::TargetLibraryInfoImpl libraryImpl_;
  llvm::TargetLibraryInfo library_;
};

} // namespace heaplight
