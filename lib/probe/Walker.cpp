#include "probe/Walker.h"

/// Where the first thread's stack began.
extern "C" void *__libc_stack_end;

namespace heaplight::probe {
namespace {

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
  return pc ^ ((rule ^ (generation << 48)) * 0x9e3779b97f4a7c15);
}

uint64_t slotOf(uintptr_t pc) { return (pc * 0x9e3779b97f4a7c15) >> 48; }

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

uint64_t childSlot(uint32_t parent, uintptr_t pc) {
  return ((pc ^ (uint64_t(parent) << 20)) * 0x9e3779b97f4a7c15) >> 54;
}

} // namespace

void forgetRules() { __atomic_add_fetch(&ruleGeneration, 1, __ATOMIC_SEQ_CST); }

inline bool Walker::isSame(const WalkedFrame &frame, const Registers &at) {
  return frame.pc == at.pc && frame.sp == at.sp && (!frame.needsFp || frame.fp == at.fp);
}

/// Of the outermost `count` frames the innermost whose caller is another one now, counted from 1; 0
/// where all are as they were. Each frame is as it was when those within it are, so that what is
/// read is what a walk would read.
inline uint32_t Walker::lastChanged(uint32_t count) const {
  for (uint32_t frame = count - 1; frame > 0; --frame) {
    const WalkedFrame &callee = frames_[frame], &caller = frames_[frame - 1];
    if (!callee.returnSlot || *callee.returnSlot != caller.pc ||
        (callee.fpSlot && *callee.fpSlot != caller.fp))
      return frame + 1;
  }
  return 0;
}

[[gnu::noinline]] bool Walker::stepOutByExpression(Registers &at) {
  dl_find_object found;
  return findObject(at.pc, found) && callerByExpression(at, tablesOf(found), memory_) && at.pc != 0;
}

/// False where `frame` has no caller, or none that can be found.
inline bool Walker::stepOut(Fresh &frame, Registers &caller) {
  const Registers at = frame.at;
  FrameRule &rule = frame.rule;
  if (rule.kind == FrameRule::ByExpression)
    return stepOutByExpression(caller);
  if (!rule.isFast())
    return false;
  uintptr_t end =
      (rule.kind == FrameRule::FromSp ? at.sp : at.fp) + static_cast<uintptr_t>(rule.frameSize * 8);
  uintptr_t returnSlot = end + static_cast<uintptr_t>(rule.returnOffset * 8);
  uintptr_t fpSlot = end + static_cast<uintptr_t>(rule.fpOffset * 8);
  uintptr_t pc = 0;
  if (end <= at.sp || !memory_.read(returnSlot, pc))
    return false;
  caller = {.pc = withoutMarks(pc), .sp = end, .fp = at.fp};
  if (rule.fpOffset != 0) {
    if (!memory_.read(fpSlot, caller.fp))
      return false;
    frame.fpSlot = reinterpret_cast<const uintptr_t *>(fpSlot);
  }
  frame.returnSlot = reinterpret_cast<const uintptr_t *>(returnSlot);
  if (caller.pc == 0)
    rule.kind = FrameRule::Outermost;
  return caller.pc != 0;
}

/// The frames that were walked, upon those that stay.
inline uint32_t Walker::keep(const Kept &kept, Ledger &ledger) {
  count_ = kept.outer;
  uint32_t node = count_ > 0 ? frames_[count_ - 1].node : uint32_t(kept.root);
  bool needsFp = count_ > 0 && frames_[count_ - 1].needsFp;
  for (uint32_t i = kept.fresh; i-- > 0;) {
    const Fresh &fresh = fresh_[i];
    if (!fresh.rule.own)
      node = childOf(node, fresh, ledger);
    if (node == noNumber)
      return noNumber;
    WalkedFrame &frame = frames_[count_++];
    frame.pc = fresh.at.pc;
    frame.sp = fresh.at.sp;
    frame.fp = fresh.at.fp;
    frame.returnSlot = fresh.returnSlot;
    frame.fpSlot = needsFp ? fresh.fpSlot : nullptr;
    frame.node = node;
    needsFp = fresh.rule.kind == FrameRule::FromFp || fresh.rule.kind == FrameRule::ByExpression ||
              (needsFp && !fresh.fpSlot);
    frame.needsFp = needsFp;
  }
  return node;
}

inline uint32_t Walker::childOf(uint32_t parent, const Fresh &frame, Ledger &ledger) {
  auto module = static_cast<uint32_t>(frame.rule.module);
  if (uint32_t near = ledger.nearChild(parent, frame.at.pc, module))
    return near;
  KnownChild &known = children_[childSlot(parent, frame.at.pc)];
  if (known.pc == frame.at.pc && known.parent == parent)
    return known.node;
  uint32_t node = ledger.nodeFor({frame.at.pc, parent, module, 0, 0, 0, 0});
  if (node != noNumber)
    known = {frame.at.pc, parent, node};
  return node;
}

void Walker::forgetAll() {
  count_ = 0;
  __builtin_memset(children_, 0, sizeof(children_));
}

uint32_t Walker::stackAt(const Registers &place, Ledger &ledger) {
  uint64_t generation = __atomic_load_n(&ruleGeneration, __ATOMIC_RELAXED);
  if (generation_ != generation) {
    if (generation_ != 0)
      forgetAll();
    generation_ = generation;
  }
  uint32_t node = walk(place, maxFrames, ledger);
  // Half of it leaves room for the calls to come.
  return node == tooDeep ? walkAnew(place, ledger) : node;
}

uint32_t Walker::walkAnew(const Registers &place, Ledger &ledger) {
  count_ = 0;
  return walk(place, maxFrames / 2, ledger);
}

/// Of what it walks, no more than `limit`.
uint32_t Walker::walk(const Registers &place, uint32_t limit, Ledger &ledger) {
  Registers at = place;
  uint32_t outer = count_; // So many of the frames may still be this stack's.
  for (uint32_t fresh = 0; fresh < limit; ++fresh) {
    while (outer > 0 && frames_[outer - 1].sp < at.sp)
      --outer;
    if (outer > 0 && isSame(frames_[outer - 1], at)) {
      uint32_t changed = lastChanged(outer);
      if (changed == 0)
        return outer + fresh > maxFrames ? tooDeep : keep({outer, fresh, WholeStack}, ledger);
      outer = changed - 1;
    }
    Fresh &frame = fresh_[fresh];
    frame = {.at = at, .rule = ruleAt(at.pc, ledger), .returnSlot = nullptr, .fpSlot = nullptr};
    if (!stepOut(frame, at)) {
      bool isWhole = frame.rule.kind == FrameRule::Outermost || isAtStart(frame.at.sp);
      return keep({0, fresh + 1, isWhole ? WholeStack : UnknownCallers}, ledger);
    }
  }
  return keep({0, limit, TruncatedStack}, ledger);
}

} // namespace heaplight::probe
