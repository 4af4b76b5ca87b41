// One function → which of its parameters decide where it goes, and where it doesn't go when one of
// them is a certain constant. Folds branches as the optimizer would; reads the function and changes
// nothing. Looks at one parameter at a time; what is stored to memory other than to a variable that
// is set once, and what a callee returns, is taken for anything.
#pragma once

#include "Types.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

namespace llvm {
class AllocaInst;
class Argument;
class BasicBlock;
class Constant;
class Function;
class Instruction;
class Value;
} // namespace llvm

namespace heaplight {

/// The value of an integer of at most 64 bits, sign-extended, or of a null pointer; nothing of any
/// other.
std::optional<int64_t> constantOf(const llvm::Value &value);

/// The parameters of one function, which must outlive it unchanged.
class Parameters {
public:
  explicit Parameters(const llvm::Function &function);

  /// Of one parameter's constants that are worth a look. An interpreter's opcodes are more, but
  /// nobody passes them as constants.
  static constexpr size_t most = 32;

  /// The number of the parameter that `value` is, as it came; also where it went through a
  /// variable, as in code before the optimizer.
  std::optional<unsigned> parameterOf(const llvm::Value &value) const;

  /// By the number of each parameter that a branch depends on: the constants that it is held
  /// against, a few of them at the most, and those that a flag has.
  const std::map<unsigned, std::set<int64_t>> &decisive() const { return decisive_; }

  /// The blocks that no run with this constant comes to.
  llvm::DenseSet<const llvm::BasicBlock *> unreached(const Constant &constant) const;

private:
  using Slice = llvm::DenseSet<const llvm::Instruction *>;
  class Run;

  void findVariables();
  std::vector<const llvm::Value *> joins() const;
  Slice sliceOf(std::vector<const llvm::Value *> open) const;
  std::set<int64_t> heldAgainst(const llvm::Argument &parameter, const Slice &slice) const;
  const llvm::Argument *peel(const llvm::Value &value) const;
  const llvm::Value *valueOf(const llvm::Instruction &load) const;

  const llvm::Function &function_;
  /// What variables hold that are set once and never have their address taken.
  llvm::DenseMap<const llvm::AllocaInst *, const llvm::Value *> variables_;
  std::map<unsigned, Slice> slices_; ///< What each decisive parameter may fix.
  std::map<unsigned, std::set<int64_t>> decisive_;
};

} // namespace heaplight
