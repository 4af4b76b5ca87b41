#include "read/machine/FunctionReader.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"

#include <algorithm>

namespace heaplight {

using Flow = Step::Flow;
using Holds = RegisterValue::Kind;

MachineFunction FunctionReader::read() {
  join(function_);
  lead(function_.begin, RegisterValues());
  walk();
  if (result_.open)
    walkRest();
  build();
  return std::move(result_);
}

/// From here on `extent`'s code is this function's.
void FunctionReader::join(const ElfFunction &extent) {
  if (llvm::is_contained(extents_, &extent))
    return;
  extents_.push_back(&extent);
  for (const LandingPad &pad : extent.pads)
    lead(pad.target, RegisterValues());
}

/// Control comes to `address` by more than going on.
void FunctionReader::lead(uint64_t address, const RegisterValues &values) {
  leaders_.insert(address);
  if (!instructions_.count(address))
    pending_.push_back({address, values});
}

bool FunctionReader::inExtents(uint64_t address) const {
  return llvm::any_of(extents_, [&](const ElfFunction *extent) {
    return extent->begin <= address && address < extent->end;
  });
}

void FunctionReader::walk() {
  while (!pending_.empty()) {
    Pending pending = std::move(pending_.back());
    pending_.pop_back();
    run(std::move(pending));
    if (pending_.empty())
      finishLate();
  }
}

/// Code that nothing known leads to may be where a jump goes that can't be followed.
void FunctionReader::walkRest() {
  for (uint64_t at = function_.begin; at < function_.end && code_.budget_;) {
    if (!instructions_.count(at)) {
      lead(at, RegisterValues());
      walk();
    }
    auto known = instructions_.find(at);
    at += known == instructions_.end() ? 1 : known->second.size;
  }
}

FunctionReader::End &FunctionReader::endAt(uint64_t address) {
  Instruction &instruction = instructions_[address];
  if (instruction.end == none) {
    instruction.end = uint32_t(ends_.size());
    ends_.emplace_back();
  }
  return ends_[instruction.end];
}

/// Whether the instruction at `address` follows on the one at `last` in this function.
bool FunctionReader::goesOn(uint64_t address, uint64_t last) {
  if (address == last)
    return true;
  bool edge =
      llvm::any_of(extents_, [&](const ElfFunction *extent) { return extent->end == address; });
  uint32_t lastEnd = edge ? instructions_[last].end : none;
  if (edge && lastEnd != none &&
      (ends_[lastEnd].flow == Flow::Call || ends_[lastEnd].flow == Flow::CallPointer)) {
    // No compiler lets control run out of a function: the call doesn't come back.
    ends_[lastEnd].falls = false;
    return false;
  }
  uint32_t other = code_.functionAt(address);
  if (other == MachineTarget::none || address == function_.begin || code_.parts_.count(other))
    return true;
  End &end = endAt(last);
  end.falls = false;
  end.outside.push_back({other, {}});
  return false;
}

void FunctionReader::run(Pending pending) {
  RegisterValues &values = pending.values;
  uint64_t at = pending.address, last = at;
  const ElfSection *section = nullptr;
  while (!instructions_.count(at)) {
    if (!goesOn(at, last))
      return;
    if (!section || at - section->address >= section->bytes.size())
      section = code_.image_.sectionAt(at);
    Step step;
    if (!section || !section->code ||
        !code_.instructions_.decode(section->bytes.drop_front(at - section->address), at, step))
      return;
    instructions_[at].size = step.size;
    if (!code_.budget_) {
      result_.open = true;
      endAt(at).outside.push_back({});
      return;
    }
    --code_.budget_;
    if (!finishStep(step, at, values))
      return;
    last = at;
    at += step.size;
  }
  leaders_.insert(at);
}

void FunctionReader::note(const Step &step, uint64_t address, const RegisterValues &values) {
  if (step.restores)
    return;
  for (uint64_t written = step.written; written; written &= written - 1) {
    Register number = Register(llvm::countr_zero(written));
    if (number >= registerCount)
      continue;
    Definitions &all = definitions_[number];
    const RegisterValue &value = values[number];
    bool known = value.kind == Holds::Loaded || value.kind == Holds::Constant;
    all.differ |= !known || (all.any && !all.value.sameAs(value));
    all.any = true;
    all.value = value;
  }
  if (step.make == Step::Make::Constant || step.make == Step::Make::Sum)
    if (const RegisterValue &value = values[step.made]; value.kind == Holds::Constant)
      tables_.insert(value.address);
  if (function_.chooses)
    noteChoice(step, values);
}

void FunctionReader::noteChoice(const Step &step, const RegisterValues &values) {
  if (step.make == Step::Make::Other || step.made == noRegister)
    return;
  const RegisterValue &value = values[step.made];
  MachineTarget target;
  if (value.kind == Holds::Constant) {
    target.function = code_.functionAt(value.address);
  } else if (value.kind == Holds::Loaded) {
    target.function = code_.resolveSlot(value.address).function;
  }
  if (target.function == MachineTarget::none || &code_.functions_[target.function] == &function_)
    return;
  code_.called_.insert(target.function);
  if (llvm::none_of(result_.choices, [&](const MachineTarget &choice) {
        return choice.function == target.function;
      }))
    result_.choices.push_back(target);
}

/// False where control doesn't go on behind `step`.
bool FunctionReader::finishStep(const Step &step, uint64_t address, RegisterValues &values) {
  RegisterValue pointer = values[step.pointer];
  values.apply(step, address, code_.instructions_.keptOverCalls());
  note(step, address, values);
  if (step.flow == Flow::On)
    return true;
  End end;
  end.flow = step.flow;
  end.pointer = step.pointer;
  end.value = step.pointer == operandRegister ? values[operandRegister] : pointer;
  switch (step.flow) {
  case Flow::Call:
    end.target = code_.resolve(step.target);
    if (end.target.function != MachineTarget::none)
      code_.called_.insert(end.target.function);
    [[fallthrough]];
  case Flow::CallPointer:
    end.falls = true;
    break;
  case Flow::Branch: {
    end.falls = true;
    if (step.when == Step::When::Other) { // Most are, and what is known is long to copy.
      jump(end, step.target, values);
      break;
    }
    RegisterValues taken = values;
    taken.taken(step);
    jump(end, step.target, taken);
    values.notTaken(step);
    break;
  }
  case Flow::Jump:
    jump(end, step.target, values);
    break;
  case Flow::JumpPointer:
    if (!jumpThrough(end, values))
      late_.push_back({address, values});
    break;
  default:
    break;
  }
  leaders_.insert(address + step.size);
  bool falls = end.falls;
  endAt(address) = std::move(end);
  return falls;
}

/// A jump goes on in this function or calls another one in tail position.
void FunctionReader::jump(End &end, uint64_t target, const RegisterValues &values) {
  const ElfSection *section = code_.image_.sectionAt(target);
  uint32_t known = code_.functionAt(target);
  bool other =
      known != MachineTarget::none && target != function_.begin && !code_.parts_.count(known);
  bool ours = inExtents(target);
  const ElfFunction *around = ours ? nullptr : code_.around(target);
  bool inside = section && section->code && !other && (ours || around);
  if (!inside) {
    MachineTarget callee = code_.resolve(target);
    if (callee.known() || !section || !section->code)
      end.outside.push_back(callee);
    return;
  }
  if (!ours) {
    if (known == MachineTarget::none)
      result_.strays = true;
    join(*around);
  }
  end.inside.push_back(target);
  lead(target, values);
}

/// False where the jump is better looked at when more of the function is known.
bool FunctionReader::jumpThrough(End &end, const RegisterValues &values) {
  switch (end.value.kind) {
  case Holds::Entry:
  case Holds::Place: {
    tables_.insert(end.value.address);
    if (end.value.limit == RegisterValue::noLimit)
      return false;
    std::vector<uint64_t> targets = readTable(end.value);
    for (uint64_t target : targets)
      jump(end, target, values);
    if (!targets.empty())
      end.flow = Flow::Jump;
    return !targets.empty();
  }
  case Holds::Near:
    end.anywhere = inExtents(end.value.address);
    result_.open = true;
    return true;
  case Holds::Computed:
    return false;
  default:
    return true;
  }
}

/// Reads the tables whose length nothing tells: one ends where the next begins, so the last in
/// memory goes first, each after all the code that the others have led to.
void FunctionReader::finishLate() {
  if (late_.empty())
    return;
  for (Late &late : late_) {
    End &end = endAt(late.address);
    if (end.value.kind == Holds::Computed)
      end.value = lookBack(late.address);
    if (end.value.kind == Holds::Entry || end.value.kind == Holds::Place)
      tables_.insert(end.value.address);
  }
  auto last = std::max_element(late_.begin(), late_.end(), [&](const Late &one, const Late &other) {
    return endAt(one.address).value.address < endAt(other.address).value.address;
  });
  Late late = std::move(*last);
  late_.erase(last);
  End end = endAt(late.address);
  std::vector<uint64_t> targets = readTable(end.value);
  if (targets.empty())
    targets = readTable(lookBack(late.address));
  for (uint64_t target : targets)
    jump(end, target, late.values);
  if (targets.empty())
    result_.open = true;
  else
    end.flow = Flow::Jump;
  endAt(late.address) = std::move(end);
  if (pending_.empty())
    finishLate();
}

/// What the jump at `address` goes to, if control always came to it from the code right before.
RegisterValue FunctionReader::lookBack(uint64_t address) {
  constexpr uint64_t distance = 96;
  for (uint64_t begin = address - std::min(distance, address); begin < address; ++begin) {
    RegisterValues values;
    uint64_t at = begin;
    for (auto known = instructions_.find(at); known != instructions_.end() && at < address;
         known = instructions_.find(at)) {
      Step step;
      bool falls = known->second.end == none || ends_[known->second.end].falls;
      if (!falls || !code_.instructions_.decode(code_.image_.bytesAt(at), at, step))
        break;
      values.apply(step, at, code_.instructions_.keptOverCalls());
      values.notTaken(step);
      at += known->second.size;
    }
    Step jump;
    if (at == address && at != begin &&
        code_.instructions_.decode(code_.image_.bytesAt(at), at, jump)) {
      values.apply(jump, at, code_.instructions_.keptOverCalls());
      return values[jump.pointer];
    }
  }
  RegisterValue unknown;
  unknown.kind = Holds::Computed;
  return unknown;
}

/// Whether an instruction that is known to be one would be entered in its middle.
bool FunctionReader::splitsInstruction(uint64_t address) const {
  if (instructions_.count(address))
    return false;
  for (uint64_t before = 1; before < 16 && before <= address; ++before) {
    auto known = instructions_.find(address - before);
    if (known != instructions_.end() && known->second.size > before)
      return true;
  }
  return false;
}

std::optional<uint64_t> FunctionReader::readEntry(const RegisterValue &value,
                                                  uint64_t number) const {
  uint64_t at = value.address + number * value.bytes;
  if (value.kind == Holds::Entry) {
    // Pointers: those that aren't filled in at load time count as they stand.
    std::optional<ElfSlot> slot = value.bytes == 8 ? code_.image_.slotAt(at) : std::nullopt;
    return slot && slot->name.empty() && !slot->chooses ? std::optional(slot->address)
                                                        : std::nullopt;
  }
  const ElfSection *section = code_.image_.sectionAt(at);
  if (!section || !section->constant || section->address + section->bytes.size() - at < value.bytes)
    return std::nullopt;
  const uint8_t *bytes = section->bytes.data() + (at - section->address);
  uint64_t entry = value.bytes == 1   ? bytes[0]
                   : value.bytes == 2 ? llvm::support::endian::read16le(bytes)
                   : value.bytes == 4 ? llvm::support::endian::read32le(bytes)
                                      : llvm::support::endian::read64le(bytes);
  if (value.isSigned)
    entry = uint64_t(llvm::SignExtend64(entry, value.bytes * 8));
  return (value.fromEntry ? at : value.origin) + (entry << value.shift);
}

/// Where the entries of a jump table lead, each once. None where it isn't one. Where nothing tells
/// its length it ends before the first entry that leads out of the function.
std::vector<uint64_t> FunctionReader::readTable(const RegisterValue &value) {
  if (value.kind != Holds::Entry && value.kind != Holds::Place)
    return {};
  bool limited = value.limit != RegisterValue::noLimit;
  std::vector<uint64_t> targets;
  for (uint64_t number = 0; number <= (limited ? value.limit : 0xFFFF); ++number) {
    if (!limited && number && tables_.count(value.address + number * value.bytes))
      break;
    std::optional<uint64_t> target = readEntry(value, number);
    // Leads to itself: the number that it stands for never comes.
    if (!limited && !number && value.fromEntry && target == value.address)
      continue;
    const ElfSection *section = target ? code_.image_.sectionAt(*target) : nullptr;
    bool code = section && section->code;
    if (!code_.budget_ || (limited && !code))
      return {};
    if (!limited && !(code && inExtents(*target) && !splitsInstruction(*target)))
      break;
    --code_.budget_;
    targets.push_back(*target);
  }
  llvm::sort(targets);
  targets.erase(llvm::unique(targets), targets.end());
  return targets;
}

} // namespace heaplight
