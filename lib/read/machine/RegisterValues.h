// Steps in a row → what the registers are known to hold: addresses, slots, entries of jump tables.
// Not for other files than those that read machine code.
#pragma once

#include "read/machine/InstructionSet.h"

#include <array>

namespace heaplight {

/// What is known of a register.
struct RegisterValue {
  enum class Kind : uint8_t {
    Any,      ///< Nothing; a pointer to it may be called.
    Computed, ///< The result of an addition or of an indexed load: a jump to it may stay inside.
    Constant, ///< `address` itself.
    Near,     ///< An unknown distance behind `address`.
    Loaded,   ///< What memory holds at `address`.
    Entry,    ///< An entry of the table at `address`.
    Place,    ///< `origin`, or where it is `fromEntry`, and an entry of the table at `address`.
  };
  static constexpr uint32_t noLimit = ~uint32_t(0);

  Kind kind = Kind::Any;
  uint8_t bytes = 0; ///< Of an entry.
  uint8_t shift = 0; ///< What the entry is shifted by, to be added.
  bool isSigned = false;
  bool fromEntry = false;   ///< Each entry tells a distance from its own address.
  uint32_t limit = noLimit; ///< The largest value, or of an entry the largest number.
  uint64_t address = 0;
  uint64_t origin = 0;
  uint64_t madeAt = 0; ///< The address of the instruction.

  bool sameAs(const RegisterValue &other) const {
    return kind == other.kind && address == other.address;
  }
};

class RegisterValues {
public:
  const RegisterValue &operator[](Register number) const;

  /// What holds behind `step` at `address` where control goes on; of a call, behind its return.
  void apply(const Step &step, uint64_t address, uint64_t keptOverCalls);
  /// What a branch lets one know where it is not taken, and where it is.
  void notTaken(const Step &branch) { learn(branch, Step::When::Above); }
  void taken(const Step &branch) { learn(branch, Step::When::NotAbove); }

private:
  RegisterValue made(const Step &step) const;
  RegisterValue sum(const Step &step) const;
  RegisterValue load(const Step &step) const;
  void learn(const Step &branch, Step::When when);

  std::array<RegisterValue, registerCount> values_;
  Register compared_ = noRegister;
  int64_t comparedWith_ = 0;
};

} // namespace heaplight
