#include "reach/Stages.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

/// Both stages of one file, user.cpp, line by line; all in the function f.
class StagesTest : public testing::Test {
protected:
  FrameId frame(const std::string &file, uint32_t line, FrameId in = noFrame) {
    return names.intern(Frame{names.intern("f"), names.intern(file), line, 1, in});
  }

  LineEffect effect(uint32_t line, Kind kind = Kind::Allocate,
                    Certainty certainty = Certainty::Always) {
    LineEffect effect;
    effect.file = names.intern("user.cpp");
    effect.line = line;
    effect.key.kind = kind;
    effect.key.callee = effect.callee = names.intern(kind == Kind::Allocate ? "malloc" : "free");
    effect.certainty = certainty;
    effect.path = {frame("user.cpp", line)};
    return effect;
  }

  /// What is left of a call that two lines made.
  LinelessEffect merged(const LineEffect &one) {
    return {names.intern("f"), one.key, frame("user.cpp", 0)};
  }

  StageLines join() { return joinStages(std::move(written), std::move(built), names); }

  std::vector<uint32_t> builtLines(const StageLines &lines) {
    std::vector<uint32_t> numbers;
    for (const LineEffect &effect : lines.built)
      numbers.push_back(effect.line);
    return numbers;
  }

  Names names;
  LineTable written, built;
};

TEST_F(StagesTest, WhatHasNothingOfItsKindLeftOnItsLineIsElided) {
  written.lines = {effect(3), effect(4)};
  built.lines = {effect(4)};
  EXPECT_EQ(join().elided, (std::vector<bool>{true, false}));
}

TEST_F(StagesTest, AnotherKindOnTheLineDoesNotStandForIt) {
  written.lines = {effect(3, Kind::Allocate)};
  built.lines = {effect(3, Kind::Deallocate)};
  EXPECT_EQ(join().elided, std::vector<bool>{true});
}

TEST_F(StagesTest, AnotherCalleeOfTheSameKindStandsForIt) {
  written.lines = {effect(3)};
  built.lines = {effect(3)};
  built.lines[0].callee = names.intern("calloc");
  EXPECT_EQ(join().elided, std::vector<bool>{false});
}

TEST_F(StagesTest, WhatIsLeftOnlyOnTheWayToAThrowIsElidedFromTheNormalWay) {
  written.lines = {effect(3), effect(4, Kind::Allocate, Certainty::Exceptional)};
  built.lines = {effect(3, Kind::Allocate, Certainty::Exceptional),
                 effect(4, Kind::Allocate, Certainty::Exceptional)};
  EXPECT_EQ(join().elided, (std::vector<bool>{true, false}));
}

TEST_F(StagesTest, WhatOnlyTheOptimizerMadeIsShown) {
  built.lines = {effect(7)};
  StageLines lines = join();
  EXPECT_TRUE(lines.elided.empty());
  EXPECT_EQ(builtLines(lines), std::vector<uint32_t>{7});
}

TEST_F(StagesTest, AMergedCallStandsForEachLineThatLostIt) {
  written.lines = {effect(3), effect(5)};
  built.lineless = {merged(effect(3))};
  StageLines lines = join();
  EXPECT_EQ(builtLines(lines), (std::vector<uint32_t>{3, 5}));
  EXPECT_EQ(lines.elided, (std::vector<bool>{false, false}));
  EXPECT_EQ(lines.lineOfMerged.at(frame("user.cpp", 0)), frame("user.cpp", 3));
}

TEST_F(StagesTest, ALineOfAMergedCallHasItSometimesAtMost) {
  written.lines = {effect(3), effect(5, Kind::Allocate, Certainty::Exceptional)};
  built.lineless = {merged(effect(3))};
  StageLines lines = join();
  ASSERT_EQ(lines.built.size(), 2u);
  EXPECT_EQ(lines.built[0].certainty, Certainty::Sometimes);
  EXPECT_EQ(lines.built[1].certainty, Certainty::Exceptional);
}

TEST_F(StagesTest, AMergedCallDoesNotStandForAnotherCallee) {
  written.lines = {effect(3)};
  LineEffect other = effect(3);
  other.key.callee = names.intern("calloc");
  built.lineless = {merged(other)};
  EXPECT_EQ(join().elided, std::vector<bool>{true});
}

TEST_F(StagesTest, AMergedCallDoesNotStandForAnotherFunctionsLine) {
  written.lines = {effect(3)};
  built.lineless = {merged(effect(3))};
  built.lineless[0].function = names.intern("g");
  EXPECT_EQ(join().elided, std::vector<bool>{true});
}

TEST_F(StagesTest, ALineThatKeptItsCallGainsNoSecond) {
  written.lines = {effect(3), effect(5)};
  built.lines = {effect(5)};
  built.lineless = {merged(effect(3))};
  StageLines lines = join();
  EXPECT_EQ(builtLines(lines), (std::vector<uint32_t>{3, 5}));
  EXPECT_EQ(lines.built[1].certainty, Certainty::Always);
}

TEST_F(StagesTest, TheUsersLinesFurtherInAreTakenBackToo) {
  LineEffect outer = effect(3), inner = effect(40);
  inner.file = names.intern("user.h");
  outer.path.push_back(frame("user.h", 40, outer.path[0]));
  outer.key.throughUser = true;
  written.lines = {outer, inner};
  written.through[{outer.file, 3, outer.key.kind}] = {names.intern("g")};
  built.lineless = {merged(outer)};
  // The line in user.h belongs to another function than the one that holds the merged call.
  written.lines[1].path = {
      names.intern(Frame{names.intern("g"), names.intern("user.h"), 40, 1, noFrame})};
  StageLines lines = join();
  EXPECT_EQ(builtLines(lines), (std::vector<uint32_t>{3, 40}));
  EXPECT_EQ(lines.elided, (std::vector<bool>{false, false}));
  EXPECT_EQ(lines.built[1].certainty, Certainty::Sometimes);
}

TEST_F(StagesTest, TheLinesOfWhatWasInlinedIntoOneLineAndMergedThereAreTakenBack) {
  LineEffect outer = effect(3), inner = effect(40);
  outer.direct = false;
  outer.key.throughUser = true;
  inner.direct = true;
  inner.path = {names.intern(Frame{names.intern("g"), names.intern("user.cpp"), 40, 1, noFrame})};
  written.lines = {outer, inner};
  written.through[{outer.file, 3, outer.key.kind}] = {names.intern("g")};
  LineEffect merged = effect(3);
  merged.direct = true;
  built.lines = {merged};
  StageLines lines = join();
  EXPECT_EQ(builtLines(lines), (std::vector<uint32_t>{3, 40}));
  EXPECT_FALSE(lines.built[0].direct);
  // A line that called the allocator itself keeps what it has, and takes nothing back.
  written.lines = {effect(3), inner};
  written.lines[0].direct = true;
  built.lines = {merged};
  EXPECT_EQ(builtLines(join()), std::vector<uint32_t>{3});
}

TEST_F(StagesTest, ALineThatCalledItsOwnFunctionLastKeepsWhatTheFunctionDoes) {
  LineEffect recursion = effect(8);
  recursion.key.throughUser = true;
  written.lines = {effect(5), recursion};
  written.through[{recursion.file, 8, recursion.key.kind}] = {names.intern("f")};
  built.lines = {effect(5)};
  StageLines lines = join();
  EXPECT_EQ(builtLines(lines), (std::vector<uint32_t>{5, 8}));
  EXPECT_EQ(lines.elided, (std::vector<bool>{false, false}));
  EXPECT_EQ(lines.built[1].certainty, Certainty::Sometimes);
}

TEST_F(StagesTest, ALineThatCalledItsOwnFunctionLosesWhatTheFunctionLost) {
  LineEffect recursion = effect(8);
  recursion.key.throughUser = true;
  written.lines = {effect(5), recursion};
  written.through[{recursion.file, 8, recursion.key.kind}] = {names.intern("f")};
  EXPECT_EQ(join().elided, (std::vector<bool>{true, true}));
}

TEST_F(StagesTest, ALineThatCalledAFunctionThatNeverComesBackIsElided) {
  LineEffect outer = effect(8);
  outer.key.throughUser = true;
  written.lines = {effect(5), outer};
  written.through[{outer.file, 8, outer.key.kind}] = {names.intern("g")};
  built.lines = {effect(5)};
  EXPECT_EQ(join().elided, (std::vector<bool>{false, true}));
}

TEST_F(StagesTest, TwoFunctionsThatCallEachOtherKeepWhatOneOfThemDoes) {
  LineEffect there = effect(8), back = effect(20);
  there.key.throughUser = back.key.throughUser = true;
  back.path = {names.intern(Frame{names.intern("g"), names.intern("user.cpp"), 20, 1, noFrame})};
  written.lines = {effect(5), there, back};
  written.through[{there.file, 8, there.key.kind}] = {names.intern("g")};
  written.through[{back.file, 20, back.key.kind}] = {names.intern("f")};
  built.lines = {effect(5)};
  EXPECT_EQ(builtLines(join()), (std::vector<uint32_t>{5, 8, 20}));
}

TEST_F(StagesTest, WhatWentFromALineIsElidedBesideWhatStayed) {
  LineEffect printed = effect(3), made = effect(3), other = effect(3);
  printed.direct = made.direct = other.direct = true;
  printed.key.callee = printed.callee = names.intern("printf");
  other.key.callee = other.callee = names.intern("calloc");
  written.lines = {printed, made};
  built.lines = {printed};
  EXPECT_EQ(join().elided, (std::vector<bool>{false, true}));
  // What the code as written doesn't explain stands for what it replaced.
  written.lines = {printed, made};
  built.lines = {printed, other};
  EXPECT_EQ(join().elided, (std::vector<bool>{false, false}));
}

TEST_F(StagesTest, BuiltLinesStayInOrder) {
  written.lines = {effect(3), effect(9)};
  built.lines = {effect(5), effect(9)};
  built.lineless = {merged(effect(3))};
  EXPECT_EQ(builtLines(join()), (std::vector<uint32_t>{3, 5, 9}));
}

} // namespace
} // namespace heaplight
