#include "read/Assembly.h"

#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/TargetParser/Triple.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

using Words = std::vector<std::string>;

class AssemblyTest : public testing::Test {
protected:
  std::vector<AssemblyLine> read(const std::string &text) {
    llvm::InitializeAllTargetInfos();
    std::string complaint;
    const llvm::Target *target =
        llvm::TargetRegistry::lookupTarget(llvm::Triple("x86_64-pc-linux-gnu"), complaint);
    AssemblyMarks marks(*target);
    return readAssembly(text, marks, names, [](const llvm::DILocation &) { return FrameId(0); });
  }
  /// The texts that are left of a function f with `body`.
  Words texts(const std::string &body) {
    Words found;
    for (const AssemblyLine &line :
         read("\t.text\nf:\n#heaplight begin f\n" + body + "#heaplight end\n"))
      found.push_back(line.text);
    return found;
  }

  Names names;
};

TEST_F(AssemblyTest, OnlyWhatStandsInAFunctionIsKept) {
  std::vector<AssemblyLine> lines = read("\tnop\nf:\n#heaplight begin f\n\tretq\n#heaplight end\n"
                                         "\tnop\ng:\n#heaplight begin g\n\tud2\n#heaplight end\n"
                                         "table:\n\t.quad 1\n");
  ASSERT_EQ(lines.size(), 4u);
  Words symbols;
  for (const AssemblyLine &line : lines)
    symbols.push_back(names.text(line.symbol) + line.text);
  EXPECT_EQ(symbols, (Words{"ff:", "f\tretq", "gg:", "g\tud2"}));
}

TEST_F(AssemblyTest, DirectivesAndCommentsAreDropped) {
  EXPECT_EQ(texts("\t.cfi_startproc\n# %bb.0:\n\tpushq\t%rax\n\n\t.p2align\t4\n\t//APP\n"
                  "\tpopq\t%rax\t# 8-byte Reload\n"),
            (Words{"f:", "\tpushq\t%rax", "\tpopq\t%rax"}));
}

TEST_F(AssemblyTest, WhatOnlyLooksLikeACommentStays) {
  EXPECT_EQ(texts("\tmov\tx0, #8\n\tadd\tx0, x0, #-4\n\tb\t\"a # b\"\n"),
            (Words{"f:", "\tmov\tx0, #8", "\tadd\tx0, x0, #-4", "\tb\t\"a # b\""}));
}

TEST_F(AssemblyTest, ALocalLabelIsKeptWhereAnInstructionNamesIt) {
  EXPECT_EQ(texts(".LBB0_1:\n\tnop\n.LBB0_2:\n\tjmp\t.LBB0_2\n.LBB0_21:\n\tretq\n"),
            (Words{"f:", "\tnop", ".LBB0_2:", "\tjmp\t.LBB0_2", "\tretq"}));
}

TEST_F(AssemblyTest, ALabelBeforeTheJumpThatNamesItIsKeptAsOneBehindIt) {
  EXPECT_EQ(texts("\tjne\t.LBB0_9\n\tnop\n.LBB0_9:\n\tretq\n"),
            (Words{"f:", "\tjne\t.LBB0_9", "\tnop", ".LBB0_9:", "\tretq"}));
}

TEST_F(AssemblyTest, AFunctionKeepsItsLabelWhateverItsName) {
  std::vector<AssemblyLine> lines =
      read("push_back:\n#heaplight begin push_back\n\tretq\n#heaplight end\n");
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_TRUE(lines[0].label);
  EXPECT_FALSE(lines[1].label);
}

TEST_F(AssemblyTest, AFunctionWhoseNameBeginsLikeALocalLabelKeepsItsOwn) {
  EXPECT_EQ(read("Lookup:\n#heaplight begin Lookup\n\tretq\n#heaplight end\n").size(), 2u);
}

TEST_F(AssemblyTest, ALocalLabelWithoutADotIsKeptWhereAnInstructionNamesIt) {
  EXPECT_EQ(texts("LBB0_2:\n\tjmp\tLBB0_2\n"), (Words{"f:", "LBB0_2:", "\tjmp\tLBB0_2"}));
}

TEST_F(AssemblyTest, AMarkTellsWhatIsCalled) {
  std::vector<AssemblyLine> lines =
      read("f:\n#heaplight begin f\n#heaplight at -\n\tmovl\t$8, %edi\n"
           "#heaplight at - call _Znwm\n\tcallq\t_Znwm@PLT\n"
           "#heaplight at - call \n\tcallq\t*%rax\n#heaplight at -\n\tretq\n#heaplight end\n");
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_FALSE(lines[1].call);
  EXPECT_TRUE(lines[2].call);
  EXPECT_EQ(names.text(lines[2].callee), "_Znwm");
  EXPECT_TRUE(lines[3].call);
  EXPECT_EQ(lines[3].callee, 0u);
  EXPECT_FALSE(lines[4].call);
}

TEST_F(AssemblyTest, WhatIsPrintedWithACallIsNoSecondCall) {
  std::vector<AssemblyLine> lines = read("f:\n#heaplight begin f\n#heaplight at - call g\n"
                                         "\tjal\tg\n\tnop\n#heaplight end\n");
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_TRUE(lines[1].call);
  EXPECT_FALSE(lines[2].call);
  EXPECT_EQ(lines[2].callee, 0u);
}

TEST_F(AssemblyTest, AMarkWithoutANumberStandsForNoFrame) {
  std::vector<AssemblyLine> lines =
      read("f:\n#heaplight begin f\n#heaplight at -\n\tretq\n#heaplight end\n");
  EXPECT_EQ(lines.back().frame, noFrame);
}

TEST_F(AssemblyTest, AMarkIsUnderstoodHoweverThePrinterIndentsIt) {
  EXPECT_EQ(texts("\t#heaplight at - call g\n\tjmp\tg\n"), (Words{"f:", "\tjmp\tg"}));
}

TEST_F(AssemblyTest, NothingIsMadeOfNothing) { EXPECT_TRUE(read("").empty()); }

} // namespace
} // namespace heaplight
