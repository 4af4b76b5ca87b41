#include "probe/Walker.h"

/// Where the first thread's stack began.
extern "C" void *__libc_stack_end;

namespace heaplight::probe {
namespace {

/// An odd number without a pattern, to spread what it's multiplied with.
constexpr uint64_t unlike = 0x9e3779b97f4a7c15;

/// One rule that is kept. A thread may read it while another writes: the two words then don't fit
/// together, and it's as if it weren't there.
struct KeptRule {
  uint64_t check;
  uint64_t rule;
};

constexpr uint64_t maxRules = 1 << 16;
KeptRule keptRules[maxRules];
uint64_t ruleGeneration = 1;

uint64_t checkOf(uintptr_t pc, uint64_t rule) {
  uint64_t generation = __atomic_load_n(&ruleGeneration, __ATOMIC_RELAXED);
  return pc ^ ((rule ^ (generation << 48)) * unlike);
}

uint64_t slotOf(uintptr_t pc) { return (pc * unlike) >> 48; }

bool findObject(uintptr_t pc, dl_find_object &found) {
  return _dl_find_object(reinterpret_cast<void *>(pc - 1), &found) == 0 && found.dlfo_link_map;
}

UnwindTables tablesOf(const dl_find_object &found) {
  return {static_cast<const uint8_t *>(found.dlfo_eh_frame),
          static_cast<const uint8_t *>(found.dlfo_map_end)};
}

/// Where the recorder itself lies.
const void *ownStart() {
  static const void *start;
  const void *known = __atomic_load_n(&start, __ATOMIC_RELAXED);
  dl_find_object found;
  if (known || !findObject(reinterpret_cast<uintptr_t>(&ownStart) + 1, found))
    return known;
  __atomic_store_n(&start, found.dlfo_map_start, __ATOMIC_RELAXED);
  return found.dlfo_map_start;
}

[[gnu::noinline]] FrameRule learnRule(uintptr_t pc, Ledger &ledger) {
  dl_find_object found;
  FrameRule rule;
  if (!findObject(pc, found))
    return rule;
  rule = frameRuleAt(pc, tablesOf(found));
  rule.own = found.dlfo_map_start == ownStart();
  rule.module = rule.own ? noModule : ledger.moduleFor(found);
  return rule;
}

inline FrameRule ruleAt(uintptr_t pc, Ledger &ledger) {
  KeptRule &kept = keptRules[slotOf(pc)];
  uint64_t bits = __atomic_load_n(&kept.rule, __ATOMIC_RELAXED);
  if (__atomic_load_n(&kept.check, __ATOMIC_RELAXED) == checkOf(pc, bits))
    return __builtin_bit_cast(FrameRule, bits);
  FrameRule rule = learnRule(pc, ledger);
  bits = __builtin_bit_cast(uint64_t, rule);
  __atomic_store_n(&kept.rule, bits, __ATOMIC_RELAXED);
  __atomic_store_n(&kept.check, checkOf(pc, bits), __ATOMIC_RELAXED);
  return rule;
}

/// AArch64 may sign return addresses.
uintptr_t withoutMarks(uintptr_t address) {
#if defined(__aarch64__)
  register uintptr_t x30 asm("x30") = address;
  asm("hint #7" : "+r"(x30));
  return x30;
#else
  return address;
#endif
}

/// The system's linker, which calls what runs before main, has code that doesn't tell of its
/// callers; there are none.
bool isAtStart(uintptr_t sp) {
  return sp - reinterpret_cast<uintptr_t>(__libc_stack_end) < 64 * sizeof(uintptr_t);
}

/// The key of a stack that is one call deeper.
uint64_t keyWithin(uint64_t key, const Registers &at, uint64_t module) {
  key = (key ^ at.pc ^ (module << 48)) * unlike;
  return key ^ (key >> 32);
}

/// No return address.
constexpr uintptr_t nowhere = 0;

} // namespace

void forgetRules() { __atomic_add_fetch(&ruleGeneration, 1, __ATOMIC_SEQ_CST); }

void Walker::forgetStack() {
  constexpr uintptr_t beyondAll = ~uintptr_t(0);
  for (count_ = 0; count_ < padding; ++count_) {
    WalkedFrame &frame = frames_[count_];
    frame = {};
    frame.sp = beyondAll;
    frame.callerPc = frame.callerFp = &nowhere;
  }
}

inline bool Walker::isSame(const WalkedFrame &frame, const Registers &at) {
  return frame.pc == at.pc && frame.sp == at.sp && (!frame.needsFp || frame.fp == at.fp);
}

/// Of the frames out from `frame` the innermost whose caller is another one now; null where all are
/// as they were. Each frame is as it was when those within it are, so that what is read is what a
/// walk would read.
inline WalkedFrame *Walker::lastChanged(WalkedFrame *frame) {
  for (; frame >= frames_ + padding; frame -= 4)
    for (int i = 0; i < 4; ++i)
      if (!frame[-i].isCalledBy(frame[-i - 1]))
        return frame - i;
  return nullptr;
}

[[gnu::noinline]] bool Walker::stepOutByExpression(Registers &at) {
  dl_find_object found;
  return findObject(at.pc, found) && callerByExpression(at, tablesOf(found), memory_) && at.pc != 0;
}

/// From `frame`, which is at `at`, to its caller. False where there is none, or none can be found.
inline bool Walker::stepOut(Fresh &frame, Registers &at) {
  const FrameRule rule = frame.rule;
  frame.callerPc = frame.callerFp = 0;
  if (!rule.isFast()) {
    Registers caller = at;
    bool isFound = rule.kind == FrameRule::ByExpression && stepOutByExpression(caller);
    at = caller;
    return isFound;
  }
  uintptr_t end = rule.kind == FrameRule::FromSp ? at.sp : at.fp;
  end += static_cast<uintptr_t>(rule.frameSize * 8);
  uintptr_t pcSlot = end + static_cast<uintptr_t>(rule.returnOffset * 8);
  uintptr_t pc = 0, fp = at.fp;
  if (end <= at.sp || !memory_.read(pcSlot, pc))
    return false;
  pc = withoutMarks(pc);
  if (rule.fpOffset != 0) {
    uintptr_t fpSlot = end + static_cast<uintptr_t>(rule.fpOffset * 8);
    if (!memory_.read(fpSlot, fp))
      return false;
    frame.callerFp = fpSlot;
  }
  frame.callerPc = pcSlot;
  at = {.pc = pc, .sp = end, .fp = fp};
  if (pc == 0)
    frame.rule.kind = FrameRule::Outermost;
  return pc != 0;
}

/// The frames that were walked, upon those that stay. False where there are too many.
inline bool Walker::keep(const Kept &kept) {
  WalkedFrame *frame = kept.outer + 1;
  if (frame == frames_ + padding)
    root_ = kept.root;
  if (kept.freshEnd - fresh_ > frames_ + padding + maxFrames - frame)
    return false;
  uint64_t key = frame == frames_ + padding ? root_ * unlike : kept.outer->key;
  bool needsFp = kept.outer->needsFp;
  for (const Fresh *fresh = kept.freshEnd; fresh-- > fresh_; ++frame) {
    FrameRule rule = fresh->rule;
    auto at = [](uintptr_t address) { return reinterpret_cast<const uintptr_t *>(address); };
    frame->callerPc = fresh->callerPc ? at(fresh->callerPc) : &nowhere;
    frame->callerFp = needsFp && fresh->callerFp ? at(fresh->callerFp) : &frame[-1].fp;
    needsFp = rule.isByFp() || (needsFp && !fresh->callerFp);
    if (!rule.own)
      key = keyWithin(key, fresh->at, rule.module);
    frame->pc = fresh->at.pc;
    frame->sp = fresh->at.sp;
    frame->fp = fresh->at.fp;
    frame->key = key;
    frame->node = noNumber;
    frame->module = static_cast<uint16_t>(rule.module);
    frame->isOwn = rule.own;
    frame->needsFp = needsFp;
  }
  count_ = static_cast<uint32_t>(frame - frames_);
  return true;
}

uint64_t Walker::keyAt(const Registers &place, Ledger &ledger) {
  uint64_t generation = __atomic_load_n(&ruleGeneration, __ATOMIC_RELAXED);
  if (generation_ != generation) {
    count_ = padding;
    generation_ = generation;
  }
  if (!walk(place, maxFrames, ledger)) {
    // Half of it leaves room for the calls to come.
    count_ = padding;
    walk(place, maxFrames / 2, ledger);
  }
  return frames_[count_ - 1].key;
}

uint32_t Walker::node(Ledger &ledger) {
  uint32_t known = count_;
  while (known > padding && frames_[known - 1].node == noNumber)
    --known;
  uint32_t node = known > padding ? frames_[known - 1].node : uint32_t(root_);
  for (; known < count_ && node != noNumber; ++known) {
    WalkedFrame &frame = frames_[known];
    if (!frame.isOwn)
      node = ledger.nodeFor({frame.pc, node, frame.module, 0, 0, 0, 0});
    frame.node = node;
  }
  return node;
}

/// Of what it walks, no more than `limit`. False where that is more than there's room for.
inline bool Walker::walk(const Registers &place, uint32_t limit, Ledger &ledger) {
  Registers at = place;
  WalkedFrame *outer = frames_ + count_ - 1; // What's within it is none of this stack's.
  for (Fresh *fresh = fresh_; fresh < fresh_ + limit; ++fresh) {
    while (outer->sp < at.sp)
      --outer;
    if (isSame(*outer, at)) {
      WalkedFrame *changed = lastChanged(outer);
      if (!changed)
        return keep({outer, fresh, root_});
      outer = changed - 1;
    }
    fresh->at = at;
    fresh->rule = ruleAt(at.pc, ledger);
    if (!stepOut(*fresh, at)) {
      bool isWhole = fresh->rule.kind == FrameRule::Outermost || isAtStart(fresh->at.sp);
      return keep({outermost(), fresh + 1, isWhole ? WholeStack : UnknownCallers});
    }
  }
  return keep({outermost(), fresh_ + limit, TruncatedStack});
}

} // namespace heaplight::probe
