// Machine code of one function → its blocks, how they follow each other, and what each calls. A
// jump that leaves the function is a call in tail position; one that can't be seen through leaves
// the function `open`. Knows nothing of what the callees do.
#pragma once

#include "read/machine/ElfImage.h"
#include "read/machine/InstructionSet.h"
#include "read/machine/RegisterValues.h"

#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"

namespace heaplight {

/// What is called: one of these or a pointer that can't be seen through.
struct MachineTarget {
  static constexpr uint32_t none = ~uint32_t(0);

  uint32_t function = none; ///< Number of a function of the same image.
  llvm::StringRef external; ///< A name that the linker looks up.

  bool known() const { return function != none || !external.empty(); }
};

struct MachineBlock {
  static constexpr uint32_t none = ~uint32_t(0);

  uint64_t begin = 0;
  uint64_t callAt = 0; ///< Address of the call that it ends in.
  bool calls = false;
  bool returns = false; ///< It ends the function: by a return, or by a call in tail position.
  MachineTarget target;
  llvm::SmallVector<uint32_t, 2> next; ///< Where control goes; behind a call, if that returns.
  uint32_t pad = none;                 ///< Where an exception goes that passes the call.
};

struct MachineFunction {
  std::vector<MachineBlock> blocks; ///< The first is entered by callers; none where it isn't code.
  bool open = false;   ///< A jump in it can't be followed: it may go to any of the blocks.
  bool strays = false; ///< It jumps into the middle of another function.
  /// Of an ifunc: the functions that its code takes the address of.
  std::vector<MachineTarget> choices;
};

/// Reads the functions of one image, which grow in number as calls lead to others.
class MachineCode {
public:
  MachineCode(ElfImage &image, InstructionSet &instructions);

  /// Reads them all.
  void read();

  const std::deque<ElfFunction> &functions() const { return functions_; }
  const std::deque<MachineFunction> &bodies() const { return bodies_; }
  /// The number of the function that begins at `address`, or `MachineTarget::none`.
  uint32_t functionAt(uint64_t address) const;
  /// What belongs to those who jump to it: the part of a function that is rarely run.
  bool isPart(uint32_t function) const { return parts_.count(function); }

private:
  friend class FunctionReader;

  void addFunction(ElfFunction function);
  MachineTarget resolve(uint64_t address);
  MachineTarget resolveSlot(uint64_t slot);
  MachineTarget resolveStub(uint64_t address);
  const ElfFunction *around(uint64_t address) const;
  void findParts();

  const ElfImage &image_;
  InstructionSet &instructions_;
  std::deque<ElfFunction> functions_; ///< What refers to one stays valid as they grow in number.
  std::deque<MachineFunction> bodies_;
  size_t sorted_ = 0; ///< How many functions were known from the start.
  std::unordered_map<uint64_t, uint32_t> byAddress_;
  /// By the lowest bits of an address: whether a function may begin there. It is asked of each
  /// instruction, in the order of the addresses, for which the map is too slow.
  llvm::BitVector mayBegin_;
  llvm::DenseMap<uint64_t, MachineTarget> stubs_;
  llvm::DenseSet<uint32_t> parts_;
  llvm::DenseSet<uint32_t> called_; ///< By a call, not by a jump.
  uint64_t budget_ = 0;             ///< Of instructions and table entries, against endless work.
  unsigned stubDepth_ = 0;
};

} // namespace heaplight
