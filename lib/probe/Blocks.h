// Address of a live block → its size and the record that made it. A shadow of the memory that
// blocks lie in: no locks, for a block belongs to one thread at a time, the one that gets or gives
// it back.
#pragma once

#include "probe/Kernel.h"

namespace heaplight::probe {

struct Block {
  uint32_t record = 0;
  uint64_t size = 0; ///< As it was asked for.
};

class Blocks {
public:
  /// Blocks begin at multiples of 2 ^ `granule` bytes. False where there's no room. A child of a
  /// fork begins with none.
  bool create(unsigned granule);

  /// False where there's no room for it: nothing is known of the block then.
  bool add(const void *address, const Block &block);
  /// False where it isn't known.
  bool take(const void *address, Block &block);

private:
  struct LargeBlock {
    uintptr_t address;
    uint64_t size;
  };

  uint64_t *slotOf(uintptr_t address, uint64_t *chunk) const {
    return chunk + ((address & (chunkSize - 1)) >> granule_);
  }
  uint64_t *chunkOf(uintptr_t address) const;
  uint64_t *makeChunk(uintptr_t address);
  bool addLarge(uintptr_t address, uint64_t size);
  uint64_t takeLarge(uintptr_t address);

  static constexpr unsigned addressBits = 48;
  static constexpr unsigned chunkBits = 26;
  static constexpr uint64_t chunkSize = uint64_t(1) << chunkBits;
  static constexpr uint64_t maxChunks = uint64_t(1) << (addressBits - chunkBits);
  /// Sizes from here on have no room in a slot.
  static constexpr uint64_t largeSize = UINT32_MAX;
  static constexpr uint64_t maxLarge = 4096;

  unsigned granule_ = 0;
  /// Of each chunk of memory its slots: the record and one below, the size above; 0 for no block.
  uint64_t **chunks_ = nullptr;
  LargeBlock *large_ = nullptr;
  Mutex largeMutex_;
};

} // namespace heaplight::probe
