#include "reach/Path.h"

#include "Build.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

using test::At;
using test::Code;
using Words = std::vector<std::string>;

class PathTest : public testing::Test {
protected:
  PathTest() { code.addHeap(); }

  /// "allocate always user.cpp:3 lib.h:7 malloc", the entries after the first as "+" for inlined,
  /// ">" for called, "?" for candidates, "&" for handed over, "~" for later.
  Words spell(const Ways &ways) const {
    Words spelled;
    for (const Way &way : ways.ways) {
      std::string text = std::string(word(way.kind)) + " " + word(way.certainty);
      for (const PathStep &step : way.steps) {
        const Frame &frame = code.names.frame(step.frame);
        text += std::string(" ") + "=+>?&~"[size_t(step.entry)] + code.names.text(frame.file) +
                ":" + std::to_string(frame.line);
      }
      spelled.push_back(text + " " +
                        code.names.text(way.last->callee ? way.last->callee : way.last->reason));
    }
    return spelled;
  }

  void reach(Connections connections = {}) {
    summary = code.summary();
    program.emplace(code.names, std::vector<const Summary *>{&summary}, connections);
    effects.emplace(*program, code.destructors, code.isUser());
  }
  Words fromLine(uint32_t line, const std::string &file = "user.cpp") {
    if (!effects)
      reach();
    ways = waysFrom(SourceLine{code.id(file), line}, summary, *effects);
    return spell(ways);
  }
  Words fromFunction(const std::string &symbol) {
    if (!effects)
      reach();
    ways = waysFrom(program->find(code.id(symbol)), *effects);
    return spell(ways);
  }

  Code code;
  Summary summary;
  std::optional<Program> program;
  std::optional<Effects> effects;
  Ways ways;
};

const At f3{"f", "user.cpp", 3};
const At g8{"g", "user.cpp", 8};

TEST_F(PathTest, AWayPassesInlinedFramesAndCalls) {
  code.define("f", "user.cpp").call("grow", {{"push", "lib.h", 70}, f3});
  code.define("grow").call("malloc", {{"grow", "lib.h", 90}});
  EXPECT_EQ(fromLine(3), Words{"allocate always =user.cpp:3 +lib.h:70 >lib.h:90 malloc"});
}

TEST_F(PathTest, AnotherLineHasNoWay) {
  code.define("f", "user.cpp").call("malloc", {f3});
  EXPECT_EQ(fromLine(4), Words{});
  EXPECT_EQ(fromLine(3, "user.h"), Words{});
}

TEST_F(PathTest, AnInlinedLineBeginsItsWaysWhereItStands) {
  code.define("f", "user.cpp").call("malloc", {{"alloc", "lib.h", 5}, g8, f3});
  EXPECT_EQ(fromLine(8), Words{"allocate always =user.cpp:8 +lib.h:5 malloc"});
  EXPECT_EQ(fromLine(3), Words{"allocate always =user.cpp:3 +user.cpp:8 +lib.h:5 malloc"});
}

TEST_F(PathTest, EachSiteIsAWayAndTheShortestComesFirst) {
  code.define("f", "user.cpp").call("g", {f3});
  auto g = code.define("g");
  g.call("malloc", {{"inner", "lib.h", 20}, {"g", "lib.h", 10}});
  g.call("malloc", {{"g", "lib.h", 11}});
  EXPECT_EQ(fromLine(3), (Words{"allocate always =user.cpp:3 >lib.h:11 malloc",
                                "allocate always =user.cpp:3 >lib.h:10 +lib.h:20 malloc"}));
}

TEST_F(PathTest, TheSurestComesBeforeTheShortest) {
  auto f = code.define("f", "user.cpp");
  f.call("malloc", {f3}).levels[0].certainty = Certainty::Sometimes;
  f.call("g", {f3});
  code.define("g").call("malloc", {{"g", "lib.h", 10}});
  EXPECT_EQ(fromLine(3), (Words{"allocate always =user.cpp:3 >lib.h:10 malloc",
                                "allocate sometimes =user.cpp:3 malloc"}));
}

TEST_F(PathTest, OfTwoWaysToASiteTheSurerCounts) {
  auto f = code.define("f", "user.cpp");
  f.call("site", {f3}).levels[0].certainty = Certainty::Exceptional;
  f.call("detour", {f3});
  code.define("detour").call("site", {{"detour", "lib.h", 10}});
  code.define("site").call("malloc", {{"site", "lib.h", 20}});
  EXPECT_EQ(fromLine(3), Words{"allocate always =user.cpp:3 >lib.h:10 >lib.h:20 malloc"});
}

TEST_F(PathTest, OfTwoEquallySureWaysToASiteTheShorterCounts) {
  auto f = code.define("f", "user.cpp");
  f.call("detour", {f3});
  f.call("site", {f3}).levels[0].certainty = Certainty::Sometimes;
  code.define("detour").call("site", {{"detour", "lib.h", 10}});
  code.define("site").call("malloc", {{"site", "lib.h", 20}}).inFunction = Certainty::Sometimes;
  EXPECT_EQ(fromLine(3), Words{"allocate sometimes =user.cpp:3 >lib.h:20 malloc"});
}

TEST_F(PathTest, RecursionEnds) {
  auto f = code.define("f", "user.cpp");
  f.call("f", {f3});
  f.call("malloc", {{"f", "user.cpp", 4}});
  EXPECT_EQ(fromLine(3), Words{"allocate always =user.cpp:3 >user.cpp:4 malloc"});
}

TEST_F(PathTest, CopiesOfOneCallAreOneWay) {
  auto f = code.define("f", "user.cpp");
  f.call("malloc", {f3});
  f.call("malloc", {f3});
  EXPECT_EQ(fromLine(3).size(), 1u);
  auto g = code.define("g", "user.cpp");
  g.call("malloc", {g8}).bytes = 8;
  g.call("malloc", {g8}).bytes = 16;
  reach();
  EXPECT_EQ(fromLine(8).size(), 2u);
}

TEST_F(PathTest, KindsComeOneAfterTheOther) {
  code.declare("mystery");
  auto f = code.define("f", "user.cpp");
  f.call("mystery", {f3});
  f.call("free", {f3});
  f.call("malloc", {f3});
  EXPECT_EQ(fromLine(3),
            (Words{"allocate always =user.cpp:3 malloc", "deallocate always =user.cpp:3 free",
                   "unknown always =user.cpp:3 mystery"}));
}

TEST_F(PathTest, ThroughMachineCodeOneWayStandsForAllOfAnEntry) {
  auto f = code.define("f", "user.cpp");
  f.call("entry", {{"wrap", "lib.h", 9}, f3});
  f.call("entry", {f3});
  auto entry = code.define("entry", "libx.so");
  entry->machine = true;
  entry.call("malloc", {{"entry", "libx.so", 0}});
  entry.call("inner", {{"entry", "libx.so", 0}});
  auto inner = code.define("inner", "libx.so");
  inner->machine = true;
  inner.call("malloc", {{"inner", "libx.so", 0}});
  inner.call("free", {{"inner", "libx.so", 0}});
  EXPECT_EQ(fromLine(3), (Words{"allocate always =user.cpp:3 >libx.so:0 malloc",
                                "deallocate always =user.cpp:3 >libx.so:0 >libx.so:0 free"}));
  EXPECT_EQ(fromFunction("entry"), (Words{"allocate always =libx.so:0 malloc",
                                          "deallocate always =libx.so:0 >libx.so:0 free"}));
}

TEST_F(PathTest, CandidatesOfAnIndirectCallAreFollowedBesideTheUnknown) {
  StringId type = code.id("void ()");
  Call &call = code.define("f", "user.cpp").call("", {f3});
  call.reason = code.id("call through a pointer");
  Dispatch dispatch;
  dispatch.type = type;
  call.dispatch = code.names.intern(dispatch);
  code.define("g", "user.cpp").call("malloc", {g8});
  std::vector<Alias> aliases;
  std::vector<Candidate> candidates{{type, Dispatch::noSlot, code.id("g")}};
  reach({&aliases, &candidates, World::Open});
  EXPECT_EQ(fromLine(3), (Words{"allocate sometimes =user.cpp:3 ?user.cpp:8 malloc",
                                "unknown always =user.cpp:3 call through a pointer"}));
  reach({&aliases, &candidates, World::Closed});
  EXPECT_EQ(fromLine(3), Words{"allocate sometimes =user.cpp:3 ?user.cpp:8 malloc"});
}

TEST_F(PathTest, WhatIsHandedOverRunsAndWhatIsStoredRunsLater) {
  auto f = code.define("f", "user.cpp");
  f.call("g", {f3}).origin = Origin::Handed;
  f.call("g", {{"f", "user.cpp", 4}}).origin = Origin::Registered;
  code.define("g", "user.cpp").call("malloc", {g8});
  EXPECT_EQ(fromLine(3), Words{"allocate always =user.cpp:3 &user.cpp:8 malloc"});
  EXPECT_EQ(fromLine(4), Words{"allocate always =user.cpp:4 ~user.cpp:8 malloc"});
  // A call of the function doesn't do what is stored.
  EXPECT_EQ(fromFunction("f"), Words{"allocate always =user.cpp:3 &user.cpp:8 malloc"});
}

TEST_F(PathTest, AModelSpeaksForABody) {
  code.define("f", "user.cpp").call("quiet", {f3});
  auto quiet = code.define("quiet");
  quiet->modelled = true;
  quiet.call("malloc", {{"quiet", "lib.h", 5}});
  EXPECT_EQ(fromLine(3), Words{});
}

TEST_F(PathTest, ABodyThatAnotherMayReplaceIsNotSure) {
  code.define("f", "user.cpp").call("weak", {f3});
  auto weak = code.define("weak");
  weak->replaceable = true;
  weak.call("malloc", {{"weak", "lib.h", 5}});
  EXPECT_EQ(fromLine(3), (Words{"allocate sometimes =user.cpp:3 >lib.h:5 malloc",
                                "unknown always =user.cpp:3 weak"}));
  reach({nullptr, nullptr, World::Closed});
  EXPECT_EQ(fromLine(3), Words{"allocate always =user.cpp:3 >lib.h:5 malloc"});
}

TEST_F(PathTest, NoMoreThanTheMostAreKept) {
  auto f = code.define("f", "user.cpp");
  for (uint32_t column = 1; column <= mostWays + 5; ++column)
    f.call("malloc", {{"f", "user.cpp", 3, column}});
  EXPECT_EQ(fromLine(3).size(), mostWays);
  EXPECT_EQ(ways.leftOut, 5u);
}

/// What a function's best way is, its effects say too: both are found by different searches.
TEST_F(PathTest, TheBestWayIsTheOneThatEffectsKnow) {
  auto f = code.define("f", "user.cpp");
  f.call("a", {f3}).inFunction = Certainty::Sometimes;
  f.call("b", {f3});
  code.define("a").call("c", {{"a", "lib.h", 1}});
  code.define("b").call("a", {{"b", "lib.h", 2}});
  code.define("c").call("malloc", {{"c", "lib.h", 3}});
  fromFunction("f");
  ASSERT_EQ(ways.ways.size(), 1u);
  for (const FunctionEffect &effect : effects->of(program->find(code.id("f")))) {
    EXPECT_EQ(effect.certainty, ways.ways[0].certainty);
    EXPECT_EQ(effect.length, ways.ways[0].steps.size());
  }
}

} // namespace
} // namespace heaplight
