#include "probe/EarlyBlocks.h"

#include <cstdint>

namespace heaplight::probe {
namespace {

constexpr size_t room = 1 << 16;
alignas(16) constinit char blocks[room];
constinit size_t used = 0;

} // namespace

void *earlyBlock(size_t size) {
  if (size > room)
    return nullptr;
  size_t offset = __atomic_fetch_add(&used, (size + 15) & ~size_t(15), __ATOMIC_RELAXED);
  return offset + size <= room ? blocks + offset : nullptr;
}

bool isEarlyBlock(const void *address) {
  return reinterpret_cast<uintptr_t>(address) - reinterpret_cast<uintptr_t>(blocks) < room;
}

size_t earlyBytesFrom(const void *address) {
  return reinterpret_cast<uintptr_t>(blocks) + room - reinterpret_cast<uintptr_t>(address);
}

} // namespace heaplight::probe
