#include "Build.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

using test::At;
using test::Code;
using test::Reached;
using Words = std::vector<std::string>;

const At push{"push", "lib.h", 70};
const At f3{"f", "user.cpp", 3};

TEST(LinesTest, ALineIsMarkedForWhatItBroughtALibraryTo) {
  Code code;
  code.addHeap();
  code.define("f", "user.cpp").call("malloc", {push, f3});
  Reached reached(code);
  EXPECT_EQ(reached.lines(), Words{"user.cpp:3 allocate always malloc"});
  LineEffect effect = reached.lineEffects().front();
  EXPECT_TRUE(effect.direct);
  EXPECT_EQ(test::spell(code.names, effect.path), "user.cpp:3 lib.h:70");
}

TEST(LinesTest, ALibrarysOwnLinesBearNoMark) {
  Code code;
  code.addHeap();
  code.define("push", "lib.h").call("malloc", {push});
  EXPECT_EQ(Reached(code).lines(), Words{});
}

TEST(LinesTest, OfTwoUsersLinesOnOneChainTheInnerIsDirect) {
  Code code;
  code.addHeap();
  code.define("f", "user.cpp").call("malloc", {push, {"add", "user.h", 9}, f3});
  std::vector<LineEffect> lines = Reached(code).lineEffects();
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].line, 3u);
  EXPECT_FALSE(lines[0].direct);
  EXPECT_EQ(test::spell(code.names, lines[0].path), "user.cpp:3 user.h:9 lib.h:70");
  EXPECT_EQ(lines[1].line, 9u);
  EXPECT_TRUE(lines[1].direct);
}

TEST(LinesTest, CallingAUsersFunctionGivesThePathThatInliningItGives) {
  Code called, inlined;
  called.addHeap();
  called.define("add", "user.h").call("malloc", {push, {"add", "user.h", 9}});
  called.define("f", "user.cpp").call("add", {f3});
  inlined.addHeap();
  inlined.define("f", "user.cpp").call("malloc", {push, {"add", "user.h", 9}, f3});
  LineEffect one = Reached(called).lineEffects().front();
  LineEffect other = Reached(inlined).lineEffects().front();
  EXPECT_EQ(test::spell(called.names, one.path), test::spell(inlined.names, other.path));
  EXPECT_EQ(test::spell(called.names, one), test::spell(inlined.names, other));
  EXPECT_EQ(one.direct, other.direct);
}

TEST(LinesTest, ALineThatGoesThroughUsersCodeStillNamesWhatIsCalledAtTheEnd) {
  Code code;
  code.addHeap();
  Call &site = code.define("add", "user.h").call("malloc", {{"add", "user.h", 9}});
  site.bytes = 24;
  site.type = code.id("Node");
  code.define("f", "user.cpp").call("add", {f3});
  LineEffect effect = Reached(code).lineEffects().front();
  EXPECT_EQ(effect.line, 3u);
  EXPECT_EQ(effect.key.bytes, 24u);
  EXPECT_EQ(code.names.text(effect.key.type), "Node");
  EXPECT_EQ(code.names.text(effect.callee), "malloc");
}

TEST(LinesTest, ALineIsNoSurerThanTheCallNorTheCallThanTheFunction) {
  Code code;
  code.addHeap();
  code.define("grow", "lib.h").call("malloc", {{"grow", "lib.h", 5}}).inFunction =
      Certainty::Sometimes;
  auto f = code.define("f", "user.cpp");
  f.call("grow", {f3});
  f.call("malloc", {{"f", "user.cpp", 4}}).levels[0].certainty = Certainty::Exceptional;
  f.call("malloc", {{"f", "user.cpp", 5}});
  EXPECT_EQ(Reached(code).lines(),
            (Words{"user.cpp:3 allocate sometimes malloc", "user.cpp:4 allocate exceptional malloc",
                   "user.cpp:5 allocate always malloc"}));
}

TEST(LinesTest, ALinesCertaintyIsNotItsFunctions) {
  Code code;
  code.addHeap();
  // `if (x)` stands on the line above: the function allocates sometimes, the line always.
  code.define("f", "user.cpp").call("malloc", {f3}).inFunction = Certainty::Sometimes;
  EXPECT_EQ(Reached(code).lines(), Words{"user.cpp:3 allocate always malloc"});
}

TEST(LinesTest, OfSeveralWaysOneLineShowsTheSurestThenTheShortest) {
  Code code;
  code.addHeap();
  auto f = code.define("f", "user.cpp");
  f.call("malloc", {f3}).levels[0].certainty = Certainty::Sometimes;
  f.call("malloc", {{"deep", "lib.h", 71}, push, f3});
  f.call("malloc", {push, f3});
  std::vector<LineEffect> lines = Reached(code).lineEffects();
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].certainty, Certainty::Always);
  EXPECT_EQ(test::spell(code.names, lines[0].path), "user.cpp:3 lib.h:70");
}

TEST(LinesTest, ALoopIsTheLinesOwnNotTheLibrarysBeneath) {
  Code code;
  code.addHeap();
  auto f = code.define("f", "user.cpp");
  f.call("malloc", {push, f3}).levels[1].inLoop = true;
  f.call("malloc", {push, {"f", "user.cpp", 4}}).levels[0].inLoop = true;
  std::vector<LineEffect> lines = Reached(code).lineEffects();
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_TRUE(lines[0].inLoop);
  EXPECT_FALSE(lines[1].inLoop);
}

TEST(LinesTest, OneCopyInALoopPutsTheLineInALoop) {
  Code code;
  code.addHeap();
  auto f = code.define("f", "user.cpp");
  f.call("malloc", {f3});
  f.call("malloc", {push, f3}).levels[1].inLoop = true; // The longer way: not the one shown.
  std::vector<LineEffect> lines = Reached(code).lineEffects();
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_TRUE(lines[0].inLoop);
  EXPECT_EQ(lines[0].path.size(), 1u);
}

TEST(LinesTest, PhasesAreToldApart) {
  Code code;
  code.addHeap();
  auto f = code.define("f", "user.cpp");
  f.call("malloc", {f3});
  f.call("malloc", {f3}).levels[0].phase = Phase::Startup;
  EXPECT_EQ(Reached(code).lineEffects().size(), 2u);
}

TEST(LinesTest, AnInlinedDestructorsPartsDieOnItsOwnLineAlone) {
  Code code;
  code.addHeap();
  code.destructors = {code.id("~Box"), code.id("~Part")};
  code.define("~Part", "lib.h").call("free", {{"~Part", "lib.h", 3}});
  code.define("f", "user.cpp").call("~Part", {{"~Box", "user.h", 7}, f3}).destroys = true;
  code.define("g", "user.cpp")
      .call("~Part", {{"helper", "user.h", 8}, {"g", "user.cpp", 5}})
      .destroys = true;
  EXPECT_EQ(Reached(code).lines(),
            (Words{"user.cpp:3 deallocate always free", "user.cpp:5 deallocate always free",
                   "user.cpp:5 destroy always ~Part", "user.h:7 deallocate always free",
                   "user.h:7 destroy always ~Part", "user.h:8 deallocate always free",
                   "user.h:8 destroy always ~Part"}));
}

TEST(LinesTest, AnInstructionWithoutALineBearsNoneButIsKeptApart) {
  Code code;
  code.addHeap();
  code.define("f", "user.cpp").call("malloc", {{"f", "user.cpp", 0}}).inFunction =
      Certainty::Sometimes;
  code.define("g", "lib.h").call("malloc", {{"g", "lib.h", 0}});
  LineTable table = Reached(code).table();
  EXPECT_TRUE(table.lines.empty());
  ASSERT_EQ(table.lineless.size(), 1u); // g is the library's.
  EXPECT_EQ(table.lineless[0].function, code.id("f"));
}

TEST(LinesTest, AnInlinedLineIsEnoughForAnInstructionWhoseOuterLineIsLost) {
  Code code;
  code.addHeap();
  code.define("f", "user.cpp").call("malloc", {{"add", "user.h", 9}, {"f", "user.cpp", 0}});
  LineTable table = Reached(code).table();
  EXPECT_EQ(table.lines.size(), 1u);
  EXPECT_TRUE(table.lineless.empty());
}

TEST(LinesTest, TheSubjectIsWhatStandsAtThePlaceOfTheCall) {
  Code code;
  code.addHeap();
  code.subjects[{code.id("f"), 3, 1}] = code.id("names");
  auto f = code.define("f", "user.cpp");
  f.call("malloc", {push, f3});
  f.call("malloc", {push, {"f", "user.cpp", 3, 20}}).bytes = 8; // Another column, another object.
  std::vector<LineEffect> lines = Reached(code).lineEffects();
  ASSERT_EQ(lines.size(), 2u);
  for (const LineEffect &effect : lines)
    EXPECT_EQ(code.names.text(effect.subject), effect.key.bytes ? "" : "names");
}

TEST(LinesTest, LinesComeByFilesNameThenLineThenKind) {
  Code code;
  code.addHeap();
  auto f = code.define("f", "user.z.cpp");
  f.call("free", {{"f", "user.z.cpp", 2}});
  f.call("malloc", {{"f", "user.z.cpp", 2}});
  f.call("malloc", {{"f", "user.z.cpp", 10}});
  f.call("malloc", {{"f", "user.a.h", 30}});
  EXPECT_EQ(Reached(code).lines(),
            (Words{"user.a.h:30 allocate always malloc", "user.z.cpp:2 allocate always malloc",
                   "user.z.cpp:2 deallocate always free", "user.z.cpp:10 allocate always malloc"}));
}

// What the optimizer says is `always` is believed only where the code as written bears it out.

/// The lines of `code` as built, with what was written in `facts`.
Words believed(Code &code, const WrittenFacts &facts) { return Reached(code).lines(&facts); }

const Words always3{"user.cpp:3 allocate always malloc"};
const Words sometimes3{"user.cpp:3 allocate sometimes malloc"};

/// A line that allocates always as built, in a function that does so only sometimes.
Code onABranch() {
  Code code;
  code.addHeap();
  code.define("f", "user.cpp").call("malloc", {push, f3}).inFunction = Certainty::Sometimes;
  return code;
}

TEST(LinesTest, AlwaysIsNotBelievedWhereNothingWrittenBearsItOut) {
  Code code = onABranch();
  EXPECT_EQ(believed(code, {}), sometimes3);
}

TEST(LinesTest, AlwaysIsBelievedWhereTheLineAsWrittenAlwaysDidIt) {
  Code code = onABranch();
  WrittenFacts facts;
  facts.always.insert({code.id("user.cpp"), 3, Kind::Allocate});
  EXPECT_EQ(believed(code, facts), always3);
  WrittenFacts other;
  other.always.insert({code.id("user.cpp"), 3, Kind::Deallocate});
  other.always.insert({code.id("user.cpp"), 4, Kind::Allocate});
  EXPECT_EQ(believed(code, other), sometimes3);
}

TEST(LinesTest, AlwaysIsBelievedWhereTheLineItselfMadeThisVeryCallEachTime) {
  Code code;
  code.addHeap();
  code.define("f", "user.cpp").call("malloc", {f3}).inFunction = Certainty::Sometimes;
  WrittenFacts facts;
  facts.everyTime.insert({{code.id("f"), 3, 1}, code.id("malloc")});
  EXPECT_EQ(believed(code, facts), always3);
  WrittenFacts otherCallee;
  otherCallee.everyTime.insert({{code.id("f"), 3, 1}, code.id("calloc")});
  EXPECT_EQ(believed(code, otherCallee), sometimes3);
}

TEST(LinesTest, ACallMadeEachTimeWithinInlinedCodeSaysNothingOfTheOuterLine) {
  Code code = onABranch(); // Its line is not the innermost.
  WrittenFacts facts;
  facts.everyTime.insert({{code.id("f"), 3, 1}, code.id("malloc")});
  EXPECT_EQ(believed(code, facts), sometimes3);
}

/// A line whose call each run of the emitted function makes.
Code onEachRun() {
  Code code;
  code.addHeap();
  code.define("main", "lib.h").call("malloc", {push, f3, {"apply", "lib.h", 80}});
  return code;
}

TEST(LinesTest, AlwaysIsBelievedWhereEachRunOfTheFunctionPassesOnce) {
  Code code = onEachRun();
  WrittenFacts facts;
  facts.everyRun.insert({code.id("apply"), 80, 1});
  EXPECT_EQ(believed(code, facts), always3);
}

TEST(LinesTest, AlwaysIsNotBelievedBehindALibrarysLineThatOnlySomeRunsPass) {
  Code code = onEachRun();
  EXPECT_EQ(believed(code, {}), sometimes3);
}

TEST(LinesTest, AlwaysIsNotBelievedOfALineThatALoopGoesThrough) {
  Code code = onEachRun();
  WrittenFacts facts;
  facts.everyRun.insert({code.id("apply"), 80, 1});
  facts.looped.insert({code.id("f"), 3, 1});
  EXPECT_EQ(believed(code, facts), sometimes3);
}

TEST(LinesTest, AUsersLineFurtherOutThatLoopsForbidsAlwaysToo) {
  Code code;
  code.addHeap();
  code.define("g", "user.cpp").call("malloc", {f3, {"g", "user.cpp", 9}});
  EXPECT_EQ(believed(code, {}), (Words{always3[0], "user.cpp:9 allocate always malloc"}));
  WrittenFacts facts;
  facts.looped.insert({code.id("g"), 9, 1});
  EXPECT_EQ(believed(code, facts), (Words{sometimes3[0], "user.cpp:9 allocate sometimes malloc"}));
}

TEST(LinesTest, OneCopyThatOnlySometimesDoesItForbidsAlways) {
  Code code;
  code.addHeap();
  code.define("g", "user.cpp").call("malloc", {f3, {"g", "user.cpp", 9}});
  auto h = code.define("h", "user.cpp");
  h.call("malloc", {f3, {"h", "user.cpp", 20}}).levels[0].certainty = Certainty::Sometimes;
  EXPECT_EQ(believed(code, {}).front(), sometimes3[0]);
  h->calls.back().levels[0].certainty = Certainty::Always;
  EXPECT_EQ(believed(code, {}).front(), always3[0]);
}

TEST(LinesTest, ACopyFromWhichTheCallWasElidedForbidsAlways) {
  Code code;
  code.addHeap();
  code.define("g", "user.cpp").call("malloc", {f3, {"g", "user.cpp", 9}});
  WrittenFacts facts;
  facts.callers[code.id("f")] = {{code.id("g"), 9, 1}};
  EXPECT_EQ(believed(code, facts).front(), always3[0]);
  facts.callers[code.id("f")].insert({code.id("h"), 20, 1}); // Where nothing is left of f.
  EXPECT_EQ(believed(code, facts).front(), sometimes3[0]);
}

TEST(LinesTest, ACallerThatStillCallsTheFunctionHasLostNothing) {
  Code code;
  code.addHeap();
  code.define("f", "user.cpp").call("malloc", {f3});
  WrittenFacts facts;
  facts.callers[code.id("f")] = {{code.id("h"), 20, 1}};
  code.define("h", "user.cpp").call("f", {{"h", "user.cpp", 20}});
  EXPECT_EQ(believed(code, facts).front(), always3[0]);
}

TEST(LinesTest, AnEmittedBodyThatLostTheCallForbidsAlways) {
  Code code;
  code.addHeap();
  code.define("g", "user.cpp").call("malloc", {f3, {"g", "user.cpp", 9}});
  EXPECT_EQ(believed(code, {}).front(), always3[0]);
  code.define("f", "user.cpp").call("free", {{"f", "user.cpp", 4}});
  EXPECT_EQ(believed(code, {}).front(), sometimes3[0]);
}

TEST(LinesTest, WhatIsWeakerThanAlwaysIsLeftAsItIs) {
  Code code;
  code.addHeap();
  code.define("f", "user.cpp").call("malloc", {f3}).levels[0].certainty = Certainty::Exceptional;
  EXPECT_EQ(believed(code, {}), Words{"user.cpp:3 allocate exceptional malloc"});
}

TEST(WrittenFactsTest, TellWhatTheLinesAndCallsDidAsWritten) {
  Code code;
  code.addHeap();
  auto f = code.define("f", "user.cpp");
  f.call("malloc", {f3});
  Call &second = f.call("free", {{"f", "user.cpp", 4}});
  second.inFunction = second.levels[0].certainty = Certainty::Sometimes;
  second.levels[0].inLoop = true;
  f.call("g", {{"f", "user.cpp", 5}}).inFunction = Certainty::Exceptional;
  WrittenFacts facts = Reached(code).facts();
  Place third{code.id("f"), 3, 1}, fourth{code.id("f"), 4, 1};
  EXPECT_TRUE(facts.always.count({code.id("user.cpp"), 3, Kind::Allocate}));
  EXPECT_FALSE(facts.always.count({code.id("user.cpp"), 4, Kind::Deallocate}));
  EXPECT_TRUE(facts.everyRun.count(third));
  EXPECT_FALSE(facts.everyRun.count(fourth));
  EXPECT_TRUE(facts.everyTime.count({third, code.id("malloc")}));
  EXPECT_FALSE(facts.everyTime.count({fourth, code.id("free")}));
  EXPECT_EQ(facts.looped, std::set<Place>{fourth});
  EXPECT_EQ(facts.callers[code.id("free")], std::set<Place>{fourth});
  EXPECT_FALSE(facts.callers.count(code.id("g"))); // Only on the way to a throw.
}

TEST(WrittenFactsTest, AHandedOrRegisteredFunctionIsNotCalledThere) {
  Code code;
  code.define("compare");
  auto f = code.define("f", "user.cpp");
  f.call("compare", {f3}).origin = Origin::Handed;
  EXPECT_TRUE(Reached(code).facts().callers.empty());
  f.call("compare", {{"f", "user.cpp", 4}});
  EXPECT_EQ(Reached(code).facts().callers.size(), 1u);
}

} // namespace
} // namespace heaplight
