// Unit ⇄ what stands behind the checksum of a summary file: a row of MsgPack numbers and texts.
// Small values share a number, and what is mostly near its neighbour is a difference. For
// SummaryFile, and for tests that need to get past the checksum.
#pragma once

#include "Types.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace heaplight {

std::string writePayload(const Unit &unit);

/// As `readSummary`, but fails with what is wrong alone.
llvm::Expected<Unit> readPayload(llvm::StringRef bytes);

/// Small values in one number. What is taken must be put in the same order, with the same widths.
class Packed {
public:
  Packed() = default;
  explicit Packed(uint64_t bits) : bits_(bits) {}

  template <typename Value> Packed &put(Value value, unsigned width) {
    bits_ |= uint64_t(value) << used_;
    used_ += width;
    return *this;
  }
  uint64_t take(unsigned width) {
    uint64_t value = bits_ & ((uint64_t(1) << width) - 1);
    bits_ >>= width;
    return value;
  }
  uint64_t bits() const { return bits_; }

private:
  uint64_t bits_ = 0;
  unsigned used_ = 0;
};

/// A signed number as an unsigned one that is small where it is near 0.
inline uint64_t fold(int64_t value) { return (uint64_t(value) << 1) ^ uint64_t(value >> 63); }
inline int64_t unfold(uint64_t folded) { return int64_t(folded >> 1) ^ -int64_t(folded & 1); }

/// Levels that are the same stand in one number. More of them than this start the next one: so the
/// memory that a file asks for stays in proportion to its size, and the number in one byte.
inline constexpr unsigned longestRun = 5;
/// Level values: certainty, loop, phase.
inline constexpr unsigned levelValues = 3 * 2 * 4;

} // namespace heaplight
