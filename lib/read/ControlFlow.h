// LLVM function → which of its blocks are exceptional, and what always happens with what.
// What always, sometimes and exceptional mean is defined here. Knows nothing of the heap.
#pragma once

#include "read/Model.h"

#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/LoopInfo.h"

#include <memory>
#include <vector>

namespace llvm {
class BasicBlock;
class CallBase;
class Function;
} // namespace llvm

namespace heaplight {

/// Whether a call comes back, as far as is known.
using ReturnsOf = llvm::function_ref<Returns(const llvm::CallBase &)>;

/// How `function` ends, given how the functions that it calls end. One that runs forever counts
/// as `ProgramEnd`: nothing goes wrong on the way.
Returns howItEnds(const llvm::Function &function, ReturnsOf returnsOf);

class ControlFlow {
public:
  /// `function` must have a body and stay as it is.
  ControlFlow(llvm::Function &function, ReturnsOf returnsOf);
  ~ControlFlow();

  /// Entered by unwinding alone, or every way on ends in a throw or an abort.
  bool exceptional(const llvm::BasicBlock &block) const;

  /// Each time that control enters `line` and leaves it normally it passes `site`. `line` lists
  /// the blocks that hold an instruction of the line. A handler elsewhere is no normal way to leave
  /// it; one on the line itself is.
  bool always(const llvm::BasicBlock &site, llvm::ArrayRef<const llvm::BasicBlock *> line) const;

  /// Each run of the function that returns passes `site`, those through a handler included.
  bool alwaysInFunction(const llvm::BasicBlock &site) const;

  const llvm::LoopInfo &loops() const;

private:
  using Blocks = llvm::SmallVector<const llvm::BasicBlock *, 2>;

  /// The function's graph, with each call that doesn't come back as an end.
  struct NormalGraph {
    NormalGraph(const llvm::Function &function, ReturnsOf returnsOf);
    /// Blocks from which control can only go round for ever.
    llvm::BitVector endless() const;

    // By block number.
    std::vector<Blocks> successors;
    std::vector<Blocks> predecessors;
    // With unwinding.
    std::vector<Blocks> allPredecessors;
    llvm::BitVector entry;     ///< The one block.
    llvm::BitVector starts;    ///< The entry, and where a catch has ended.
    llvm::BitVector returning; ///< Ends in a return.
    llvm::BitVector ending;    ///< Ends the program in an ordinary way.
    llvm::BitVector stopped;   ///< Every block without a way on, returns included.
  };

  /// What can go without passing one block.
  struct Detour {
    llvm::BitVector reached;      ///< From the entry or a catch's end.
    llvm::BitVector returning;    ///< On to a return.
    llvm::BitVector allReturning; ///< On to a return, a handler's way included.
  };
  const Detour &around(const llvm::BasicBlock &block) const;

  friend Returns howItEnds(const llvm::Function &function, ReturnsOf returnsOf);

  bool isHandlersEnd(const llvm::BasicBlock &block) const;

  llvm::Function &function_;
  NormalGraph graph_;
  llvm::BitVector reached_; ///< From the entry or a catch's end, without unwinding.
  llvm::BitVector normal_;  ///< By block number.
  llvm::BitVector returns_; ///< Normal, and a return can be reached.
  // Computed when first asked for: most functions never are.
  mutable llvm::DenseMap<const llvm::BasicBlock *, Detour> detours_;
  mutable std::unique_ptr<llvm::LoopInfo> loops_;
};

} // namespace heaplight
