#include "read/machine/InstructionSet.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

using Bytes = std::vector<uint8_t>;
using Flow = Step::Flow;

std::unique_ptr<InstructionSet> machine(const char *triple) {
  return llvm::cantFail(InstructionSet::create(llvm::Triple(triple)));
}

struct Case {
  const char *text;
  Bytes bytes;
  Flow flow;
  uint64_t target;
};

// The bytes are those of the processors' manuals, assembled by GNU as.
TEST(InstructionSetTest, EachWayToGoOnIsToldOnX86) {
  auto x86 = machine("x86_64-linux-gnu");
  for (const Case &each : {Case{"call .+5", {0xE8, 0, 0, 0, 0}, Flow::Call, 0x1005},
                           {"jmp .", {0xEB, 0xFE}, Flow::Jump, 0x1000},
                           {"ja .+4", {0x77, 0x02}, Flow::Branch, 0x1004},
                           {"jmp *%rax", {0xFF, 0xE0}, Flow::JumpPointer, 0},
                           {"notrack jmp *%rax", {0x3E, 0xFF, 0xE0}, Flow::JumpPointer, 0},
                           {"call *8(%rax)", {0xFF, 0x50, 0x08}, Flow::CallPointer, 0},
                           {"ret", {0xC3}, Flow::Return, 0},
                           {"ud2", {0x0F, 0x0B}, Flow::Trap, 0},
                           {"hlt", {0xF4}, Flow::Trap, 0},
                           {"syscall", {0x0F, 0x05}, Flow::On, 0}}) {
    Step step;
    ASSERT_TRUE(x86->decode(each.bytes, 0x1000, step)) << each.text;
    EXPECT_EQ(step.flow, each.flow) << each.text;
    EXPECT_EQ(step.target, each.target) << each.text;
    EXPECT_EQ(step.size, each.bytes.size()) << each.text;
  }
  Step step;
  EXPECT_FALSE(x86->decode(Bytes{0x06}, 0x1000, step)); // Not in 64-bit mode.
  EXPECT_FALSE(x86->decode(Bytes(), 0x1000, step));
}

TEST(InstructionSetTest, EachWayToGoOnIsToldOnArm) {
  auto arm = machine("aarch64-linux-gnu");
  for (const Case &each : {Case{"bl .+8", {0x02, 0, 0, 0x94}, Flow::Call, 0x1008},
                           {"b .", {0, 0, 0, 0x14}, Flow::Jump, 0x1000},
                           {"b.hi .+8", {0x48, 0, 0, 0x54}, Flow::Branch, 0x1008},
                           {"cbz w0, .+8", {0x40, 0, 0, 0x34}, Flow::Branch, 0x1008},
                           {"br x1", {0x20, 0, 0x1F, 0xD6}, Flow::JumpPointer, 0},
                           {"blr x1", {0x20, 0, 0x3F, 0xD6}, Flow::CallPointer, 0},
                           {"ret", {0xC0, 0x03, 0x5F, 0xD6}, Flow::Return, 0},
                           {"brk #1", {0x20, 0, 0x20, 0xD4}, Flow::Trap, 0},
                           {"svc #0", {0x01, 0, 0, 0xD4}, Flow::On, 0}}) {
    Step step;
    ASSERT_TRUE(arm->decode(each.bytes, 0x1000, step)) << each.text;
    EXPECT_EQ(step.flow, each.flow) << each.text;
    EXPECT_EQ(step.target, each.target) << each.text;
  }
}

TEST(InstructionSetTest, OtherMachinesAreRefused) {
  auto made = InstructionSet::create(llvm::Triple("riscv64-linux-gnu"));
  ASSERT_FALSE(made);
  EXPECT_NE(llvm::toString(made.takeError()).find("riscv64"), std::string::npos);
}

} // namespace
} // namespace heaplight
