// An address in code → how its function's caller is found, from the unwind tables that exceptions
// use (.eh_frame). No locks, no allocation. Knows the registers that compilers find frames by, the
// stack and the frame pointer; what needs others isn't followed.
#pragma once

#include <cstdint>

namespace heaplight::probe {

/// What a function had in its registers while it was calling, or was interrupted.
struct Registers {
  uintptr_t pc = 0; ///< What its call returns to; behind the instruction where it was interrupted.
  uintptr_t sp = 0;
  uintptr_t fp = 0;
};

/// Packed into 64 bits, so that they can be kept in a table without locks. Offsets are multiples of
/// eight bytes.
struct FrameRule {
  enum Kind : uint64_t {
    Outermost,    ///< It has no caller.
    Unknown,      ///< It doesn't tell.
    FromSp,       ///< The frame ends at sp + frameSize.
    FromFp,       ///< The frame ends at fp + frameSize.
    ByExpression, ///< See callerByExpression.
  };

  uint64_t kind : 3 = Unknown;
  uint64_t own : 1 = false; ///< It's a function of the recorder.
  uint64_t unused : 1 = 0;
  int64_t frameSize : 19 = 0;
  int64_t returnOffset : 12 = 0; ///< From the frame's end to the return address.
  int64_t fpOffset : 12 = 0;     ///< To where fp was saved; 0 where fp is the caller's.
  uint64_t module : 16 = 0;

  bool isFast() const { return kind == FromSp || kind == FromFp; }
  /// The frame is found by fp.
  bool isByFp() const { return kind == FromFp || kind == ByExpression; }
};
static_assert(sizeof(FrameRule) == 8);

/// What lies in memory at an address, or that it can't be read. Starts as zeros.
class ReadableMemory {
public:
  /// False where nothing can be read there, or no address would be aligned so.
  bool read(uintptr_t address, uintptr_t &value) {
    if (address % sizeof(value) != 0 || (address - start_ >= size_ && !isReadable(address)))
      return false;
    value = *reinterpret_cast<const uintptr_t *>(address);
    return true;
  }

private:
  bool isReadable(uintptr_t address);

  static constexpr uintptr_t pageSize = 4096;
  static constexpr uintptr_t maxPages = 64;
  // What could be read once. It is of stacks, which stay: of one all that hangs together, of others
  // pages.
  uintptr_t start_;
  uintptr_t size_;
  uintptr_t pages_[maxPages];
};

/// `tables` is the object's .eh_frame_hdr; what lies behind `end` isn't the object's.
struct UnwindTables {
  const uint8_t *header = nullptr;
  const uint8_t *end = nullptr;
};

/// Without `own` and `module`.
FrameRule frameRuleAt(uintptr_t pc, UnwindTables tables);

/// The caller of a function whose rule is an expression. False where it can't be found.
bool callerByExpression(Registers &registers, UnwindTables tables, ReadableMemory &memory);

} // namespace heaplight::probe
