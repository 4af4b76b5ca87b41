#include "read/machine/InstructionSet.h"

#include "read/machine/Decoder.h"

#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"

namespace heaplight {

/// Both machines' parts of LLVM, which the build of LLVM need not hold.
static void startTargets() {
  static const bool started = [] {
    llvm::InitializeAllTargetInfos();
    llvm::InitializeAllTargetMCs();
    llvm::InitializeAllDisassemblers();
    return true;
  }();
  (void)started;
}

Decoder::Decoder(const llvm::Target &target, const llvm::Triple &triple, llvm::StringRef features)
    : registers_(target.createMCRegInfo(triple)),
      assembly_(target.createMCAsmInfo(*registers_, triple, options_)),
      subtarget_(target.createMCSubtargetInfo(triple, "", features)),
      instructions_(target.createMCInstrInfo()),
      analysis_(target.createMCInstrAnalysis(instructions_.get())),
      context_(triple, assembly_.get(), registers_.get(), subtarget_.get()),
      disassembler_(target.createMCDisassembler(*subtarget_, context_)) {}

void Decoder::number(llvm::ArrayRef<const char *> names) {
  numbers_.assign(registers_->getNumRegs(), noRegister);
  for (unsigned id = 1; id < registers_->getNumRegs(); ++id)
    for (size_t number = 0; number < names.size(); ++number)
      if (llvm::StringRef(registers_->getName(id)) == names[number])
        for (llvm::MCPhysReg part : registers_->subregs_inclusive(id))
          numbers_[part] = Register(number);
}

void Decoder::classify(llvm::function_ref<uint8_t(llvm::StringRef)> formOf) {
  traits_.resize(instructions_->getNumOpcodes());
  for (unsigned opcode = 0; opcode < traits_.size(); ++opcode) {
    Traits &traits = traits_[opcode];
    const llvm::MCInstrDesc &description = instructions_->get(opcode);
    traits.form = formOf(instructions_->getName(opcode));
    traits.results = uint8_t(std::min(description.getNumDefs(), 8u));
    for (llvm::MCPhysReg written : description.implicit_defs())
      traits.written |= maskOf(written);
    if (description.isCall())
      traits.flow = description.isReturn() ? Step::Flow::Return : Step::Flow::Call;
    else if (description.isReturn())
      traits.flow = Step::Flow::Return;
    else if (description.isIndirectBranch())
      traits.flow = Step::Flow::JumpPointer;
    else if (description.isBranch())
      traits.flow = description.isBarrier() ? Step::Flow::Jump : Step::Flow::Branch;
  }
}

bool Decoder::decode(llvm::ArrayRef<uint8_t> bytes, uint64_t address, Step &step) {
  llvm::MCInst instruction;
  uint64_t size = 0;
  if (disassembler_->getInstruction(instruction, size, bytes, address, llvm::nulls()) !=
          llvm::MCDisassembler::Success ||
      size == 0 || size > bytes.size())
    return false;
  const Traits &traits = traits_[instruction.getOpcode()];
  step = Step();
  step.size = uint8_t(size);
  step.flow = traits.flow;
  step.written = traits.written;
  for (unsigned operand = 0; operand < traits.results && operand < instruction.size(); ++operand)
    if (instruction.getOperand(operand).isReg())
      step.written |= maskOf(instruction.getOperand(operand).getReg());
  interpret(instruction, address, step);
  bool direct = step.flow == Step::Flow::Call || step.flow == Step::Flow::Jump ||
                step.flow == Step::Flow::Branch;
  if (direct && !analysis_->evaluateBranch(instruction, address, size, step.target)) {
    // A call or jump of a form that isn't known here.
    step.pointer = noRegister;
    step.flow = step.flow == Step::Flow::Call     ? Step::Flow::CallPointer
                : step.flow == Step::Flow::Branch ? Step::Flow::On
                                                  : Step::Flow::JumpPointer;
  }
  return true;
}

Register Decoder::numberAt(const llvm::MCInst &instruction, unsigned operand) const {
  if (operand >= instruction.size() || !instruction.getOperand(operand).isReg())
    return noRegister;
  return numbers_[instruction.getOperand(operand).getReg()];
}

int64_t Decoder::constantAt(const llvm::MCInst &instruction, unsigned operand) const {
  bool known = operand < instruction.size() && instruction.getOperand(operand).isImm();
  return known ? instruction.getOperand(operand).getImm() : 0;
}

llvm::Expected<std::unique_ptr<InstructionSet>> InstructionSet::create(const llvm::Triple &triple) {
  startTargets();
  std::string complaint;
  const llvm::Target *target = llvm::TargetRegistry::lookupTarget(triple, complaint);
  bool x86 = triple.getArch() == llvm::Triple::x86_64;
  if (!target || !(x86 || triple.getArch() == llvm::Triple::aarch64))
    return llvm::createStringError("machine code of " + triple.getArchName() +
                                   " can't be read: only x86-64 and AArch64 can");
  return x86 ? makeX86Decoder(*target, triple) : makeArmDecoder(*target, triple);
}

} // namespace heaplight
