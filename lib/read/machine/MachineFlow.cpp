#include "read/machine/MachineFlow.h"

#include "llvm/ADT/STLExtras.h"

namespace heaplight {

namespace {

/// The graph of a function without what is behind calls that don't come back.
class NormalFlow {
public:
  NormalFlow(const MachineFunction &function, TargetReturns targetReturns)
      : function_(function), cut_(unsigned(function.blocks.size())) {
    for (uint32_t block = 0; block < function.blocks.size(); ++block)
      if (function.blocks[block].calls && !targetReturns(function.blocks[block].target))
        cut_.set(block);
  }

  bool leaves(uint32_t block) const { return function_.blocks[block].returns && !cut_[block]; }

  llvm::ArrayRef<uint32_t> next(uint32_t block) const {
    return cut_[block] ? llvm::ArrayRef<uint32_t>()
                       : llvm::ArrayRef<uint32_t>(function_.blocks[block].next);
  }

  /// A way ends here without going back to the caller.
  bool stops(uint32_t block) const { return next(block).empty() && !leaves(block); }

  llvm::BitVector reached(bool withPads) const {
    llvm::BitVector seen(unsigned(function_.blocks.size()), function_.open);
    if (function_.open || function_.blocks.empty())
      return seen;
    std::vector<uint32_t> open{0};
    seen.set(0);
    auto visit = [&](uint32_t block) {
      if (!seen[block]) {
        seen.set(block);
        open.push_back(block);
      }
    };
    while (!open.empty()) {
      uint32_t block = open.back();
      open.pop_back();
      for (uint32_t next : this->next(block))
        visit(next);
      if (withPads && function_.blocks[block].pad != MachineBlock::none)
        visit(function_.blocks[block].pad);
    }
    return seen;
  }

  std::vector<llvm::SmallVector<uint32_t, 2>> predecessors() const {
    std::vector<llvm::SmallVector<uint32_t, 2>> all(function_.blocks.size());
    for (uint32_t block = 0; block < all.size(); ++block)
      for (uint32_t next : this->next(block))
        all[next].push_back(block);
    return all;
  }

private:
  const MachineFunction &function_;
  llvm::BitVector cut_;
};

using Edges = std::vector<llvm::SmallVector<uint32_t, 2>>;

/// The blocks from which one of `goals` can be reached.
llvm::BitVector leadingTo(const Edges &predecessors, llvm::BitVector goals) {
  std::vector<uint32_t> open;
  for (unsigned goal : goals.set_bits())
    open.push_back(goal);
  while (!open.empty()) {
    uint32_t block = open.back();
    open.pop_back();
    for (uint32_t before : predecessors[block])
      if (!goals[before]) {
        goals.set(before);
        open.push_back(before);
      }
  }
  return goals;
}

/// Finds what every way passes from the entry to the end, by Cooper, Harvey and Kennedy's rule:
/// the nearest block that all ways on have in common, to a fixpoint.
class CommonWay {
public:
  /// `counts` are the blocks on some way to the end.
  CommonWay(const NormalFlow &flow, const Edges &predecessors, const llvm::BitVector &counts)
      : flow_(flow), counts_(counts), end_(uint32_t(predecessors.size())),
        order_(predecessors.size() + 1, none), following_(predecessors.size() + 1, none) {
    order(predecessors);
    following_[end_] = end_;
    for (bool changed = true; changed;) {
      changed = false;
      for (uint32_t block : llvm::reverse(finished_)) {
        uint32_t common = commonOf(block);
        changed |= common != following_[block];
        following_[block] = common;
      }
    }
  }

  std::vector<uint32_t> fromEntry() const {
    std::vector<uint32_t> way;
    if (!end_ || !counts_[0] || following_[0] == none)
      return way;
    for (uint32_t block = 0; block != end_; block = following_[block])
      way.push_back(block);
    return way;
  }

private:
  static constexpr uint32_t none = ~uint32_t(0);

  /// Numbers the blocks in the order in which a walk back from the end is done with them.
  void order(const Edges &predecessors) {
    struct Visit {
      uint32_t block;
      size_t next = 0;
    };
    llvm::BitVector seen(end_);
    for (uint32_t root = 0; root < end_; ++root) {
      if (!counts_[root] || !flow_.leaves(root) || seen[root])
        continue;
      std::vector<Visit> open{{root}};
      seen.set(root);
      while (!open.empty()) {
        Visit &visit = open.back();
        if (visit.next == predecessors[visit.block].size()) {
          order_[visit.block] = uint32_t(finished_.size());
          finished_.push_back(visit.block);
          open.pop_back();
          continue;
        }
        uint32_t before = predecessors[visit.block][visit.next++];
        if (counts_[before] && !seen[before]) {
          seen.set(before);
          open.push_back({before});
        }
      }
    }
    order_[end_] = uint32_t(finished_.size());
  }

  uint32_t commonOf(uint32_t block) const {
    uint32_t common = flow_.leaves(block) ? end_ : none;
    for (uint32_t next : flow_.next(block)) {
      if (!counts_[next] || following_[next] == none)
        continue;
      common = common == none ? next : meet(common, next);
    }
    return common;
  }

  uint32_t meet(uint32_t left, uint32_t right) const {
    while (left != right) {
      while (order_[left] < order_[right])
        left = following_[left];
      while (order_[right] < order_[left])
        right = following_[right];
    }
    return left;
  }

  const NormalFlow &flow_;
  const llvm::BitVector &counts_;
  uint32_t end_; ///< Stands for the caller, behind all blocks.
  std::vector<uint32_t> order_;
  std::vector<uint32_t> following_; ///< The next one that every way passes.
  std::vector<uint32_t> finished_;
};

} // namespace

bool comesBack(const MachineFunction &function, TargetReturns targetReturns) {
  NormalFlow flow(function, targetReturns);
  llvm::BitVector reached = flow.reached(/*withPads=*/true);
  for (unsigned block : reached.set_bits())
    if (flow.leaves(block))
      return true;
  return false;
}

std::vector<Certainty> certainties(const MachineFunction &function, TargetReturns targetReturns) {
  unsigned count = unsigned(function.blocks.size());
  NormalFlow flow(function, targetReturns);
  llvm::BitVector reached = flow.reached(/*withPads=*/false);
  llvm::BitVector leaving(count), ending(count);
  for (unsigned block = 0; block < count; ++block) {
    leaving[block] = flow.leaves(block);
    ending[block] = flow.leaves(block) || flow.stops(block);
  }
  Edges predecessors = flow.predecessors();
  llvm::BitVector back = leadingTo(predecessors, leaving);
  llvm::BitVector some = leadingTo(predecessors, ending);

  std::vector<Certainty> all(count, Certainty::Sometimes);
  for (unsigned block = 0; block < count; ++block)
    if (!reached[block] || (!back[block] && some[block]))
      all[block] = Certainty::Exceptional;
  if (function.open)
    return all;
  back &= reached;
  for (uint32_t block : CommonWay(flow, predecessors, back).fromEntry())
    all[block] = Certainty::Always;
  return all;
}

} // namespace heaplight
