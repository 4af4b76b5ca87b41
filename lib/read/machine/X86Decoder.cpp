// x86-64 instructions → steps.
#include "read/machine/Decoder.h"

#include "llvm/ADT/StringSwitch.h"

namespace heaplight {
namespace {

enum Form : uint8_t {
  Unknown,
  Address,
  Load8,
  LoadSigned4,
  Move,
  MoveConstant,
  Add,
  AddConstant,
  And,
  AndImplied,
  Compare,
  CompareImplied,
  CallMemory,
  CallRegister,
  JumpMemory,
  JumpRegister,
  Condition,
  Stop,
  Pop,
};

Form formOfName(llvm::StringRef name) {
  return llvm::StringSwitch<Form>(name)
      .Cases({"LEA64r", "LEA32r"}, Address)
      .Case("MOV64rm", Load8)
      .Case("MOVSX64rm32", LoadSigned4)
      .Cases({"MOV64rr", "MOV32rr", "MOV64rr_REV", "MOV32rr_REV", "MOVZX32rr8", "MOVZX32rr16",
              "MOVSX64rr32"},
             Move)
      .Cases({"MOV32ri", "MOV32ri_alt", "MOV64ri", "MOV64ri32"}, MoveConstant)
      .Cases({"ADD64rr", "ADD64rr_REV"}, Add)
      .Cases({"ADD64ri8", "ADD64ri32"}, AddConstant)
      .Cases({"AND32ri8", "AND32ri", "AND64ri8", "AND64ri32"}, And)
      .Cases({"AND32i32", "AND64i32"}, AndImplied)
      .Cases({"CMP8ri", "CMP16ri", "CMP16ri8", "CMP32ri", "CMP32ri8", "CMP64ri8", "CMP64ri32"},
             Compare)
      .Cases({"CMP8i8", "CMP16i16", "CMP32i32", "CMP64i32"}, CompareImplied)
      .Cases({"CALL64m", "CALL64m_NT"}, CallMemory)
      .Cases({"CALL64r", "CALL64r_NT"}, CallRegister)
      .Cases({"JMP64m", "JMP64m_NT", "JMP64m_REX"}, JumpMemory)
      .Cases({"JMP64r", "JMP64r_NT", "JMP64r_REX"}, JumpRegister)
      .Cases({"JCC_1", "JCC_4"}, Condition)
      .Case("POP64r", Pop)
      .Cases({"HLT", "TRAP", "INT3", "UD1Wm", "UD1Wr", "UD1Lm", "UD1Lr", "UD1Qm", "UD1Qr"}, Stop)
      .Default(Unknown);
}

class X86Decoder final : public Decoder {
public:
  X86Decoder(const llvm::Target &target, const llvm::Triple &triple) : Decoder(target, triple, "") {
    number({"RAX", "RCX", "RDX", "RBX", "RSP", "RBP", "RSI", "RDI", "R8", "R9", "R10", "R11", "R12",
            "R13", "R14", "R15"});
    classify([](llvm::StringRef name) { return uint8_t(formOfName(name)); });
    for (unsigned id = 1; id < registers().getNumRegs(); ++id)
      if (llvm::StringRef(registers().getName(id)) == "RIP")
        instructionPointer_ = id;
  }

  // rbx, rsp, rbp, r12 to r15
  uint64_t keptOverCalls() const override { return 0xF038; }

private:
  void interpret(const llvm::MCInst &instruction, uint64_t address, Step &step) override {
    switch (formOf(instruction)) {
    case Address:
      make(step, instruction, Step::Make::Sum);
      return readMemory(instruction, 1, {address, step});
    case Load8:
    case LoadSigned4:
      make(step, instruction, Step::Make::Load);
      step.bytes = formOf(instruction) == Load8 ? 8 : 4;
      step.isSigned = step.bytes == 4;
      return readMemory(instruction, 1, {address, step});
    case Move:
      make(step, instruction, Step::Make::Copy);
      step.base = numberAt(instruction, 1);
      return;
    case MoveConstant:
      make(step, instruction, Step::Make::Constant);
      step.constant = constantAt(instruction, 1);
      return;
    case Add:
      make(step, instruction, Step::Make::Sum);
      step.base = numberAt(instruction, 1);
      step.index = numberAt(instruction, 2);
      return;
    default:
      return interpretRest(instruction, address, step);
    }
  }

  void interpretRest(const llvm::MCInst &instruction, uint64_t address, Step &step) {
    switch (formOf(instruction)) {
    case AddConstant:
      make(step, instruction, Step::Make::Sum);
      step.base = numberAt(instruction, 1);
      step.constant = constantAt(instruction, 2);
      return;
    case And:
      make(step, instruction, Step::Make::Mask);
      step.constant = constantAt(instruction, 2);
      return;
    case AndImplied:
      step.make = Step::Make::Mask;
      step.made = 0;
      step.constant = constantAt(instruction, 0);
      return;
    case Compare:
    case CompareImplied:
      step.make = Step::Make::Compare;
      step.base = formOf(instruction) == Compare ? numberAt(instruction, 0) : 0;
      step.constant = constantAt(instruction, formOf(instruction) == Compare ? 1 : 0);
      return;
    case CallMemory:
    case JumpMemory:
      step.make = Step::Make::Load;
      step.made = step.pointer = operandRegister;
      step.bytes = 8;
      readMemory(instruction, 0, {address, step});
      break;
    case CallRegister:
    case JumpRegister:
      step.pointer = numberAt(instruction, 0);
      break;
    case Condition: {
      int64_t condition = constantAt(instruction, 1);
      step.when = condition == 7   ? Step::When::Above
                  : condition == 6 ? Step::When::NotAbove
                                   : Step::When::Other;
      return;
    }
    case Stop:
      step.flow = Step::Flow::Trap;
      return;
    case Pop:
      step.restores = true;
      return;
    default:
      return;
    }
    step.flow = step.flow == Step::Flow::Call ? Step::Flow::CallPointer : Step::Flow::JumpPointer;
  }

  void make(Step &step, const llvm::MCInst &instruction, Step::Make how) const {
    step.make = how;
    step.made = numberAt(instruction, 0);
  }

  struct Reader {
    uint64_t address;
    Step &step;
  };
  /// Base, scale, index, displacement and segment from operand `first` on.
  void readMemory(const llvm::MCInst &instruction, unsigned first, Reader into) const {
    Step &step = into.step;
    if (first + 5 > instruction.size())
      return;
    auto regAt = [&](unsigned operand) {
      const llvm::MCOperand &found = instruction.getOperand(first + operand);
      return found.isReg() ? unsigned(found.getReg().id()) : 0u;
    };
    step.base = numberAt(instruction, first);
    step.index = numberAt(instruction, first + 2);
    step.constant = constantAt(instruction, first + 3);
    int64_t scale = constantAt(instruction, first + 1);
    step.shift = scale == 8 ? 3 : scale == 4 ? 2 : scale == 2 ? 1 : 0;
    if (regAt(0) == instructionPointer_)
      step.constant += int64_t(into.address + step.size);
    else if (regAt(0) && step.base == noRegister)
      step.make = Step::Make::Other;
    if (regAt(4))
      step.make = Step::Make::Other;
  }

  unsigned instructionPointer_ = 0;
};

} // namespace

std::unique_ptr<InstructionSet> makeX86Decoder(const llvm::Target &target,
                                               const llvm::Triple &triple) {
  return std::make_unique<X86Decoder>(target, triple);
}

} // namespace heaplight
