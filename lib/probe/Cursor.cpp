#include "probe/Cursor.h"

namespace heaplight::probe {

uint64_t Cursor::unsignedNumber() {
  uint64_t value = 0;
  for (unsigned shift = 0;; shift += 7) {
    auto byte = fixed<uint8_t>();
    if (shift < 64)
      value |= uint64_t(byte & 0x7f) << shift;
    if (!(byte & 0x80))
      return value;
  }
}

int64_t Cursor::signedNumber() {
  uint64_t value = 0;
  for (unsigned shift = 0;;) {
    auto byte = fixed<uint8_t>();
    if (shift < 64)
      value |= uint64_t(byte & 0x7f) << shift;
    shift += 7;
    if (byte & 0x80)
      continue;
    if (shift < 64 && (byte & 0x40))
      value |= ~uint64_t(0) << shift;
    return static_cast<int64_t>(value);
  }
}

uintptr_t Cursor::pointer(uint8_t encoding, const uint8_t *base) {
  auto here = reinterpret_cast<uintptr_t>(at_);
  uintptr_t value = 0;
  switch (encoding & 0x0f) {
  case Absolute:
  case Udata8:
  case Sdata8:
    value = fixed<uint64_t>();
    break;
  case Udata4:
    value = fixed<uint32_t>();
    break;
  case Sdata4:
    value = static_cast<uintptr_t>(static_cast<intptr_t>(fixed<int32_t>()));
    break;
  case Udata2:
    value = fixed<uint16_t>();
    break;
  case Sdata2:
    value = static_cast<uintptr_t>(static_cast<intptr_t>(fixed<int16_t>()));
    break;
  case Uleb:
    value = unsignedNumber();
    break;
  case Sleb:
    value = static_cast<uintptr_t>(signedNumber());
    break;
  default:
    fail();
  }
  if ((encoding & 0x70) == FromHere)
    value += here;
  else if ((encoding & 0x70) == FromData)
    value += reinterpret_cast<uintptr_t>(base);
  else if ((encoding & 0x70) != 0)
    fail();
  if (encoding & Indirect)
    fail();
  return failed_ ? 0 : value;
}

void Cursor::skip(uint64_t bytes) { part(bytes); }

Cursor Cursor::part(uint64_t bytes) {
  if (bytes > static_cast<uint64_t>(end_ - at_)) {
    fail();
    return {};
  }
  Cursor part(at_, at_ + bytes);
  at_ += bytes;
  return part;
}

} // namespace heaplight::probe
