#include "read/machine/RegisterValues.h"

#include "llvm/ADT/bit.h"

#include <utility>

namespace heaplight {

using Holds = RegisterValue::Kind;

const RegisterValue &RegisterValues::operator[](Register number) const {
  static const RegisterValue nothing;
  return number < registerCount ? values_[number] : nothing;
}

RegisterValue RegisterValues::sum(const Step &step) const {
  RegisterValue value;
  RegisterValue base = (*this)[step.base], other = (*this)[step.index];
  if (step.base == noRegister)
    base.kind = Holds::Constant;
  if (step.index == noRegister) {
    if (base.kind == Holds::Constant) {
      value.kind = Holds::Constant;
      value.address = base.address + uint64_t(step.constant);
    }
    return value;
  }
  // The origin may stand on either side; only the right one is shifted.
  if (other.kind == Holds::Constant && base.kind != Holds::Constant && !step.shift && !step.bytes)
    std::swap(base, other);
  // The address of an entry, and what was loaded from just there.
  bool fromEntry = base.kind == Holds::Near && other.kind == Holds::Entry && !step.constant &&
                   base.address == other.address && base.madeAt == other.origin;
  if (!fromEntry && (base.kind != Holds::Constant || other.kind != Holds::Entry)) {
    value.kind = base.kind == Holds::Constant ? Holds::Near : Holds::Computed;
    value.address = base.address + uint64_t(step.constant);
    return value;
  }
  value = other;
  value.kind = Holds::Place;
  value.origin = base.address + uint64_t(step.constant);
  value.fromEntry = fromEntry;
  value.shift = step.shift;
  if (step.bytes) {
    value.isSigned = step.bytes > value.bytes ? value.isSigned : step.isSigned;
    value.bytes = std::min(value.bytes, step.bytes);
  }
  return value;
}

RegisterValue RegisterValues::load(const Step &step) const {
  RegisterValue value;
  RegisterValue base = (*this)[step.base];
  if (step.base == noRegister)
    base.kind = Holds::Constant;
  bool indexed = step.index != noRegister;
  bool near = base.kind == Holds::Near && !indexed;
  if (base.kind != Holds::Constant && !near) {
    // Tables of jumps have entries of four or eight bytes where their place isn't known at once.
    value.kind = indexed && step.shift >= 2 ? Holds::Computed : Holds::Any;
    return value;
  }
  value.kind = indexed || near || step.bytes < 8 ? Holds::Entry : Holds::Loaded;
  value.address = base.address + uint64_t(step.constant);
  value.bytes = step.bytes;
  value.isSigned = step.isSigned;
  if (near)
    value.origin = base.madeAt;
  if (indexed)
    value.limit = (*this)[step.index].limit;
  else if (!near && step.bytes < 8)
    value.limit = 0;
  // Entries of another size than their distance are no table of jumps.
  if (indexed && (1u << step.shift) != step.bytes)
    value.kind = Holds::Computed;
  return value;
}

RegisterValue RegisterValues::made(const Step &step) const {
  RegisterValue value;
  switch (step.make) {
  case Step::Make::Constant:
    value.kind = Holds::Constant;
    value.address = uint64_t(step.constant);
    return value;
  case Step::Make::Sum:
    return sum(step);
  case Step::Make::Load:
    return load(step);
  case Step::Make::Copy:
    return (*this)[step.base];
  case Step::Make::Mask:
    if (step.constant >= 0 && step.constant < 0x10000)
      value.limit = uint32_t(step.constant);
    return value;
  default:
    return value;
  }
}

void RegisterValues::apply(const Step &step, uint64_t address, uint64_t keptOverCalls) {
  RegisterValue value = made(step);
  if (step.make != Step::Make::Copy)
    value.madeAt = step.base < registerCount && (*this)[step.base].kind == Holds::Constant
                       ? std::min(address, (*this)[step.base].madeAt)
                       : address;
  uint64_t lost = step.written;
  if (step.flow == Step::Flow::Call || step.flow == Step::Flow::CallPointer)
    lost |= ~keptOverCalls;
  for (; lost; lost &= lost - 1) {
    Register number = Register(llvm::countr_zero(lost));
    if (number < registerCount)
      values_[number] = RegisterValue();
    if (compared_ == number)
      compared_ = noRegister;
  }
  if (step.make == Step::Make::Compare) {
    compared_ = step.base;
    comparedWith_ = step.constant;
  } else if (step.make != Step::Make::Other && step.made < registerCount) {
    values_[step.made] = value;
  }
}

void RegisterValues::learn(const Step &branch, Step::When when) {
  if (branch.when == when && compared_ < registerCount && comparedWith_ >= 0 &&
      comparedWith_ < 0x10000)
    values_[compared_].limit = uint32_t(comparedWith_);
}

} // namespace heaplight
