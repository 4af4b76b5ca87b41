#include "read/ControlFlow.h"

#include "llvm/IR/CFG.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Instructions.h"

namespace heaplight {
namespace {

using llvm::BasicBlock;
using llvm::BitVector;

/// Where the first call that doesn't come back ends the block early.
Returns stopOf(const BasicBlock &block, ReturnsOf returnsOf) {
  for (const llvm::Instruction &instruction : block)
    if (auto *call = llvm::dyn_cast<llvm::CallBase>(&instruction)) {
      Returns returns = returnsOf(*call);
      if (returns == Returns::Never || returns == Returns::ProgramEnd)
        return returns;
    }
  return Returns::Normally;
}

bool endsCatch(const BasicBlock &block, ReturnsOf returnsOf) {
  return llvm::any_of(block, [&](const llvm::Instruction &instruction) {
    auto *call = llvm::dyn_cast<llvm::CallBase>(&instruction);
    return call && returnsOf(*call) == Returns::EndsCatch;
  });
}

bool isUnwinding(const llvm::Instruction &terminator, const BasicBlock &successor) {
  if (auto *invoke = llvm::dyn_cast<llvm::InvokeInst>(&terminator))
    return invoke->getUnwindDest() == &successor;
  return llvm::isa<llvm::CatchSwitchInst, llvm::CleanupReturnInst>(terminator);
}

/// All that `edges` reach from `from`, itself included, without passing the block `barred`.
template <typename Edges>
BitVector reach(BitVector from, const Edges &edges, const BasicBlock *barred = nullptr) {
  if (barred)
    from.reset(barred->getNumber());
  llvm::SmallVector<unsigned, 32> open(from.set_bits());
  while (!open.empty())
    for (const BasicBlock *next : edges[open.pop_back_val()])
      if (next != barred && !from[next->getNumber()]) {
        from.set(next->getNumber());
        open.push_back(next->getNumber());
      }
  return from;
}

} // namespace

ControlFlow::NormalGraph::NormalGraph(const llvm::Function &function, ReturnsOf returnsOf) {
  unsigned size = function.getMaxBlockNumber();
  for (std::vector<Blocks> *edges : {&successors, &predecessors, &allPredecessors})
    edges->resize(size);
  for (BitVector *set : {&entry, &starts, &returning, &ending, &stopped})
    set->resize(size);
  entry.set(function.getEntryBlock().getNumber());
  starts = entry;
  for (const BasicBlock &block : function) {
    unsigned number = block.getNumber();
    Returns stop = stopOf(block, returnsOf);
    const llvm::Instruction *terminator = block.getTerminator();
    if (stop == Returns::Normally)
      for (const BasicBlock *successor : llvm::successors(&block)) {
        allPredecessors[successor->getNumber()].push_back(&block);
        if (isUnwinding(*terminator, *successor))
          continue;
        successors[number].push_back(successor);
        predecessors[successor->getNumber()].push_back(&block);
      }
    if (endsCatch(block, returnsOf))
      for (const BasicBlock *successor : successors[number])
        starts.set(successor->getNumber());
    ending[number] = stop == Returns::ProgramEnd;
    returning[number] = stop == Returns::Normally && llvm::isa<llvm::ReturnInst>(terminator);
    stopped[number] = successors[number].empty();
  }
}

BitVector ControlFlow::NormalGraph::endless() const { return reach(stopped, predecessors).flip(); }

Returns howItEnds(const llvm::Function &function, ReturnsOf returnsOf) {
  ControlFlow::NormalGraph graph(function, returnsOf);
  BitVector reached = reach(graph.starts, graph.successors);
  if (reached.anyCommon(graph.returning))
    return Returns::Normally;
  return reached.anyCommon(graph.ending) || reached.anyCommon(graph.endless()) ? Returns::ProgramEnd
                                                                               : Returns::Never;
}

ControlFlow::~ControlFlow() = default;

ControlFlow::ControlFlow(llvm::Function &function, ReturnsOf returnsOf)
    : function_(function), graph_(function, returnsOf) {
  reached_ = reach(graph_.starts, graph_.successors);
  returns_ = reach(graph_.returning, graph_.predecessors);
  BitVector ends = graph_.endless();
  ends |= graph_.returning;
  ends |= graph_.ending;
  normal_ = reach(ends, graph_.predecessors);
  if (!normal_.anyCommon(graph_.entry)) {
    // Every way fails in the end. To go round until then is what this function is for, not its
    // failure.
    for (const BasicBlock &block : function)
      if (loops().getLoopFor(&block))
        ends.set(block.getNumber());
    normal_ = reach(ends, graph_.predecessors);
  }
  normal_ &= reached_;
  returns_ &= reached_;
}

bool ControlFlow::exceptional(const BasicBlock &block) const { return !normal_[block.getNumber()]; }

const ControlFlow::Detour &ControlFlow::around(const BasicBlock &block) const {
  auto [place, added] = detours_.try_emplace(&block);
  if (added) {
    place->second.reached = reach(graph_.starts, graph_.successors, &block);
    place->second.returning = reach(graph_.returning, graph_.predecessors, &block);
    place->second.allReturning = reach(graph_.returning, graph_.allPredecessors, &block);
  }
  return place->second;
}

const llvm::LoopInfo &ControlFlow::loops() const {
  // Loops are those of the whole graph: an exceptional exit doesn't unmake a loop.
  if (!loops_) {
    loops_ = std::make_unique<llvm::LoopInfo>();
    loops_->analyze(llvm::DominatorTree(function_));
  }
  return *loops_;
}

/// Entered by unwinding, it goes on to where control comes without.
bool ControlFlow::isHandlersEnd(const BasicBlock &block) const {
  return !reached_[block.getNumber()] &&
         llvm::any_of(graph_.successors[block.getNumber()],
                      [this](const BasicBlock *next) { return reached_[next->getNumber()]; });
}

bool ControlFlow::always(const BasicBlock &site, llvm::ArrayRef<const BasicBlock *> line) const {
  if (exceptional(site))
    return false;
  bool handles =
      llvm::any_of(line, [this](const BasicBlock *block) { return isHandlersEnd(*block); });
  for (const BasicBlock *block : line) {
    if (exceptional(*block) || (block == &site && !handles))
      continue;
    unsigned number = block->getNumber();
    const Detour &detour = around(site);
    const BitVector &avoids = handles ? detour.allReturning : detour.returning;
    bool passesLater = returns_[number] && !avoids[number];
    bool passedBefore = !detour.reached[number];
    if (!passesLater && !passedBefore)
      return false;
  }
  return true;
}

bool ControlFlow::alwaysInFunction(const BasicBlock &site) const {
  const BasicBlock &entry = function_.getEntryBlock();
  if (exceptional(site))
    return false;
  return &site == &entry ||
         (returns_.anyCommon(graph_.entry) && !around(site).allReturning.anyCommon(graph_.entry));
}

} // namespace heaplight
