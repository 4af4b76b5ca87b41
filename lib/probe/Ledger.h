// Calls, stacks, modules and threads → their numbers in the trace file, each once. Locked; what a
// thread asks often it remembers itself (Walker). Nothing is ever removed.
#pragma once

#include "probe/FrameRule.h"
#include "probe/TraceFile.h"

#include <dlfcn.h>

namespace heaplight::probe {

inline constexpr uint32_t noNumber = ~uint32_t(0);

/// A hash table of numbers, which grows; what they stand for is kept elsewhere.
class NumberIndex {
public:
  bool create(uint64_t slots);
  /// The number of which `isWanted` says so; noNumber if there is none.
  template <typename IsWanted> uint32_t find(uint64_t hash, IsWanted isWanted) const {
    for (uint64_t slot = hash & mask_; slots_[slot] != 0; slot = (slot + 1) & mask_)
      if (isWanted(slots_[slot] - 1))
        return slots_[slot] - 1;
    return noNumber;
  }
  /// `hashOf` a number, for when the table grows. False where there's no room.
  template <typename HashOf> bool add(uint32_t number, HashOf hashOf) {
    if (used_ * 2 > mask_ && !grow(hashOf))
      return false;
    insert(number, hashOf(number));
    ++used_;
    return true;
  }

private:
  void insert(uint32_t number, uint64_t hash) {
    uint64_t slot = hash & mask_;
    while (slots_[slot] != 0)
      slot = (slot + 1) & mask_;
    slots_[slot] = number + 1;
  }
  template <typename HashOf> bool grow(HashOf hashOf) {
    NumberIndex larger;
    if (!larger.create((mask_ + 1) * 4))
      return false;
    for (uint64_t slot = 0; slot <= mask_; ++slot)
      if (slots_[slot] != 0)
        larger.insert(slots_[slot] - 1, hashOf(slots_[slot] - 1));
    larger.used_ = used_;
    unmap(slots_, (mask_ + 1) * sizeof(*slots_));
    *this = larger;
    return true;
  }

  uint32_t *slots_ = nullptr; ///< Numbers and one; 0 for none.
  uint64_t mask_ = 0;
  uint64_t used_ = 0;
};

/// Where and when something was counted.
struct RecordKey {
  uint32_t node = 0;
  uint32_t thread = 0;
  uint32_t phase = 0;
};

/// Spreads what differs anywhere over all bits.
inline uint64_t mixed(uint64_t value) {
  value *= 0x9e3779b97f4a7c15;
  value ^= value >> 32;
  value *= 0xd6e8feb86659fd93;
  return value ^ (value >> 29);
}

class Ledger {
public:
  /// Begins a file in `folder` for this process. False where that can't be.
  bool start(const char *folder);

  TraceFile &file() { return file_; }

  // These return noNumber where there's no room.
  uint32_t nodeFor(const Node &node);
  uint32_t recordFor(const RecordKey &key);
  uint32_t addThread();
  /// `noModule` where there's no room.
  uint32_t moduleFor(const dl_find_object &found);

private:
  bool writeProcess();

  Mutex mutex_;
  TraceFile file_;
  NumberIndex nodes_;
  NumberIndex records_;
};

} // namespace heaplight::probe
