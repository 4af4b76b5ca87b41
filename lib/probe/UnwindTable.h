// An object's .eh_frame_hdr and .eh_frame → the row of one address: where each register that
// matters was saved. Malformed tables give no row.
#pragma once

#include "probe/FrameRule.h"

namespace heaplight::probe {

/// DWARF's numbers.
#if defined(__x86_64__)
inline constexpr uint64_t fpRegister = 6, spRegister = 7, returnRegister = 16;
#else
inline constexpr uint64_t fpRegister = 29, spRegister = 31, returnRegister = 30;
#endif

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

/// Where a register's value in the caller is found. Of the frame's end it's the value.
struct SavedValue {
  enum How : uint8_t {
    Same,
    Undefined,
    AtOffset,     ///< In memory, so far from the frame's end.
    IsOffset,     ///< The frame's end and this.
    AtExpression, ///< In memory, where the expression leads.
    IsExpression,
    FromRegister, ///< `offset` from a register's value.
  };
  How how = Same;
  uint64_t number = 0; ///< Of the register.
  int64_t offset = 0;
  Cursor expression = {};
};

struct UnwindRow {
  SavedValue frameEnd; ///< DWARF calls it the canonical frame address.
  SavedValue sp;       ///< Same stands for the frame's end.
  SavedValue fp;
  SavedValue returnAddress;
  bool isSignalFrame = false;
};

/// False where no row holds for the instruction before `pc`.
bool findRow(uintptr_t pc, UnwindTables tables, UnwindRow &row);

} // namespace heaplight::probe
