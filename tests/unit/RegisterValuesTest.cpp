#include "read/machine/RegisterValues.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

using Bytes = std::vector<uint8_t>;

/// What `wanted` is known to hold behind instructions in a row, from 0x1000 on.
RegisterValue valueBehind(const char *triple, const Bytes &code, Register wanted) {
  auto instructions = llvm::cantFail(InstructionSet::create(llvm::Triple(triple)));
  RegisterValues values;
  for (size_t at = 0; at < code.size();) {
    Step step;
    EXPECT_TRUE(
        instructions->decode(llvm::ArrayRef<uint8_t>(code).drop_front(at), 0x1000 + at, step));
    values.apply(step, 0x1000 + at, instructions->keptOverCalls());
    values.notTaken(step);
    at += std::max<size_t>(step.size, 1);
  }
  return values[wanted];
}

TEST(RegisterValuesTest, ATableOfDistancesIsKnownWithItsLength) {
  // cmp $5,%edi; ja .+2; mov %edi,%ecx; lea 0x100(%rip),%rdx; movslq (%rdx,%rcx,4),%rax;
  // add %rdx,%rax
  RegisterValue value = valueBehind("x86_64-linux-gnu",
                                    {0x83, 0xFF, 0x05, 0x77, 0x00, 0x89, 0xF9, 0x48, 0x8D, 0x15, 0,
                                     1,    0,    0,    0x48, 0x63, 0x04, 0x8A, 0x48, 0x01, 0xD0},
                                    0);
  EXPECT_EQ(value.kind, RegisterValue::Kind::Place);
  EXPECT_EQ(value.address, 0x1000u + 14 + 0x100);
  EXPECT_EQ(value.origin, value.address);
  EXPECT_EQ(value.limit, 5u);
  EXPECT_EQ(value.bytes, 4);
  EXPECT_TRUE(value.isSigned);
}

TEST(RegisterValuesTest, ASlotIsForgottenOverACallUnlessItsRegisterIsKept) {
  // mov 0x100(%rip),%rax; mov 0x100(%rip),%rbx; call .+5
  Bytes code = {0x48, 0x8B, 0x05, 0, 1, 0, 0, 0x48, 0x8B, 0x1D, 0, 1, 0, 0, 0xE8, 0, 0, 0, 0};
  EXPECT_EQ(valueBehind("x86_64-linux-gnu", code, 0).kind, RegisterValue::Kind::Any);
  RegisterValue kept = valueBehind("x86_64-linux-gnu", code, 3);
  EXPECT_EQ(kept.kind, RegisterValue::Kind::Loaded);
  EXPECT_EQ(kept.address, 0x1000u + 14 + 0x100);
}

TEST(RegisterValuesTest, AStubOfArmLoadsItsSlot) {
  // adrp x16, .+0x1000; ldr x17, [x16, #16]
  RegisterValue value =
      valueBehind("aarch64-linux-gnu", {0x10, 0, 0, 0xB0, 0x11, 0x0A, 0x40, 0xF9}, 17);
  EXPECT_EQ(value.kind, RegisterValue::Kind::Loaded);
  EXPECT_EQ(value.address, 0x2010u);
}

} // namespace
} // namespace heaplight
