// Where a thread is → the number of its call stack. It walks as exceptions do, by the tables that
// compilers write for them, and needs no frame pointers; rules once found are kept for all threads.
// Of the last stack it remembers where in memory each return address lay: as long as these are
// unchanged, so is the way outwards from there, and it isn't walked again.
#pragma once

#include "probe/Ledger.h"

namespace heaplight::probe {

/// One function that was running when the thread's stack was last walked.
struct WalkedFrame {
  uintptr_t pc;
  uintptr_t sp;
  uintptr_t fp;                ///< Only known where `needsFp`.
  const uintptr_t *returnSlot; ///< Where pc of the caller was read; null if by other means.
  const uintptr_t *fpSlot;     ///< Where fp of the caller was; null if that doesn't matter.
  uint32_t node;
  bool needsFp; ///< On the way outwards, fp leads to a frame before it's read from memory again.
};

/// Of one thread. Starts as zeros.
class Walker {
public:
  /// noNumber where there's no room for it.
  uint32_t stackAt(const Registers &place, Ledger &ledger);
  /// It was another thread's.
  void forgetStack() { count_ = 0; }

private:
  struct Fresh {
    Registers at;
    FrameRule rule;
    const uintptr_t *returnSlot;
    const uintptr_t *fpSlot;
  };
  struct KnownChild {
    uintptr_t pc;
    uint32_t parent;
    uint32_t node;
  };

  /// What a stack consists of.
  struct Kept {
    uint32_t outer = 0; ///< So many frames as they were known.
    uint32_t fresh = 0; ///< So many that were walked.
    Root root = WholeStack;
  };
  static constexpr uint32_t tooDeep = noNumber - 1;

  uint32_t walk(const Registers &place, uint32_t limit, Ledger &ledger);
  uint32_t walkAnew(const Registers &place, Ledger &ledger);
  static bool isSame(const WalkedFrame &frame, const Registers &at);
  uint32_t lastChanged(uint32_t count) const;
  bool stepOutByExpression(Registers &at);
  bool stepOut(Fresh &frame, Registers &caller);
  uint32_t keep(const Kept &kept, Ledger &ledger);
  uint32_t childOf(uint32_t parent, const Fresh &frame, Ledger &ledger);
  void forgetAll();

  static constexpr uint32_t maxFrames = 1024;
  static constexpr uint32_t maxChildren = 1024;

  uint64_t generation_;
  uint32_t count_;
  WalkedFrame frames_[maxFrames]; ///< The outermost first.
  Fresh fresh_[maxFrames];        ///< The innermost first.
  KnownChild children_[maxChildren];
  ReadableMemory memory_;
};

/// To be called around what takes code out of memory: rules that were kept don't hold any more.
void forgetRules();

} // namespace heaplight::probe
