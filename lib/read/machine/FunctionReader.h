// The walk through one function's instructions. Not for other files than MachineCode's.
#pragma once

#include "read/machine/MachineCode.h"

#include <optional>
#include <unordered_set>

namespace heaplight {

class FunctionReader {
public:
  FunctionReader(MachineCode &code, const ElfFunction &function)
      : code_(code), function_(function) {}

  MachineFunction read();

private:
  /// Where control doesn't simply go on.
  struct End {
    Step::Flow flow = Step::Flow::On;
    bool falls = false; ///< To the next instruction, too.
    llvm::SmallVector<uint64_t, 2> inside;
    llvm::SmallVector<MachineTarget, 1> outside; ///< Calls in tail position.
    Register pointer = noRegister;               ///< Of a call or jump through a register.
    RegisterValue value;                         ///< Of that register.
    MachineTarget target;                        ///< Of a direct call.
    bool anywhere = false;                       ///< A jump to where in the function can't be told.
  };
  struct Pending {
    uint64_t address;
    RegisterValues values;
  };
  /// A jump that is looked at again once all else is known.
  struct Late {
    uint64_t address;
    RegisterValues values;
  };
  struct Instruction {
    uint8_t size = 0;
    uint32_t end = none;
  };
  /// What all instructions of the function that write a register write into it.
  struct Definitions {
    bool any = false, differ = false;
    RegisterValue value;
  };
  static constexpr uint32_t none = ~uint32_t(0);

  void walk();
  void walkRest();
  void run(Pending pending);
  bool goesOn(uint64_t address, uint64_t last);
  void note(const Step &step, uint64_t address, const RegisterValues &values);
  void noteChoice(const Step &step, const RegisterValues &values);
  bool finishStep(const Step &step, uint64_t address, RegisterValues &values);
  void jump(End &end, uint64_t target, const RegisterValues &values);
  bool jumpThrough(End &end, const RegisterValues &values);
  void finishLate();
  RegisterValue lookBack(uint64_t address);
  bool splitsInstruction(uint64_t address) const;
  std::vector<uint64_t> readTable(const RegisterValue &value);
  std::optional<uint64_t> readEntry(const RegisterValue &value, uint64_t number) const;
  void lead(uint64_t address, const RegisterValues &values);
  void join(const ElfFunction &extent);
  bool inExtents(uint64_t address) const;
  End &endAt(uint64_t address);

  void build();
  void buildBlock(uint32_t number);
  void close(uint32_t number, const End &end, uint64_t at);
  MachineTarget targetOf(const End &end, uint64_t blockBegin, uint64_t at);
  MachineTarget targetOf(const RegisterValue &value);
  uint32_t addTail(const MachineTarget &target, uint64_t at);
  uint32_t blockAt(uint64_t address) const;
  uint32_t padOf(uint64_t call) const;

  MachineCode &code_;
  const ElfFunction &function_;
  MachineFunction result_;
  std::vector<Pending> pending_;
  llvm::DenseMap<uint64_t, Instruction> instructions_;
  llvm::DenseSet<uint64_t> leaders_;
  llvm::SmallVector<const ElfFunction *, 2> extents_;
  std::vector<End> ends_;
  std::array<Definitions, registerCount> definitions_;
  std::vector<Late> late_;
  std::unordered_set<uint64_t> tables_; ///< Constant data that the function names the address of.
  llvm::DenseMap<uint64_t, uint32_t> blocks_;
};

} // namespace heaplight
