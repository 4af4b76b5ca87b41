// What was read of a function → its blocks.
#include "read/machine/FunctionReader.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>

namespace heaplight {

using Flow = Step::Flow;
using Holds = RegisterValue::Kind;

uint32_t FunctionReader::blockAt(uint64_t address) const {
  auto known = blocks_.find(address);
  return known == blocks_.end() ? none : known->second;
}

uint32_t FunctionReader::padOf(uint64_t call) const {
  for (const ElfFunction *extent : extents_) {
    auto behind = llvm::upper_bound(
        extent->pads, call, [](uint64_t at, const LandingPad &pad) { return at < pad.begin; });
    if (behind != extent->pads.begin() && call < std::prev(behind)->end)
      return blockAt(std::prev(behind)->target);
  }
  return none;
}

void FunctionReader::build() {
  std::vector<uint64_t> begins;
  for (uint64_t leader : leaders_)
    if (leader != function_.begin && instructions_.count(leader))
      begins.push_back(leader);
  llvm::sort(begins);
  if (!instructions_.count(function_.begin))
    return;
  begins.insert(begins.begin(), function_.begin);
  result_.blocks.resize(begins.size());
  for (uint32_t number = 0; number < begins.size(); ++number) {
    blocks_[begins[number]] = number;
    result_.blocks[number].begin = begins[number];
  }
  for (uint32_t number = 0; number < begins.size(); ++number)
    buildBlock(number);
}

void FunctionReader::buildBlock(uint32_t number) {
  uint64_t at = result_.blocks[number].begin;
  while (true) {
    Instruction instruction = instructions_.lookup(at);
    uint64_t next = at + instruction.size;
    bool falls = instruction.end == none || ends_[instruction.end].falls;
    if (instruction.end != none)
      close(number, ends_[instruction.end], at);
    uint32_t following = blockAt(next);
    if (falls && following != none)
      result_.blocks[number].next.push_back(following);
    if (instruction.end != none || following != none || !instructions_.count(next))
      return;
    at = next;
  }
}

/// Says how the block ends whose last instruction stands at `at`.
void FunctionReader::close(uint32_t number, const End &end, uint64_t at) {
  for (uint64_t inside : end.inside)
    if (uint32_t next = blockAt(inside); next != none)
      result_.blocks[number].next.push_back(next);
  for (const MachineTarget &outside : end.outside) {
    uint32_t tail = addTail(outside, at);
    result_.blocks[number].next.push_back(tail);
  }
  MachineBlock &block = result_.blocks[number];
  bool jumps = end.flow == Flow::JumpPointer;
  block.returns = end.flow == Flow::Return || jumps;
  block.calls = end.flow == Flow::Call || end.flow == Flow::CallPointer || (jumps && !end.anywhere);
  if (!block.calls)
    return;
  block.callAt = at;
  block.target = end.flow == Flow::Call ? end.target : targetOf(end, block.begin, at);
  block.pad = padOf(at);
}

/// A block that does nothing but make a call in tail position.
uint32_t FunctionReader::addTail(const MachineTarget &target, uint64_t at) {
  MachineBlock block;
  block.begin = block.callAt = at;
  block.calls = block.returns = true;
  block.target = target;
  result_.blocks.push_back(block);
  return uint32_t(result_.blocks.size() - 1);
}

MachineTarget FunctionReader::targetOf(const RegisterValue &value) {
  if (value.kind == Holds::Loaded)
    return code_.resolveSlot(value.address);
  const ElfSection *section = code_.image_.sectionAt(value.address);
  bool code = value.kind == Holds::Constant && section && section->code;
  return code ? code_.resolve(value.address) : MachineTarget();
}

/// A value counts where the block itself makes it, or where the whole function makes no other.
MachineTarget FunctionReader::targetOf(const End &end, uint64_t blockBegin, uint64_t at) {
  if (blockBegin <= end.value.madeAt && end.value.madeAt <= at)
    return targetOf(end.value);
  bool kept = end.pointer < registerCount && code_.instructions_.keptOverCalls() >> end.pointer & 1;
  if (!kept)
    return {};
  const Definitions &all = definitions_[end.pointer];
  return all.any && !all.differ ? targetOf(all.value) : MachineTarget();
}

} // namespace heaplight
