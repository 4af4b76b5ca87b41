// Keys of one thread's records → the records. Remembers what it can; the ledger knows all.
#pragma once

#include "probe/TraceFile.h"

namespace heaplight::probe {

/// Starts as zeros.
class KnownRecords {
public:
  /// Null where it isn't known.
  Record *find(uint64_t key, TraceFile &file) {
    const uint64_t *slots = this->slots();
    for (uint64_t tries = 0, at = home(key); tries < maxTries && slots[at] != 0; ++tries) {
      if (slots[at] >> 32 == (key & UINT32_MAX))
        if (Record &record = recordIn(slots[at], file); record.key == key)
          return &record;
      at = after(at);
    }
    return nullptr;
  }

  void add(uint32_t number, TraceFile &file);
  /// They were another thread's.
  void clear();

private:
  uint64_t *slots() { return grown_ ? grown_ : first_; }
  uint64_t size() const { return uint64_t(1) << bits(); }
  unsigned bits() const { return firstBits + grownBits_; }
  uint64_t home(uint64_t key) const { return key >> (64 - bits()); }
  uint64_t after(uint64_t at) const { return (at + 1) & (size() - 1); }
  static Record &recordIn(uint64_t slot, TraceFile &file) {
    return file.record(static_cast<uint32_t>(slot) - 1);
  }
  void put(uint64_t key, uint32_t number);
  void grow(TraceFile &file);

  static constexpr unsigned firstBits = 10;
  static constexpr unsigned growBits = 2; ///< At a time.
  static constexpr unsigned maxBits = 26;
  static constexpr uint64_t maxTries = 16;

  uint64_t *grown_; ///< Null as long as the first ones are enough.
  unsigned grownBits_;
  uint64_t count_;
  /// The key's lower half, and below it the number and one; 0 for none.
  uint64_t first_[uint64_t(1) << firstBits];
};

} // namespace heaplight::probe
