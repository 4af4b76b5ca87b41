// What the instruction sets share: LLVM's decoder, and tables by opcode and register that are made
// once, so that an instruction costs no look-up by name. Not for other files.
#pragma once

#include "read/machine/InstructionSet.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/MC/MCAsmInfo.h"
#include "llvm/MC/MCContext.h"
#include "llvm/MC/MCDisassembler/MCDisassembler.h"
#include "llvm/MC/MCInst.h"
#include "llvm/MC/MCInstrAnalysis.h"
#include "llvm/MC/MCInstrInfo.h"
#include "llvm/MC/MCRegisterInfo.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/MCTargetOptions.h"
#include "llvm/Support/raw_ostream.h"

#include <vector>

namespace llvm {
class Target;
}

namespace heaplight {

class Decoder : public InstructionSet {
public:
  Decoder(const llvm::Target &target, const llvm::Triple &triple, llvm::StringRef features);

  bool decode(llvm::ArrayRef<uint8_t> bytes, uint64_t address, Step &step) override;

protected:
  /// Numbers the registers of these names, and their parts alike, in this order.
  void number(llvm::ArrayRef<const char *> names);
  /// `formOf` gives an opcode's name the number by which `interpret` knows its operands.
  void classify(llvm::function_ref<uint8_t(llvm::StringRef)> formOf);
  /// Completes a step of which flow, size and registers written are known.
  virtual void interpret(const llvm::MCInst &instruction, uint64_t address, Step &step) = 0;

  uint8_t formOf(const llvm::MCInst &instruction) const {
    return traits_[instruction.getOpcode()].form;
  }
  uint64_t maskOf(llvm::MCRegister reg) const {
    Register number = numbers_[reg];
    return number == noRegister ? 0 : uint64_t(1) << number;
  }
  /// `noRegister` where the operand is another one.
  Register numberAt(const llvm::MCInst &instruction, unsigned operand) const;
  /// 0 where the operand is no constant.
  int64_t constantAt(const llvm::MCInst &instruction, unsigned operand) const;
  const llvm::MCRegisterInfo &registers() const { return *registers_; }

private:
  struct Traits {
    Step::Flow flow = Step::Flow::On;
    uint8_t form = 0;
    uint8_t results = 0; ///< How many of the first operands are written.
    uint64_t written = 0;
  };
  llvm::MCTargetOptions options_;
  std::unique_ptr<llvm::MCRegisterInfo> registers_;
  std::unique_ptr<llvm::MCAsmInfo> assembly_;
  std::unique_ptr<llvm::MCSubtargetInfo> subtarget_;
  std::unique_ptr<llvm::MCInstrInfo> instructions_;
  std::unique_ptr<llvm::MCInstrAnalysis> analysis_;
  llvm::MCContext context_;
  std::unique_ptr<llvm::MCDisassembler> disassembler_;
  std::vector<Traits> traits_;    ///< By opcode.
  std::vector<Register> numbers_; ///< By LLVM's number.
};

std::unique_ptr<InstructionSet> makeX86Decoder(const llvm::Target &target,
                                               const llvm::Triple &triple);
std::unique_ptr<InstructionSet> makeArmDecoder(const llvm::Target &target,
                                               const llvm::Triple &triple);

} // namespace heaplight
