#include "read/Guards.h"

#include "Ir.h"

#include "llvm/IR/Constants.h"

namespace heaplight {
namespace {

using test::Ir;
using Names = std::set<std::string>;

/// What `f` doesn't come to when its parameter `argument` is `value`, by the names of the blocks.
Names unreached(const std::string &text, uint32_t argument, int64_t value) {
  Ir ir(text);
  Names names;
  for (const llvm::BasicBlock *block : Parameters(ir.function("f")).unreached({argument, value}))
    names.insert(block->getName().str());
  return names;
}

std::set<int64_t> heldAgainst(const std::string &text, unsigned number) {
  Ir ir(text);
  Parameters parameters(ir.function("f"));
  auto found = parameters.decisive().find(number);
  return found == parameters.decisive().end() ? std::set<int64_t>() : found->second;
}

const std::string flag = R"(
define void @f(i1 %on) {
  br i1 %on, label %yes, label %no
yes:
  ret void
no:
  ret void
})";

TEST(GuardsTest, AFlagChoosesOneSide) {
  EXPECT_EQ(unreached(flag, 0, 0), Names{"yes"});
  EXPECT_EQ(unreached(flag, 0, -1), Names{"no"}); // An i1 that is true, sign-extended.
}

TEST(GuardsTest, AConstantThatIsNoneOfTheParametersRulesOutNothing) {
  EXPECT_EQ(unreached(flag, 0, 5), Names());
  EXPECT_EQ(unreached(flag, 1, 0), Names());
}

/// `f` as before the optimizer: the parameter lies in a variable, which `more` does more to.
std::string inVariable(const std::string &more) {
  return R"(
declare void @take(ptr)
define void @f(i1 %on, i8 %other) {
  %slot = alloca i8
  %wide = zext i1 %on to i8
  store i8 %wide, ptr %slot
  )" + more +
         R"(
  %held = load i8, ptr %slot
  %back = trunc i8 %held to i1
  br i1 %back, label %yes, label %no
yes:
  ret void
no:
  ret void
})";
}

TEST(GuardsTest, AVariableThatIsSetOnceIsItsParameter) {
  EXPECT_EQ(unreached(inVariable(""), 0, 0), Names{"yes"});
}

TEST(GuardsTest, AVariableThatIsSetTwiceOrGivenAwayIsAnything) {
  EXPECT_EQ(unreached(inVariable("store i8 %other, ptr %slot"), 0, 0), Names());
  EXPECT_EQ(unreached(inVariable("call void @take(ptr %slot)"), 0, 0), Names());
  EXPECT_EQ(unreached(inVariable("store volatile i8 %other, ptr %slot"), 0, 0), Names());
}

const std::string choice = R"(
define void @f(i32 %what) {
  switch i32 %what, label %rest [ i32 2, label %two  i32 -3, label %three ]
two:
  br label %rest
three:
  ret void
rest:
  ret void
})";

TEST(GuardsTest, ASwitchTakesOneCase) {
  EXPECT_EQ(unreached(choice, 0, 2), Names{"three"});
  EXPECT_EQ(unreached(choice, 0, -3), (Names{"two", "rest"}));
  EXPECT_EQ(unreached(choice, 0, 9), (Names{"two", "three"}));
}

TEST(GuardsTest, WhatAParameterIsHeldAgainstIsTried) {
  EXPECT_EQ(heldAgainst(choice, 0), (std::set<int64_t>{-3, 0, 1, 2}));
  EXPECT_EQ(heldAgainst(flag, 0), (std::set<int64_t>{-1, 0}));
}

TEST(GuardsTest, AParameterThatDecidesNothingIsNotTried) {
  EXPECT_EQ(heldAgainst("define i32 @f(i32 %a) { %b = add i32 %a, 1\n ret i32 %b }", 0),
            std::set<int64_t>());
}

const std::string pointer = R"(
define void @f(ptr %p, i1 %other) {
  %none = icmp eq ptr %p, null
  %skip = select i1 %none, i1 true, i1 %other
  br i1 %skip, label %out, label %use
use:
  ret void
out:
  ret void
})";

TEST(GuardsTest, ANullPointerDecidesEvenWhereAnotherConditionIsUnknown) {
  EXPECT_EQ(unreached(pointer, 0, 0), Names{"use"});
  EXPECT_EQ(unreached(pointer, 1, -1), Names{"use"});
  EXPECT_EQ(unreached(pointer, 1, 0), Names()); // The pointer may still be null.
}

TEST(GuardsTest, WhereAnEdgeIsDeadItsValueDoesNotCount) {
  const std::string text = R"(
define void @f(i1 %on, i1 %other) {
  br i1 %on, label %ask, label %join
ask:
  br label %join
join:
  %go = phi i1 [ false, %0 ], [ %other, %ask ]
  br i1 %go, label %yes, label %no
yes:
  ret void
no:
  ret void
})";
  EXPECT_EQ(unreached(text, 0, 0), (Names{"ask", "yes"}));
  EXPECT_EQ(unreached(text, 0, -1), Names());
}

TEST(GuardsTest, WhatALoopChangesIsAnything) {
  EXPECT_EQ(unreached(R"(
define void @f(i32 %n) {
  br label %turn
turn:
  %i = phi i32 [ %n, %0 ], [ %next, %turn ]
  %next = add i32 %i, -1
  %last = icmp eq i32 %i, 0
  br i1 %last, label %out, label %turn
out:
  ret void
})",
                      0, 3),
            Names());
}

TEST(GuardsTest, AParameterIsKnownThroughItsVariableAndNotOnceItWasNarrower) {
  Ir ir(R"(
define void @f(i32 %a, i1 %b) {
  %slot = alloca i32
  store i32 %a, ptr %slot
  %same = load i32, ptr %slot
  %narrow = trunc i32 %a to i8
  %wide = zext i8 %narrow to i32
  %more = add i32 %a, 1
  ret void
})");
  llvm::Function &f = ir.function("f");
  Parameters parameters(f);
  auto parameterOf = [&](const std::string &name) {
    for (llvm::Instruction &instruction : f.getEntryBlock())
      if (instruction.getName() == name)
        return parameters.parameterOf(instruction);
    return std::optional<unsigned>(99);
  };
  EXPECT_EQ(parameters.parameterOf(*f.getArg(1)), 1u);
  EXPECT_EQ(parameterOf("same"), 0u);
  EXPECT_EQ(parameterOf("wide"), std::nullopt);
  EXPECT_EQ(parameterOf("more"), std::nullopt);
}

TEST(GuardsTest, ConstantsAreIntegersOfAtMostAWordAndNullPointers) {
  llvm::LLVMContext context;
  auto integer = [&](unsigned bits, int64_t value) -> const llvm::Value & {
    return *llvm::ConstantInt::getSigned(llvm::Type::getIntNTy(context, bits), value);
  };
  EXPECT_EQ(constantOf(integer(8, -1)), -1);
  EXPECT_EQ(constantOf(integer(64, 7)), 7);
  EXPECT_EQ(constantOf(integer(128, 7)), std::nullopt);
  llvm::PointerType *pointer = llvm::PointerType::get(context, 0);
  EXPECT_EQ(constantOf(*llvm::ConstantPointerNull::get(pointer)), 0);
  EXPECT_EQ(constantOf(*llvm::UndefValue::get(pointer)), std::nullopt);
}

} // namespace
} // namespace heaplight
