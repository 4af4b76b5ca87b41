// Calls of one function → what is true of them at each frame of their inline chains.
#include "read/ControlFlow.h"
#include "read/PendingCalls.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

namespace heaplight {

/// Which blocks hold instructions of a line at one level of inlining.
class ModuleReader::Details {
public:
  Details(ModuleReader &reader, Body &body)
      : reader_(reader), body_(body), flow_(*body.function, [&reader](const llvm::CallBase &call) {
          return reader.returnsOf(call);
        }) {
    for (const PendingCall &pending : body.pending)
      for (const llvm::DILocation *at = pending.location; at; at = at->getInlinedAt())
        if (isUser(*at))
          lines_.try_emplace(keyOf(*at));
    if (!lines_.empty())
      gatherBlocks();
  }

  void complete(PendingCall &pending) {
    const llvm::BasicBlock &block = *pending.instruction->getParent();
    Call &call = pending.call;
    bool exceptional = flow_.exceptional(block);
    call.inFunction = exceptional                     ? Certainty::Exceptional
                      : flow_.alwaysInFunction(block) ? Certainty::Always
                                                      : Certainty::Sometimes;
    for (const llvm::DILocation *at = pending.location; at; at = at->getInlinedAt())
      call.levels.push_back(levelAt(*at, block, exceptional));
    if (!pending.location)
      call.levels.push_back({call.inFunction, false, Phase::Run});
    // Whether what is handed over gets called is up to the function that has it.
    bool maybe = call.origin == Origin::Registered && pending.runs == Certainty::Sometimes;
    if (call.origin == Origin::Handed || maybe)
      weaken(call);
    if (call.origin == Origin::Registered)
      for (Level &level : call.levels)
        level.phase = pending.later;
  }

private:
  static void weaken(Call &call) {
    call.inFunction = std::min(call.inFunction, Certainty::Sometimes);
    for (Level &level : call.levels)
      level.certainty = std::min<Certainty>(level.certainty, Certainty::Sometimes);
  }

  /// A line of one inlined instance of a function.
  using Key = std::tuple<const llvm::DILocation *, const llvm::DISubprogram *, unsigned>;

  static Key keyOf(const llvm::DILocation &at) {
    return {at.getInlinedAt(), at.getScope()->getSubprogram(), at.getLine()};
  }

  bool isUser(const llvm::DILocation &at) const {
    return reader_.isUser(reader_.unit_.names.frame(reader_.frameOf(at)));
  }

  void gatherBlocks() {
    llvm::DenseMap<const llvm::DILocation *,
                   llvm::SmallVector<std::vector<const llvm::BasicBlock *> *, 2>>
        known;
    for (const llvm::BasicBlock &block : *body_.function)
      for (const llvm::Instruction &instruction : block) {
        const llvm::DILocation *location = instruction.getDebugLoc();
        // A phi stands where control already has been; it executes nothing.
        if (!location || llvm::isa<llvm::PHINode>(instruction))
          continue;
        auto [place, added] = known.try_emplace(location);
        if (added)
          for (const llvm::DILocation *at = location; at; at = at->getInlinedAt())
            if (auto line = lines_.find(keyOf(*at)); line != lines_.end())
              place->second.push_back(&line->second);
        for (std::vector<const llvm::BasicBlock *> *blocks : place->second)
          if (blocks->empty() || blocks->back() != &block)
            blocks->push_back(&block);
      }
  }

  Level levelAt(const llvm::DILocation &at, const llvm::BasicBlock &block, bool exceptional) {
    Level level;
    auto phase = reader_.phases_.find(reader_.symbolOf(*at.getScope()->getSubprogram()));
    if (phase != reader_.phases_.end())
      level.phase = phase->second;
    auto line = lines_.find(keyOf(at));
    if (exceptional)
      level.certainty = Certainty::Exceptional;
    else if (line != lines_.end() && flow_.always(block, line->second) && isWhole(at, block))
      level.certainty = Certainty::Always;
    level.inLoop = line != lines_.end() && inLoop(at, block);
    return level;
  }

  /// Whether what is left of the line here tells of all its ways. Optimizers fold away turns of a
  /// loop that the line did nothing in; so of code that came optimized that is known only of the
  /// line that a function begins on, which each run of it enters.
  bool isWhole(const llvm::DILocation &at, const llvm::BasicBlock &block) const {
    if (reader_.shared_.count({reader_.fileOf(at.getFile()), at.getLine()}))
      return false;
    if (!reader_.optimizedBefore_ || body_.function->hasOptNone())
      return true;
    return !at.getInlinedAt() && at.getLine() == at.getScope()->getSubprogram()->getLine() &&
           flow_.alwaysInFunction(block);
  }

  /// A loop belongs to the instance of the function whose code takes it round, and to the innermost
  /// one that all its code was inlined into: where the condition is a function's, as an iterator's
  /// `next`, the optimizer leaves that function's branch alone.
  bool inLoop(const llvm::DILocation &at, const llvm::BasicBlock &block) {
    for (const llvm::Loop *loop = flow_.loops().getLoopFor(&block); loop;
         loop = loop->getParentLoop()) {
      const llvm::DILocation *turn = turnOf(*loop);
      if (turn && turn->getInlinedAt() == at.getInlinedAt() &&
          turn->getScope()->getSubprogram() == at.getScope()->getSubprogram())
        return true;
      if (homeOf(*loop) == at.getInlinedAt())
        return true;
    }
    return false;
  }

  static const llvm::DILocation *turnOf(const llvm::Loop &loop) {
    llvm::SmallVector<llvm::BasicBlock *, 4> latches;
    loop.getLoopLatches(latches);
    for (const llvm::BasicBlock *latch : latches)
      if (const llvm::DILocation *at = latch->getTerminator()->getDebugLoc())
        return at;
    return loop.getHeader()->getTerminator()->getDebugLoc();
  }

  /// Calls that code was inlined by, the outermost first.
  using Calls = llvm::SmallVector<const llvm::DILocation *, 8>;

  /// The call that all code of the loop was inlined by, the innermost one; null where there is
  /// none.
  const llvm::DILocation *homeOf(const llvm::Loop &loop) {
    auto [known, added] = homes_.try_emplace(&loop, nullptr);
    if (!added)
      return known->second;
    Calls shared;
    const llvm::DILocation *last = nullptr;
    for (const llvm::BasicBlock *block : loop.blocks())
      for (const llvm::Instruction &instruction : *block) {
        const llvm::DILocation *at = instruction.getDebugLoc();
        // Line 0 is that of code made of several lines', wherever these are.
        if (!at || at->getLine() == 0 || (last && at->getInlinedAt() == last->getInlinedAt()))
          continue;
        shared = last ? commonStart(shared, inlinedBy(*at)) : inlinedBy(*at);
        last = at;
      }
    return known->second = shared.empty() ? nullptr : shared.back();
  }

  static Calls inlinedBy(const llvm::DILocation &at) {
    Calls calls;
    for (const llvm::DILocation *call = at.getInlinedAt(); call; call = call->getInlinedAt())
      calls.push_back(call);
    return {calls.rbegin(), calls.rend()};
  }

  static Calls commonStart(Calls calls, const Calls &others) {
    auto end = std::mismatch(calls.begin(), calls.end(), others.begin(), others.end()).first;
    calls.erase(end, calls.end());
    return calls;
  }

  ModuleReader &reader_;
  Body &body_;
  ControlFlow flow_;
  std::map<const llvm::Loop *, const llvm::DILocation *> homes_;
  std::map<Key, std::vector<const llvm::BasicBlock *>> lines_;
};

/// A file that functions include into their bodies has code of several on a line.
void ModuleReader::findShared(const llvm::Module &module) {
  std::map<std::pair<StringId, unsigned>, const llvm::DISubprogram *> first;
  for (const llvm::Function &function : module)
    for (const llvm::Instruction &instruction : llvm::instructions(function)) {
      const llvm::DILocation *at = instruction.getDebugLoc();
      const llvm::DISubprogram *in = at ? at->getScope()->getSubprogram() : nullptr;
      if (!in || at->getFile() == in->getFile())
        continue;
      std::pair<StringId, unsigned> line{fileOf(at->getFile()), at->getLine()};
      if (first.try_emplace(line, in).first->second != in)
        shared_.insert(line);
    }
}

void ModuleReader::complete(Body &body) {
  Details details(*this, body);
  for (PendingCall &pending : body.pending)
    details.complete(pending);
}

} // namespace heaplight
