#include "report/FoldedStacks.h"

#include "Recorded.h"

namespace heaplight {
namespace {

using Frames = std::vector<std::string>;

TEST(FoldedStacksTest, StacksReadFromTheProgramInwards) {
  RecordedProcess server = test::serverProcess();
  std::vector<FoldedStack> folded = foldStacks({&server}, RunWeight::Allocations);
  ASSERT_EQ(folded.size(), 4u);
  EXPECT_EQ(folded[0], (FoldedStack{{"server", "call_init", "[libc.so.6]"}, 1}));
  EXPECT_EQ(folded[1], (FoldedStack{{"server", "main", "[libc.so.6]"}, 2}));
  EXPECT_EQ(folded[2].frames, (Frames{"server", "main", "parse(int)", "std::string::string()"}));
  EXPECT_EQ(folded[3].frames, (Frames{"server", "parse(int)", "std::string::string()"}));
}

TEST(FoldedStacksTest, StacksOfTheSameNamesAreOne) {
  RecordedProcess server = test::serverProcess();
  server.stacks.push_back(server.stacks[1]);
  server.stacks.back().phase = RunPhase::AfterMain;
  std::vector<FoldedStack> folded = foldStacks({&server}, RunWeight::Allocations);
  ASSERT_EQ(folded.size(), 4u);
  EXPECT_EQ(folded[2].weight, 2000u);
}

TEST(FoldedStacksTest, WhatWeighsNothingIsLeftOut) {
  RecordedProcess server = test::serverProcess();
  std::vector<FoldedStack> folded = foldStacks({&server}, RunWeight::LostBytes);
  ASSERT_EQ(folded.size(), 2u);
  EXPECT_EQ(folded[0].weight, 72704u);
  EXPECT_EQ(folded[1].weight, 3200u);
}

TEST(FoldedStacksTest, EachWeightIsItsOwnCount) {
  RecordedCounts counts{1, 2, 3, 4, 5, 6};
  EXPECT_EQ(weigh(counts, RunWeight::Allocations), 1u);
  EXPECT_EQ(weigh(counts, RunWeight::Bytes), 2u);
  EXPECT_EQ(weigh(counts, RunWeight::Lost), 5u);
  EXPECT_EQ(weigh(counts, RunWeight::LostBytes), 6u);
}

TEST(FoldedStacksTest, ProcessesStandApart) {
  RecordedProcess server = test::serverProcess(), child = test::childProcess();
  std::vector<FoldedStack> folded = foldStacks({&server, &child}, RunWeight::Allocations);
  ASSERT_EQ(folded.size(), 5u);
  EXPECT_EQ(folded[4], (FoldedStack{{"sh", "[sh]"}, 7}));
}

} // namespace
} // namespace heaplight
