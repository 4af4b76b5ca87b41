// Bytes of machine code → steps: where control goes next, and what becomes of the registers as far
// as constant addresses and jump tables ask for. x86-64 and AArch64. Knows nothing of functions.
#pragma once

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include "llvm/TargetParser/Triple.h"

#include <cstdint>
#include <memory>

namespace heaplight {

/// A general register by number, whatever its width.
using Register = uint8_t;
inline constexpr Register noRegister = 0xFF;
/// Stands for the memory operand of a jump or call.
inline constexpr Register operandRegister = 32;
inline constexpr Register registerCount = 33;

/// What one instruction does.
struct Step {
  enum class Flow : uint8_t {
    On,
    Call,
    CallPointer,
    Jump,
    Branch, ///< Goes to `target` or on.
    JumpPointer,
    Return,
    Trap, ///< Control gets no further.
  };
  enum class Make : uint8_t {
    Other,
    Constant, ///< made = constant
    Sum,      ///< made = base + (index << shift) + constant
    Load,     ///< made = memory at base + (index << shift) + constant
    Copy,     ///< made = base
    Mask,     ///< made is at most constant
    Compare,  ///< base against constant
  };
  /// Of a branch behind a comparison, unsigned.
  enum class When : uint8_t { Other, Above, NotAbove };

  Flow flow = Flow::On;
  Make make = Make::Other;
  When when = When::Other;
  uint8_t size = 0;              ///< Bytes of the instruction.
  Register pointer = noRegister; ///< That is jumped to or called.
  Register made = noRegister;
  Register base = noRegister;
  Register index = noRegister;
  uint8_t shift = 0;
  uint8_t bytes = 0; ///< Loaded; of a sum: of the index that count, 0 for all.
  bool isSigned = false;
  int64_t constant = 0;
  uint64_t target = 0;
  uint64_t written = 0;  ///< One bit for each register.
  bool restores = false; ///< It only takes back what the function saved.
};

/// One machine's instructions. Not for several threads at once.
class InstructionSet {
public:
  /// Fails for machines other than x86-64 and AArch64.
  static llvm::Expected<std::unique_ptr<InstructionSet>> create(const llvm::Triple &triple);
  virtual ~InstructionSet() = default;

  /// The instruction that `bytes` begin with. False where they begin with none.
  virtual bool decode(llvm::ArrayRef<uint8_t> bytes, uint64_t address, Step &step) = 0;

  /// One bit for each register that keeps its value over a call.
  virtual uint64_t keptOverCalls() const = 0;
};

} // namespace heaplight
