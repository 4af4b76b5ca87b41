// AArch64 instructions → steps.
#include "read/machine/Decoder.h"

#include "llvm/ADT/StringSwitch.h"

namespace heaplight {
namespace {

enum Form : uint8_t {
  Unknown,
  Page,
  Near,
  AddConstant,
  AddShifted,
  AddExtended,
  Compare,
  Move,
  MoveConstant,
  LoadAt,
  LoadIndexed,
  Pointer,
  Condition,
  Stop,
  Proven,
};

Form formOfName(llvm::StringRef name) {
  return llvm::StringSwitch<Form>(name)
      .Case("ADRP", Page)
      .Case("ADR", Near)
      .Case("ADDXri", AddConstant)
      .Case("ADDXrs", AddShifted)
      .Cases({"ADDXrx", "ADDXrx64"}, AddExtended)
      .Cases({"SUBSWri", "SUBSXri"}, Compare)
      .Cases({"ORRXrs", "ORRWrs"}, Move)
      .Cases({"MOVZWi", "MOVZXi"}, MoveConstant)
      .Cases({"LDRXui", "LDRWui", "LDRSWui"}, LoadAt)
      .Cases({"LDRBBroX", "LDRBBroW", "LDRHHroX", "LDRHHroW", "LDRWroX", "LDRWroW"}, LoadIndexed)
      .Cases({"LDRSWroX", "LDRSWroW", "LDRXroX", "LDRXroW", "LDRSBXroX", "LDRSBXroW"}, LoadIndexed)
      .Cases({"LDRSHXroX", "LDRSHXroW"}, LoadIndexed)
      .Cases({"BLR", "BLRAA", "BLRAAZ", "BLRAB", "BLRABZ"}, Pointer)
      .Cases({"BR", "BRAA", "BRAAZ", "BRAB", "BRABZ"}, Pointer)
      .Case("Bcc", Condition)
      .Cases({"BRK", "HLT", "UDF"}, Stop)
      .Cases({"AUTIA1716", "AUTIB1716"}, Proven)
      .Default(Unknown);
}

uint8_t bytesOfName(llvm::StringRef name) {
  if (name.starts_with("LDRBB") || name.starts_with("LDRSB"))
    return 1;
  if (name.starts_with("LDRHH") || name.starts_with("LDRSH"))
    return 2;
  return name.starts_with("LDRX") ? 8 : 4;
}

class ArmDecoder final : public Decoder {
public:
  ArmDecoder(const llvm::Target &target, const llvm::Triple &triple)
      : Decoder(target, triple, "+all") {
    number({"X0",  "X1",  "X2",  "X3",  "X4",  "X5",  "X6",  "X7",  "X8",  "X9",  "X10",
            "X11", "X12", "X13", "X14", "X15", "X16", "X17", "X18", "X19", "X20", "X21",
            "X22", "X23", "X24", "X25", "X26", "X27", "X28", "FP",  "LR",  "SP"});
    classify([](llvm::StringRef name) {
      Form form = formOfName(name);
      if (form != LoadIndexed && form != LoadAt)
        return uint8_t(form);
      // Width and sign go along in the upper bits.
      return uint8_t(form | bytesOfName(name) << 4 | (name.starts_with("LDRS") ? 0x80 : 0));
    });
  }

  // x19 to x30 and sp; x30 holds the way back, which a call itself writes.
  uint64_t keptOverCalls() const override { return 0xBFF80000; }

private:
  void interpret(const llvm::MCInst &instruction, uint64_t address, Step &step) override {
    uint8_t form = formOf(instruction);
    if ((form & 0xF) == LoadIndexed || (form & 0xF) == LoadAt)
      return readLoad(instruction, form, step);
    switch (form) {
    case Page:
      make(step, instruction, Step::Make::Constant);
      step.constant = int64_t(address & ~uint64_t(0xFFF)) + (constantAt(instruction, 1) << 12);
      return;
    case Near:
      make(step, instruction, Step::Make::Constant);
      step.constant = int64_t(address) + constantAt(instruction, 1);
      return;
    case Pointer:
      step.pointer = numberAt(instruction, 0);
      step.flow = step.flow == Step::Flow::Call ? Step::Flow::CallPointer : Step::Flow::JumpPointer;
      return;
    case Condition: {
      int64_t condition = constantAt(instruction, 0);
      step.when = condition == 8   ? Step::When::Above
                  : condition == 9 ? Step::When::NotAbove
                                   : Step::When::Other;
      return;
    }
    case Stop:
      step.flow = Step::Flow::Trap;
      return;
    case Proven: // That nobody has changed the pointer in x17, which stays what it was.
      step.make = Step::Make::Copy;
      step.made = step.base = 17;
      return;
    default:
      return interpretArithmetic(instruction, step);
    }
  }

  void interpretArithmetic(const llvm::MCInst &instruction, Step &step) {
    int64_t last = constantAt(instruction, 3);
    switch (formOf(instruction)) {
    case AddConstant:
      make(step, instruction, Step::Make::Sum);
      step.base = numberAt(instruction, 1);
      step.constant = constantAt(instruction, 2) << (last & 0x3F);
      return;
    case AddShifted:
      make(step, instruction, (last & ~0x3F) ? Step::Make::Other : Step::Make::Sum);
      step.base = numberAt(instruction, 1);
      step.index = numberAt(instruction, 2);
      step.shift = uint8_t(last & 0x3F);
      return;
    case AddExtended:
      make(step, instruction, Step::Make::Sum);
      step.base = numberAt(instruction, 1);
      step.index = numberAt(instruction, 2);
      step.shift = uint8_t(last & 7);
      step.bytes = uint8_t(1 << (last >> 3 & 3));
      step.isSigned = last >> 5 & 1;
      return;
    case Compare:
      step.make = Step::Make::Compare;
      step.base = numberAt(instruction, 1);
      step.constant = constantAt(instruction, 2) << (last & 0x3F);
      return;
    case Move:
      if (numberAt(instruction, 1) == noRegister && last == 0) {
        make(step, instruction, Step::Make::Copy);
        step.base = numberAt(instruction, 2);
      }
      return;
    case MoveConstant:
      make(step, instruction, Step::Make::Constant);
      step.constant = constantAt(instruction, 1) << (constantAt(instruction, 2) & 0x3F);
      return;
    default:
      return;
    }
  }

  void readLoad(const llvm::MCInst &instruction, uint8_t form, Step &step) const {
    make(step, instruction, Step::Make::Load);
    step.base = numberAt(instruction, 1);
    step.bytes = form >> 4 & 7;
    if (!step.bytes) // 8 bytes and a sign share a bit; only narrower ones have a sign.
      step.bytes = 8;
    step.isSigned = step.bytes != 8 && (form & 0x80);
    if ((form & 0xF) == LoadAt) {
      step.constant = constantAt(instruction, 2) * step.bytes;
      return;
    }
    step.index = numberAt(instruction, 2);
    step.shift = constantAt(instruction, 4) ? uint8_t(__builtin_ctz(step.bytes)) : 0;
  }

  void make(Step &step, const llvm::MCInst &instruction, Step::Make how) const {
    step.make = how;
    step.made = numberAt(instruction, 0);
  }
};

} // namespace

std::unique_ptr<InstructionSet> makeArmDecoder(const llvm::Target &target,
                                               const llvm::Triple &triple) {
  return std::make_unique<ArmDecoder>(target, triple);
}

} // namespace heaplight
