// An object's .eh_frame_hdr and .eh_frame → the row of one address: where each register that
// matters was saved. Malformed tables give no row.
#pragma once

#include "probe/Cursor.h"
#include "probe/FrameRule.h"

namespace heaplight::probe {

/// DWARF's numbers.
#if defined(__x86_64__)
inline constexpr uint64_t fpRegister = 6, spRegister = 7, returnRegister = 16;
#else
inline constexpr uint64_t fpRegister = 29, spRegister = 31, returnRegister = 30;
#endif

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
