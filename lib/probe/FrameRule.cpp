#include "probe/FrameRule.h"

#include "probe/Kernel.h"
#include "probe/UnwindTable.h"

#include <cerrno>

namespace heaplight::probe {
namespace {

/// An offset in units of eight bytes, if it's one and fits into so many bits.
bool inUnits(int64_t offset, unsigned bits, int64_t &units) {
  units = offset / 8;
  int64_t limit = int64_t(1) << (bits - 1);
  return offset % 8 == 0 && units >= -limit && units < limit;
}

bool isFast(const UnwindRow &row) {
  return !row.isSignalFrame && row.frameEnd.how == SavedValue::FromRegister &&
         (row.frameEnd.number == spRegister || row.frameEnd.number == fpRegister) &&
         row.returnAddress.how == SavedValue::AtOffset && row.sp.how == SavedValue::Same &&
         (row.fp.how == SavedValue::Same || row.fp.how == SavedValue::Undefined ||
          (row.fp.how == SavedValue::AtOffset && row.fp.offset != 0));
}

/// DWARF's stack machine, as far as unwind tables use it.
class Expression {
public:
  Expression(const Registers &registers, ReadableMemory &memory)
      : registers_(registers), memory_(memory) {}

  bool evaluate(Cursor code, uintptr_t &result) {
    while (!code.done())
      if (!step(code) || code.failed())
        return false;
    return pop(result);
  }
  bool push(uintptr_t value) {
    if (depth_ == maxDepth)
      return false;
    stack_[depth_++] = value;
    return true;
  }
  bool registerValue(uint64_t number, uintptr_t &value) const {
    value = number == spRegister ? registers_.sp : registers_.fp;
    return number == spRegister || number == fpRegister;
  }

private:
  bool pop(uintptr_t &value) {
    if (depth_ == 0)
      return false;
    value = stack_[--depth_];
    return true;
  }

  bool step(Cursor &code) {
    auto operation = code.fixed<uint8_t>();
    uintptr_t value = 0;
    if (operation >= 0x30 && operation <= 0x4f) // DW_OP_lit0 and on
      return push(operation - 0x30);
    if (operation >= 0x70 && operation <= 0x8f) { // DW_OP_breg0 and on
      int64_t offset = code.signedNumber();
      return registerValue(operation - 0x70, value) && push(value + static_cast<uintptr_t>(offset));
    }
    switch (operation) {
    case 0x06: // DW_OP_deref
      return pop(value) && memory_.read(value, value) && push(value);
    case 0x08: // DW_OP_const1u
      return push(code.fixed<uint8_t>());
    case 0x09: // DW_OP_const1s
      return push(static_cast<uintptr_t>(static_cast<intptr_t>(code.fixed<int8_t>())));
    case 0x0a: // DW_OP_const2u
      return push(code.fixed<uint16_t>());
    case 0x0b: // DW_OP_const2s
      return push(static_cast<uintptr_t>(static_cast<intptr_t>(code.fixed<int16_t>())));
    case 0x0c: // DW_OP_const4u
      return push(code.fixed<uint32_t>());
    case 0x0d: // DW_OP_const4s
      return push(static_cast<uintptr_t>(static_cast<intptr_t>(code.fixed<int32_t>())));
    case 0x0e: // DW_OP_const8u
    case 0x0f: // DW_OP_const8s
      return push(code.fixed<uint64_t>());
    case 0x10: // DW_OP_constu
      return push(code.unsignedNumber());
    case 0x11: // DW_OP_consts
      return push(static_cast<uintptr_t>(code.signedNumber()));
    case 0x12: // DW_OP_dup
      return pop(value) && push(value) && push(value);
    case 0x13: // DW_OP_drop
      return pop(value);
    case 0x23: // DW_OP_plus_uconst
      return pop(value) && push(value + code.unsignedNumber());
    default:
      return combine(operation);
    }
  }

  bool combine(uint8_t operation) {
    uintptr_t right = 0, left = 0;
    if (!pop(right) || !pop(left))
      return false;
    switch (operation) {
    case 0x16: // DW_OP_swap
      return push(right) && push(left);
    case 0x1a: // DW_OP_and
      return push(left & right);
    case 0x1c: // DW_OP_minus
      return push(left - right);
    case 0x1e: // DW_OP_mul
      return push(left * right);
    case 0x21: // DW_OP_or
      return push(left | right);
    case 0x22: // DW_OP_plus
      return push(left + right);
    case 0x24: // DW_OP_shl
      return push(right < 64 ? left << right : 0);
    case 0x25: // DW_OP_shr
      return push(right < 64 ? left >> right : 0);
    case 0x2a: // DW_OP_ge
      return push(static_cast<intptr_t>(left) >= static_cast<intptr_t>(right));
    default:
      return false;
    }
  }

  static constexpr int maxDepth = 16;

  const Registers &registers_;
  ReadableMemory &memory_;
  uintptr_t stack_[maxDepth];
  int depth_ = 0;
};

/// One frame of which a row holds.
class Frame {
public:
  Frame(const Registers &registers, ReadableMemory &memory)
      : registers_(registers), memory_(memory) {}

  bool findEnd(const SavedValue &rule) { return find(rule, 0, end_); }

  /// `same` is the value where the rule says that it's kept.
  bool find(const SavedValue &rule, uintptr_t same, uintptr_t &value) {
    uintptr_t offset = static_cast<uintptr_t>(rule.offset);
    Expression expression(registers_, memory_);
    switch (rule.how) {
    case SavedValue::Same:
      value = same;
      return true;
    case SavedValue::AtOffset:
      return memory_.read(end_ + offset, value);
    case SavedValue::IsOffset:
      value = end_ + offset;
      return true;
    case SavedValue::AtExpression:
      return expression.push(end_) && expression.evaluate(rule.expression, value) &&
             memory_.read(value, value);
    case SavedValue::IsExpression:
      return expression.push(end_) && expression.evaluate(rule.expression, value);
    case SavedValue::FromRegister:
      value = 0;
      if (!expression.registerValue(rule.number, value))
        return false;
      value += offset;
      return true;
    case SavedValue::Undefined:
      return false;
    }
    return false;
  }

  uintptr_t end() const { return end_; }

private:
  const Registers &registers_;
  ReadableMemory &memory_;
  uintptr_t end_ = 0;
};

} // namespace

/// The system says of a signal mask whether it could be read before it looks at what shall be done
/// with it, which is nothing here.
bool ReadableMemory::isReadable(uintptr_t address) {
  constexpr long noSuchChange = -1;
  uintptr_t page = address / pageSize, start = page * pageSize;
  if (pages_[page % maxPages] == page)
    return true;
  long answer =
      systemCall(SYS_rt_sigprocmask, noSuchChange, static_cast<long>(address), 0, sizeof(uint64_t));
  if (answer == -EFAULT)
    return false;
  pages_[page % maxPages] = page;
  if (size_ == 0 || start + pageSize == start_)
    start_ = start;
  else if (start != start_ + size_)
    return true;
  size_ += pageSize;
  return true;
}

FrameRule frameRuleAt(uintptr_t pc, UnwindTables tables) {
  FrameRule rule;
  UnwindRow row;
  if (!findRow(pc, tables, row))
    return rule;
  if (row.returnAddress.how == SavedValue::Undefined) {
    rule.kind = FrameRule::Outermost;
    return rule;
  }
  rule.kind = FrameRule::ByExpression;
  int64_t size = 0, returnOffset = 0, fpOffset = 0;
  if (!isFast(row) || !inUnits(row.frameEnd.offset, 19, size) ||
      !inUnits(row.returnAddress.offset, 12, returnOffset) ||
      !inUnits(row.fp.how == SavedValue::AtOffset ? row.fp.offset : 0, 12, fpOffset))
    return rule;
  rule.kind = row.frameEnd.number == spRegister ? FrameRule::FromSp : FrameRule::FromFp;
  rule.frameSize = size;
  rule.returnOffset = returnOffset;
  rule.fpOffset = fpOffset;
  return rule;
}

bool callerByExpression(Registers &registers, UnwindTables tables, ReadableMemory &memory) {
  UnwindRow row;
  if (!findRow(registers.pc, tables, row))
    return false;
  Frame frame(registers, memory);
  Registers caller;
  if (!frame.findEnd(row.frameEnd) || !frame.find(row.returnAddress, 0, caller.pc) ||
      !frame.find(row.sp, frame.end(), caller.sp))
    return false;
  if (!frame.find(row.fp, registers.fp, caller.fp))
    caller.fp = registers.fp;
  // An interrupted function stands at the instruction that comes next, and not behind a call.
  if (row.isSignalFrame)
    ++caller.pc;
  registers = caller;
  return true;
}

} // namespace heaplight::probe
