#include "probe/KnownRecords.h"

namespace heaplight::probe {

void KnownRecords::add(uint32_t number, TraceFile &file) {
  if (2 * ++count_ > size() && bits() < maxBits)
    grow(file);
  put(file.record(number).key, number);
}

void KnownRecords::clear() {
  if (grown_)
    unmap(grown_, size() * sizeof(*grown_));
  __builtin_memset(this, 0, sizeof(*this));
}

/// In place of another one where all places for it are taken.
void KnownRecords::put(uint64_t key, uint32_t number) {
  uint64_t *slots = this->slots(), at = home(key);
  for (uint64_t tries = 1; tries < maxTries && slots[at] != 0; ++tries)
    at = after(at);
  slots[at] = key << 32 | (uint64_t(number) + 1);
}

void KnownRecords::grow(TraceFile &file) {
  auto *grown = static_cast<uint64_t *>(reserve((size() << growBits) * sizeof(uint64_t)));
  if (!grown)
    return;
  uint64_t *old = slots(), oldSize = size();
  bool wasGrown = grown_;
  grown_ = grown;
  grownBits_ += growBits;
  for (uint64_t i = 0; i < oldSize; ++i)
    if (old[i] != 0)
      put(recordIn(old[i], file).key, static_cast<uint32_t>(old[i]) - 1);
  if (wasGrown)
    unmap(old, oldSize * sizeof(*old));
}

} // namespace heaplight::probe
