#include "reach/Causes.h"

#include "Build.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

using test::At;
using test::Code;
using Words = std::vector<std::string>;

class CausesTest : public testing::Test {
protected:
  CausesTest() { code.addHeap(); }

  /// Searches from `f` alone, and spells "1 always user.cpp:3* lib.h:7 malloc": the start's number,
  /// the steps, the cause's own with a star, and "!" before a cause where a stop is.
  Words causes() {
    summary = code.summary();
    Program program(code.names, {&summary});
    Effects effects(program, code.destructors, code.isUser());
    query.starts.resize(code.names.frameCount(), CauseQuery::none);
    query.stops.resize(code.names.frameCount(), CauseQuery::none);
    for (FrameId id = 0; id < code.names.frameCount(); ++id) {
      const Frame &frame = code.names.frame(id);
      if (auto start = starts.find(code.names.text(frame.function)); start != starts.end())
        query.starts[id] = start->second;
      if (frame.file == code.id("user.cpp") && stops.count(frame.line))
        query.stops[id] = frame.line;
    }
    query.counts = [](uint32_t, const Call &call, const Level &) {
      return call.origin != Origin::Registered;
    };
    std::sort(query.trusted.begin(), query.trusted.end());
    Words spelled;
    for (const Cause &cause : causesOf(query, summary, effects))
      spelled.push_back(spell(cause));
    return spelled;
  }

  std::string spell(const Cause &cause) const {
    std::string text = std::to_string(cause.start) + " " + word(cause.certainty);
    for (size_t step = 0; step < cause.steps.size(); ++step) {
      const Frame &frame = code.names.frame(cause.steps[step].frame);
      text += " " + code.names.text(frame.file) + ":" + std::to_string(frame.line);
      if (step == cause.place)
        text += cause.stop == CauseQuery::none ? "*" : "!";
    }
    return text + " " + code.names.text(cause.last->callee);
  }

  Code code;
  Summary summary;
  CauseQuery query;
  std::map<std::string, uint32_t> starts{{"f", 1}};
  std::set<uint32_t> stops; ///< Lines of user.cpp.
};

const At f3{"f", "user.cpp", 3};
const At f4{"f", "user.cpp", 4};
const At g8{"g", "user.cpp", 8};

TEST_F(CausesTest, TheCauseIsTheInnermostLineOfTheUsers) {
  code.define("f", "user.cpp").call("g", {f3});
  code.define("g", "user.cpp").call("grow", {{"push", "lib.h", 70}, g8});
  code.define("grow").call("malloc", {{"grow", "lib.h", 90}});
  EXPECT_EQ(causes(), Words{"1 always user.cpp:3 user.cpp:8* lib.h:70 lib.h:90 malloc"});
}

TEST_F(CausesTest, EachLineThatEntersTheSameLibraryIsACause) {
  auto f = code.define("f", "user.cpp");
  f.call("grow", {f3});
  f.call("grow", {f4});
  code.define("grow").call("malloc", {{"grow", "lib.h", 90}});
  EXPECT_EQ(causes(), (Words{"1 always user.cpp:3* lib.h:90 malloc",
                             "1 always user.cpp:4* lib.h:90 malloc"}));
}

TEST_F(CausesTest, OneCauseOfManyCallersIsTold) {
  starts["h"] = 2;
  code.define("f", "user.cpp").call("g", {f3});
  code.define("h", "user.cpp").call("g", {{"h", "user.cpp", 30}});
  code.define("g", "user.cpp").call("malloc", {g8});
  EXPECT_EQ(causes().size(), 1u);
}

TEST_F(CausesTest, OtherFunctionsAreNotLookedAt) {
  code.define("f", "user.cpp").call("free", {f3});
  code.define("g", "user.cpp").call("malloc", {g8});
  EXPECT_EQ(causes(), Words{});
}

TEST_F(CausesTest, ACopyThatWasInlinedElsewhereCounts) {
  code.define("caller", "user.cpp").call("malloc", {f3, {"caller", "user.cpp", 20}});
  EXPECT_EQ(causes(), Words{"1 always user.cpp:3* malloc"});
}

TEST_F(CausesTest, WhatPromisedItselfIsNotEntered) {
  query.trusted = {code.id("g")};
  code.define("f", "user.cpp").call("g", {f3});
  code.define("g", "user.cpp").call("malloc", {g8});
  EXPECT_EQ(causes(), Words{});
}

TEST_F(CausesTest, AStopIsACauseOfItsOwnAndHidesWhatLiesBehind) {
  stops = {3};
  code.define("f", "user.cpp").call("g", {f3});
  code.define("g", "user.cpp").call("malloc", {g8});
  EXPECT_EQ(causes(), Words{"1 always user.cpp:3! user.cpp:8 malloc"});
}

TEST_F(CausesTest, AnotherWayPastAStopIsFound) {
  stops = {3};
  auto f = code.define("f", "user.cpp");
  f.call("g", {f3});
  f.call("h", {f4});
  code.define("h", "user.cpp").call("g", {{"h", "user.cpp", 40}});
  code.define("g", "user.cpp").call("malloc", {g8});
  EXPECT_EQ(causes(), (Words{"1 always user.cpp:3! user.cpp:8 malloc",
                             "1 always user.cpp:4 user.cpp:40 user.cpp:8* malloc"}));
}

TEST_F(CausesTest, AStopBehindWhichNothingHappensIsNone) {
  stops = {3};
  code.define("f", "user.cpp").call("g", {f3});
  code.define("g", "user.cpp").call("free", {g8});
  EXPECT_EQ(causes(), Words{});
}

TEST_F(CausesTest, CodeThatALibraryCallsBackIsSearched) {
  code.define("f", "user.cpp").call("sort", {f3});
  code.define("sort").call("less", {{"sort", "lib.h", 50}});
  code.define("less", "user.cpp").call("malloc", {{"less", "user.cpp", 60}});
  EXPECT_EQ(causes(), Words{"1 always user.cpp:3 lib.h:50 user.cpp:60* malloc"});
}

TEST_F(CausesTest, FailuresAreLookedForOnlyIfAsked) {
  code.define("f", "user.cpp").call("malloc", {f3}).inFunction = Certainty::Exceptional;
  code.define("caller", "user.cpp").call("f", {{"caller", "user.cpp", 20}});
  starts["caller"] = 2;
  EXPECT_EQ(causes(), Words{});
  query.weakest = Certainty::Exceptional;
  EXPECT_EQ(causes(), Words{"1 exceptional user.cpp:3* malloc"});
}

TEST_F(CausesTest, RecursionEnds) {
  code.define("f", "user.cpp").call("g", {f3});
  auto g = code.define("g", "user.cpp");
  g.call("f", {g8});
  g.call("malloc", {{"g", "user.cpp", 9}});
  EXPECT_EQ(causes(), Words{"1 always user.cpp:3 user.cpp:9* malloc"});
}

} // namespace
} // namespace heaplight
