// Bytes of unwind tables → the numbers and addresses that are written there.
#pragma once

#include <cstdint>

namespace heaplight::probe {

/// DW_EH_PE_*: how an address is written.
enum PointerEncoding : uint8_t {
  Absolute = 0x00,
  Uleb = 0x01,
  Udata2 = 0x02,
  Udata4 = 0x03,
  Udata8 = 0x04,
  Sleb = 0x09,
  Sdata2 = 0x0a,
  Sdata4 = 0x0b,
  Sdata8 = 0x0c,
  FromHere = 0x10,
  FromData = 0x30,
  Indirect = 0x80,
  Omitted = 0xff,
};

/// Reads what lies between two addresses, and zeros once it would pass the end.
class Cursor {
public:
  Cursor() = default;
  Cursor(const uint8_t *at, const uint8_t *end) : at_(at), end_(end) {}

  template <typename T> T fixed() {
    T value{};
    if (static_cast<uint64_t>(end_ - at_) < sizeof(T)) {
      fail();
      return value;
    }
    __builtin_memcpy(&value, at_, sizeof(T));
    at_ += sizeof(T);
    return value;
  }
  uint64_t unsignedNumber(); ///< LEB128.
  int64_t signedNumber();
  /// As DW_EH_PE_* say; `base` is what they count from where they count from the data.
  uintptr_t pointer(uint8_t encoding, const uint8_t *base = nullptr);
  void skip(uint64_t bytes);
  /// The next bytes, by themselves.
  Cursor part(uint64_t bytes);

  const uint8_t *at() const { return at_; }
  bool done() const { return at_ >= end_; }
  bool failed() const { return failed_; }
  void fail() {
    at_ = end_;
    failed_ = true;
  }

private:
  const uint8_t *at_ = nullptr;
  const uint8_t *end_ = nullptr;
  bool failed_ = false;
};

} // namespace heaplight::probe
