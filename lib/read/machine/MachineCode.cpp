#include "read/machine/MachineCode.h"

#include "read/machine/FunctionReader.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

#include <algorithm>

namespace heaplight {

MachineCode::MachineCode(ElfImage &image, InstructionSet &instructions)
    : image_(image), instructions_(instructions) {
  constexpr size_t bitsEach = 32;
  mayBegin_.resize(unsigned(llvm::PowerOf2Ceil((image.functions().size() + 1) * bitsEach)));
  byAddress_.reserve(image.functions().size());
  for (ElfFunction &function : image.functions())
    addFunction(std::move(function));
  sorted_ = functions_.size();
  for (const ElfSection &section : image.sections())
    if (section.code)
      budget_ += section.bytes.size();
  // Each instruction may be read some times over: by the function, by those that jump into it.
  budget_ = budget_ * 4 + 0x10000;
}

void MachineCode::addFunction(ElfFunction function) {
  byAddress_[function.begin] = uint32_t(functions_.size());
  mayBegin_.set(unsigned(function.begin & (mayBegin_.size() - 1)));
  functions_.push_back(std::move(function));
}

uint32_t MachineCode::functionAt(uint64_t address) const {
  if (!mayBegin_[unsigned(address & (mayBegin_.size() - 1))])
    return MachineTarget::none;
  auto known = byAddress_.find(address);
  return known == byAddress_.end() ? MachineTarget::none : known->second;
}

/// The function from the start known whose code is around `address`.
const ElfFunction *MachineCode::around(uint64_t address) const {
  auto end = functions_.begin() + ptrdiff_t(sorted_);
  auto behind = std::upper_bound(
      functions_.begin(), end, address,
      [](uint64_t at, const ElfFunction &function) { return at < function.begin; });
  if (behind == functions_.begin())
    return nullptr;
  const ElfFunction &found = *std::prev(behind);
  return address < found.end ? &found : nullptr;
}

/// What a call of `address` calls. Code that no table names becomes a function.
MachineTarget MachineCode::resolve(uint64_t address) {
  if (llvm::StringRef name = image_.externalAt(address); !name.empty())
    return {MachineTarget::none, name};
  if (uint32_t known = functionAt(address); known != MachineTarget::none)
    return {known, {}};
  const ElfSection *section = image_.sectionAt(address);
  if (!section || !section->code)
    return {};
  if (section->name.starts_with(".plt") || section->name == ".iplt")
    return resolveStub(address);
  ElfFunction function;
  function.begin = address;
  auto end = functions_.begin() + ptrdiff_t(sorted_);
  auto behind =
      std::upper_bound(functions_.begin(), end, address,
                       [](uint64_t at, const ElfFunction &other) { return at < other.begin; });
  const ElfFunction *outer = around(address);
  function.end = outer           ? outer->end
                 : behind == end ? section->address + section->bytes.size()
                                 : behind->begin;
  addFunction(std::move(function));
  return {uint32_t(functions_.size() - 1), {}};
}

MachineTarget MachineCode::resolveSlot(uint64_t slot) {
  std::optional<ElfSlot> found = image_.slotAt(slot);
  if (!found)
    return {};
  return found->name.empty() ? resolve(found->address)
                             : MachineTarget{MachineTarget::none, found->name};
}

/// A slot of a procedure linkage table jumps to where a slot of the offset table leads.
MachineTarget MachineCode::resolveStub(uint64_t address) {
  auto [known, added] = stubs_.try_emplace(address);
  if (!added)
    return known->second;
  // Stubs that lead to each other in a circle lead nowhere.
  if (stubDepth_ > 4)
    return {};
  ++stubDepth_;
  ElfFunction stub;
  stub.begin = address;
  stub.end = address + 32;
  MachineFunction body = FunctionReader(*this, stub).read();
  --stubDepth_;
  MachineTarget target;
  for (const MachineBlock &block : body.blocks)
    if (block.calls && block.returns && !target.known())
      target = block.target;
  stubs_[address] = target;
  return target;
}

void MachineCode::read() {
  auto readNew = [this] {
    while (bodies_.size() < functions_.size())
      bodies_.push_back(FunctionReader(*this, functions_[bodies_.size()]).read());
  };
  readNew();
  findParts();
  if (parts_.empty())
    return;
  for (size_t number = 0; number < bodies_.size(); ++number)
    if (llvm::any_of(bodies_[number].blocks, [this](const MachineBlock &block) {
          return block.calls && block.target.function != MachineTarget::none &&
                 parts_.count(block.target.function);
        }))
      bodies_[number] = FunctionReader(*this, functions_[number]).read();
  readNew();
}

void MachineCode::findParts() {
  for (uint32_t number = 0; number < bodies_.size(); ++number) {
    const ElfFunction &function = functions_[number];
    if (bodies_[number].strays && !function.exported() && !function.chooses &&
        !called_.count(number))
      parts_.insert(number);
  }
}

} // namespace heaplight
