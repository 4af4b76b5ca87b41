// Memory for those who ask before the real allocator is found: finding it may need some.
#pragma once

#include <cstddef>

namespace heaplight::probe {

/// Zeros, at a multiple of 16 bytes. Null when its few pages are used up; never given back.
void *earlyBlock(size_t size);
bool isEarlyBlock(const void *address);
/// How many bytes from there on may be read.
size_t earlyBytesFrom(const void *address);

} // namespace heaplight::probe
