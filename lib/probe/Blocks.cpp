#include "probe/Blocks.h"

namespace heaplight::probe {
namespace {

/// A child begins without the blocks of its parent: in its own recording nobody made them.
void *reserveForOneProcess(size_t size) {
  void *memory = reserve(size);
  if (memory)
    systemCall(SYS_madvise, asNumber(memory), static_cast<long>(size), MADV_WIPEONFORK);
  return memory;
}

} // namespace

bool Blocks::create(unsigned granule) {
  granule_ = granule;
  largeMutex_.forget();
  if (!chunks_)
    chunks_ = static_cast<uint64_t **>(reserveForOneProcess(maxChunks * sizeof(*chunks_)));
  if (!large_)
    large_ = static_cast<LargeBlock *>(reserveForOneProcess(maxLarge * sizeof(*large_)));
  return chunks_ && large_;
}

uint64_t *Blocks::chunkOf(uintptr_t address) const {
  uintptr_t number = address >> chunkBits;
  return number < maxChunks ? __atomic_load_n(&chunks_[number], __ATOMIC_ACQUIRE) : nullptr;
}

uint64_t *Blocks::makeChunk(uintptr_t address) {
  uintptr_t number = address >> chunkBits;
  uint64_t size = (chunkSize >> granule_) * sizeof(uint64_t);
  if (number >= maxChunks)
    return nullptr;
  auto *made = static_cast<uint64_t *>(reserveForOneProcess(size));
  uint64_t *known = nullptr;
  if (!made || __atomic_compare_exchange_n(&chunks_[number], &known, made, false, __ATOMIC_ACQ_REL,
                                           __ATOMIC_ACQUIRE))
    return made;
  unmap(made, size); // Another thread was faster.
  return known;
}

bool Blocks::add(const void *pointer, const Block &block) {
  auto address = reinterpret_cast<uintptr_t>(pointer);
  uint64_t *chunk = chunkOf(address);
  if (!chunk && !(chunk = makeChunk(address)))
    return false;
  uint64_t size = block.size < largeSize ? block.size : largeSize;
  if (size == largeSize && !addLarge(address, block.size))
    return false;
  __atomic_store_n(slotOf(address, chunk), (size << 32) | (block.record + uint64_t(1)),
                   __ATOMIC_RELAXED);
  return true;
}

bool Blocks::take(const void *pointer, Block &block) {
  auto address = reinterpret_cast<uintptr_t>(pointer);
  uint64_t *chunk = chunkOf(address);
  if (!chunk)
    return false;
  uint64_t *slot = slotOf(address, chunk);
  uint64_t known = __atomic_load_n(slot, __ATOMIC_RELAXED);
  if (known == 0)
    return false;
  __atomic_store_n(slot, 0, __ATOMIC_RELAXED);
  block.record = static_cast<uint32_t>(known) - 1;
  block.size = known >> 32;
  if (block.size == largeSize)
    block.size = takeLarge(address);
  return true;
}

bool Blocks::addLarge(uintptr_t address, uint64_t size) {
  Locked lock(largeMutex_);
  for (uint64_t i = 0; i < maxLarge; ++i)
    if (large_[i].address == 0) {
      large_[i] = {address, size};
      return true;
    }
  return false;
}

uint64_t Blocks::takeLarge(uintptr_t address) {
  Locked lock(largeMutex_);
  for (uint64_t i = 0; i < maxLarge; ++i)
    if (large_[i].address == address) {
      large_[i].address = 0;
      return large_[i].size;
    }
  return 0;
}

} // namespace heaplight::probe
