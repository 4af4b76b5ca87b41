#include "probe/UnwindTable.h"

namespace heaplight::probe {
namespace {

/// What the functions of one compiled piece share.
struct Common {
  uint64_t codeUnit = 1;
  int64_t dataUnit = 1;
  uint64_t returnColumn = returnRegister;
  uint8_t encoding = Absolute;
  bool hasAugmentation = false;
  bool isSignalFrame = false;
  Cursor instructions;
};

struct Function {
  Common common;
  uintptr_t start = 0;
  Cursor instructions;
};

/// A length, and what is as long; empty at the end of the table.
Cursor readEntry(Cursor &from) {
  uint64_t length = from.fixed<uint32_t>();
  if (length == 0xffffffff)
    length = from.fixed<uint64_t>();
  return from.part(length);
}

bool readAugmentation(Cursor &entry, const char *letters, Common &common) {
  if (*letters == '\0')
    return true;
  if (*letters != 'z')
    return false;
  common.hasAugmentation = true;
  Cursor data = entry.part(entry.unsignedNumber());
  for (++letters; *letters; ++letters) {
    if (*letters == 'R')
      common.encoding = data.fixed<uint8_t>();
    else if (*letters == 'P') {
      auto encoding = data.fixed<uint8_t>();
      data.pointer(encoding & ~Indirect);
    } else if (*letters == 'L')
      data.fixed<uint8_t>();
    else if (*letters == 'S')
      common.isSignalFrame = true;
    else if (*letters != 'B' && *letters != 'G')
      return false;
  }
  return !data.failed();
}

bool readCommon(Cursor from, Common &common) {
  Cursor entry = readEntry(from);
  if (entry.fixed<uint32_t>() != 0)
    return false;
  auto version = entry.fixed<uint8_t>();
  const char *letters = reinterpret_cast<const char *>(entry.at());
  while (entry.fixed<uint8_t>() != 0) {
  }
  if (version == 4)
    entry.skip(2);
  else if (version != 1 && version != 3)
    return false;
  common.codeUnit = entry.unsignedNumber();
  common.dataUnit = entry.signedNumber();
  common.returnColumn = version == 1 ? entry.fixed<uint8_t>() : entry.unsignedNumber();
  if (entry.failed() || !readAugmentation(entry, letters, common))
    return false;
  common.instructions = entry;
  return !entry.failed();
}

/// `from` is at an entry; true where it's that of the function around `address`.
bool readFunction(Cursor from, uintptr_t address, Function &function) {
  Cursor entry = readEntry(from);
  const uint8_t *here = entry.at();
  auto back = entry.fixed<uint32_t>();
  if (back == 0 || entry.failed())
    return false;
  const uint8_t *limit = here + (1u << 30);
  function.common = {};
  if (!readCommon({here - back, limit}, function.common))
    return false;
  function.start = entry.pointer(function.common.encoding);
  uintptr_t size = entry.pointer(function.common.encoding & 0x0f);
  if (function.common.hasAugmentation)
    entry.skip(entry.unsignedNumber());
  function.instructions = entry;
  return !entry.failed() && address >= function.start && address - function.start < size;
}

/// Where the linker made no sorted table.
bool searchAll(uintptr_t address, Cursor entries, Function &function) {
  while (!entries.done()) {
    Cursor here = entries;
    if (readEntry(entries).done())
      return false;
    if (readFunction(here, address, function))
      return true;
  }
  return false;
}

bool findFunction(uintptr_t address, UnwindTables tables, Function &function) {
  Cursor header(tables.header, tables.end);
  auto version = header.fixed<uint8_t>();
  auto frameEncoding = header.fixed<uint8_t>();
  auto countEncoding = header.fixed<uint8_t>();
  auto tableEncoding = header.fixed<uint8_t>();
  if (version != 1)
    return false;
  uintptr_t frames = header.pointer(frameEncoding, tables.header);
  if (countEncoding == Omitted || tableEncoding != (FromData | Sdata4))
    return searchAll(address, {reinterpret_cast<const uint8_t *>(frames), tables.end}, function);
  uint64_t count = header.pointer(countEncoding, tables.header);
  Cursor rows = header.part(count * 8);
  if (header.failed() || count == 0)
    return false;
  struct Pair {
    int32_t start;
    int32_t entry;
  };
  auto pairAt = [&](uint64_t index) {
    Pair pair;
    __builtin_memcpy(&pair, rows.at() + index * 8, sizeof(pair));
    return pair;
  };
  auto origin = reinterpret_cast<intptr_t>(tables.header);
  uint64_t low = 0, high = count;
  while (high - low > 1) {
    uint64_t middle = low + (high - low) / 2;
    if (static_cast<uintptr_t>(origin + pairAt(middle).start) <= address)
      low = middle;
    else
      high = middle;
  }
  return readFunction({tables.header + pairAt(low).entry, tables.end}, address, function);
}

/// Runs the instructions that describe a function's frame, up to one address.
class RowMachine {
public:
  RowMachine(const Function &function, uintptr_t address)
      : common_(function.common), address_(address), location_(function.start) {}

  bool run(const Function &function, UnwindRow &row) {
    row_.isSignalFrame = common_.isSignalFrame;
#if defined(__x86_64__)
    row_.returnAddress.how = SavedValue::Undefined;
#endif
    if (!run(common_.instructions))
      return false;
    initial_ = row_;
    if (!run(function.instructions))
      return false;
    row = row_;
    return true;
  }

private:
  bool run(Cursor code) {
    while (!code.done() && location_ <= address_ && !code.failed())
      if (!step(code))
        return false;
    return !code.failed();
  }

  bool step(Cursor &code) {
    auto operation = code.fixed<uint8_t>();
    uint64_t low = operation & 0x3f;
    switch (operation & 0xc0) {
    case 0x40: // DW_CFA_advance_loc
      return advance(low);
    case 0x80: { // DW_CFA_offset
      int64_t offset = static_cast<int64_t>(code.unsignedNumber()) * common_.dataUnit;
      return save(low, {.how = SavedValue::AtOffset, .offset = offset});
    }
    case 0xc0: // DW_CFA_restore
      return restore(low);
    default:
      return operation >= 0x0c && operation <= 0x13 && operation != 0x10 && operation != 0x11
                 ? stepFrameEnd(operation, code)
                 : stepOther(operation, code);
    }
  }

  bool advance(uint64_t by) {
    uintptr_t next = location_ + by * common_.codeUnit;
    // A row holds up to the next; what comes after the address is none of its business.
    location_ = next;
    return true;
  }

  bool stepFrameEnd(uint8_t operation, Cursor &code) {
    SavedValue &end = row_.frameEnd;
    switch (operation) {
    case 0x0c: // DW_CFA_def_cfa
      end = {.how = SavedValue::FromRegister, .number = code.unsignedNumber()};
      end.offset = static_cast<int64_t>(code.unsignedNumber());
      return true;
    case 0x12: // DW_CFA_def_cfa_sf
      end = {.how = SavedValue::FromRegister, .number = code.unsignedNumber()};
      end.offset = code.signedNumber() * common_.dataUnit;
      return true;
    case 0x0d: // DW_CFA_def_cfa_register
      end.how = SavedValue::FromRegister;
      end.number = code.unsignedNumber();
      return true;
    case 0x0e: // DW_CFA_def_cfa_offset
      end.offset = static_cast<int64_t>(code.unsignedNumber());
      return true;
    case 0x13: // DW_CFA_def_cfa_offset_sf
      end.offset = code.signedNumber() * common_.dataUnit;
      return true;
    case 0x0f: // DW_CFA_def_cfa_expression
      end = {.how = SavedValue::IsExpression};
      end.expression = code.part(code.unsignedNumber());
      return true;
    default:
      return false;
    }
  }

  bool stepOther(uint8_t operation, Cursor &code) {
    switch (operation) {
    case 0x00: // DW_CFA_nop
    case 0x2d: // DW_CFA_AARCH64_negate_ra_state: the marks are taken off every address that is
               // read.
      return true;
    case 0x01: // DW_CFA_set_loc
      location_ = code.pointer(common_.encoding);
      return true;
    case 0x02: // DW_CFA_advance_loc1
      return advance(code.fixed<uint8_t>());
    case 0x03: // DW_CFA_advance_loc2
      return advance(code.fixed<uint16_t>());
    case 0x04: // DW_CFA_advance_loc4
      return advance(code.fixed<uint32_t>());
    case 0x06: // DW_CFA_restore_extended
      return restore(code.unsignedNumber());
    case 0x0a: // DW_CFA_remember_state
      if (depth_ == maxDepth)
        return false;
      remembered_[depth_++] = row_;
      return true;
    case 0x0b: // DW_CFA_restore_state
      if (depth_ == 0)
        return false;
      row_ = remembered_[--depth_];
      return true;
    case 0x2e: // DW_CFA_GNU_args_size
      code.unsignedNumber();
      return true;
    default:
      return stepSaved(operation, code);
    }
  }

  /// Those that say where one register is.
  bool stepSaved(uint8_t operation, Cursor &code) {
    uint64_t number = code.unsignedNumber();
    switch (operation) {
    case 0x05: // DW_CFA_offset_extended
    case 0x14: // DW_CFA_val_offset
    {
      SavedValue value{.how = operation == 0x05 ? SavedValue::AtOffset : SavedValue::IsOffset};
      value.offset = static_cast<int64_t>(code.unsignedNumber()) * common_.dataUnit;
      return save(number, value);
    }
    case 0x11: // DW_CFA_offset_extended_sf
    case 0x15: // DW_CFA_val_offset_sf
    {
      SavedValue value{.how = operation == 0x11 ? SavedValue::AtOffset : SavedValue::IsOffset};
      value.offset = code.signedNumber() * common_.dataUnit;
      return save(number, value);
    }
    case 0x2f: { // DW_CFA_GNU_negative_offset_extended
      int64_t offset = -static_cast<int64_t>(code.unsignedNumber()) * common_.dataUnit;
      return save(number, {.how = SavedValue::AtOffset, .offset = offset});
    }
    case 0x10: // DW_CFA_expression
    case 0x16: // DW_CFA_val_expression
    {
      SavedValue value{.how =
                           operation == 0x10 ? SavedValue::AtExpression : SavedValue::IsExpression};
      value.expression = code.part(code.unsignedNumber());
      return save(number, value);
    }
    case 0x07: // DW_CFA_undefined
      return save(number, {.how = SavedValue::Undefined});
    case 0x08: // DW_CFA_same_value
      return save(number, {.how = SavedValue::Same});
    case 0x09: // DW_CFA_register
      return save(number, {.how = SavedValue::FromRegister, .number = code.unsignedNumber()});
    default:
      return false;
    }
  }

  bool save(uint64_t number, const SavedValue &value) {
    if (SavedValue *place = placeOf(row_, number))
      *place = value;
    return true;
  }

  bool restore(uint64_t number) {
    if (SavedValue *place = placeOf(row_, number))
      *place = *placeOf(initial_, number);
    return true;
  }

  /// Null for registers that don't matter.
  SavedValue *placeOf(UnwindRow &row, uint64_t number) const {
    if (number == common_.returnColumn)
      return &row.returnAddress;
    if (number == fpRegister)
      return &row.fp;
    return number == spRegister ? &row.sp : nullptr;
  }

  static constexpr int maxDepth = 8;

  const Common &common_;
  uintptr_t address_;
  uintptr_t location_;
  UnwindRow row_;
  UnwindRow initial_;
  UnwindRow remembered_[maxDepth];
  int depth_ = 0;
};

} // namespace

bool findRow(uintptr_t pc, UnwindTables tables, UnwindRow &row) {
  uintptr_t address = pc - 1;
  Function function;
  if (!tables.header || !findFunction(address, tables, function))
    return false;
  return RowMachine(function, address).run(function, row);
}

} // namespace heaplight::probe
