#include "Build.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace heaplight {
namespace {

using test::Code;
using test::Reached;
using Words = std::vector<std::string>;

TEST(EffectsTest, AFunctionDoesWhatItsCalleesDo) {
  Code code;
  code.addHeap();
  code.define("inner").call("malloc", {{"inner", "lib.h", 5}});
  code.define("outer").call("inner", {{"outer", "lib.h", 9}});
  code.define("idle");
  code.define("clean").call("idle", {{"clean", "lib.h", 20}});
  Reached reached(code);
  EXPECT_EQ(reached.of("outer"), Words{"allocate always malloc"});
  EXPECT_EQ(reached.path("outer"), "lib.h:9 lib.h:5");
  EXPECT_EQ(reached.of("clean"), Words{});
}

/// What `f` does if it calls `g` as `outer` says, and `g` calls malloc as `inner` says.
Words through(Certainty outer, Certainty inner) {
  Code code;
  code.addHeap();
  code.define("g").call("malloc", {{"g", "lib.h", 5}}).inFunction = inner;
  code.define("f").call("g", {{"f", "lib.h", 9}}).inFunction = outer;
  return Reached(code).of("f");
}

TEST(EffectsTest, APathIsAsCertainAsItsWeakestStep) {
  constexpr Certainty always = Certainty::Always, sometimes = Certainty::Sometimes,
                      exceptional = Certainty::Exceptional;
  EXPECT_EQ(through(always, always), Words{"allocate always malloc"});
  EXPECT_EQ(through(always, sometimes), Words{"allocate sometimes malloc"});
  EXPECT_EQ(through(sometimes, always), Words{"allocate sometimes malloc"});
  EXPECT_EQ(through(sometimes, exceptional), Words{"allocate exceptional malloc"});
  EXPECT_EQ(through(exceptional, always), Words{"allocate exceptional malloc"});
}

TEST(EffectsTest, WhatAModelDoesSometimesIsNoSurerForBeingCalledAlways) {
  Code code;
  code.model("pool", {{Kind::Allocate, Certainty::Sometimes}});
  code.define("f").call("pool", {{"f", "lib.h", 9}});
  EXPECT_EQ(Reached(code).of("f"), Words{"allocate sometimes pool"});
}

TEST(EffectsTest, TheSurestOfSeveralWaysCounts) {
  Code code;
  code.addHeap();
  auto f = code.define("f");
  f.call("malloc", {{"f", "lib.h", 1}}).inFunction = Certainty::Exceptional;
  f.call("malloc", {{"inlined", "lib.h", 30}, {"f", "lib.h", 2}});
  f.call("malloc", {{"f", "lib.h", 3}}).inFunction = Certainty::Sometimes;
  Reached reached(code);
  EXPECT_EQ(reached.of("f"), Words{"allocate always malloc"});
  // Longer than its neighbours, but the only one that is always gone.
  EXPECT_EQ(reached.path("f"), "lib.h:2 lib.h:30");
}

TEST(EffectsTest, TheWitnessIsTheShortestOfTheSurestWays) {
  Code code;
  code.addHeap();
  code.define("near").call("malloc", {{"near", "lib.h", 5}});
  code.define("far").call("near", {{"far", "lib.h", 6}});
  auto f = code.define("f");
  f.call("far", {{"f", "lib.h", 1}});
  f.call("near", {{"f", "lib.h", 2}});
  EXPECT_EQ(Reached(code).path("f"), "lib.h:2 lib.h:5");
}

TEST(EffectsTest, InlinedFramesCountAsStepsOfTheWay) {
  Code code;
  code.addHeap();
  code.define("g").call("malloc", {{"g", "lib.h", 5}});
  auto f = code.define("f");
  f.call("malloc", {{"a", "lib.h", 30}, {"b", "lib.h", 31}, {"f", "lib.h", 1}});
  f.call("g", {{"f", "lib.h", 2}});
  EXPECT_EQ(Reached(code).path("f"), "lib.h:2 lib.h:5");
}

TEST(EffectsTest, RecursionReachesAFixpoint) {
  Code code;
  code.addHeap();
  auto even = code.define("even");
  even.call("odd", {{"even", "lib.h", 1}}).inFunction = Certainty::Sometimes;
  auto odd = code.define("odd");
  odd.call("even", {{"odd", "lib.h", 2}});
  odd.call("malloc", {{"odd", "lib.h", 3}});
  even.call("free", {{"even", "lib.h", 4}});
  Reached reached(code);
  EXPECT_EQ(reached.of("even"), (Words{"allocate sometimes malloc", "deallocate always free"}));
  EXPECT_EQ(reached.of("odd"), (Words{"allocate always malloc", "deallocate always free"}));
  EXPECT_EQ(reached.path("even"), "lib.h:1 lib.h:3");
}

TEST(EffectsTest, RecursionAloneDoesNothing) {
  Code code;
  code.define("ping").call("pong", {{"ping", "lib.h", 1}});
  code.define("pong").call("ping", {{"pong", "lib.h", 2}});
  EXPECT_EQ(Reached(code).of("ping"), Words{});
}

TEST(EffectsTest, AUsersFunctionThatCallsItselfHasAPathThatEnds) {
  Code code;
  code.addHeap();
  auto walk = code.define("walk", "user.cpp");
  walk.call("walk", {{"walk", "user.cpp", 4}});
  walk.call("free", {{"walk", "user.cpp", 5}});
  walk.call("malloc", {{"walk", "user.cpp", 6}}).inFunction = Certainty::Sometimes;
  Reached reached(code);
  EXPECT_EQ(reached.of("walk"),
            (Words{"allocate sometimes malloc", "allocate sometimes through user",
                   "deallocate always free", "deallocate always through user"}));
  for (const FunctionEffect &effect :
       reached.effects().of(reached.effects().program().find(code.id("walk"))))
    EXPECT_EQ(effect.length, effect.key.throughUser ? 2u : 1u);
}

TEST(EffectsTest, BehindAUsersLineOnlyTheKindIsTold) {
  Code code;
  code.addHeap();
  code.model("calloc", {{Kind::Allocate, Certainty::Always}});
  auto mine = code.define("mine", "user.cpp");
  mine.call("malloc", {{"mine", "user.cpp", 3}});
  mine.call("calloc", {{"mine", "user.cpp", 4}});
  auto theirs = code.define("theirs", "lib.h");
  theirs.call("malloc", {{"theirs", "lib.h", 3}});
  theirs.call("calloc", {{"theirs", "lib.h", 4}});
  code.define("callsMine", "user.cpp").call("mine", {{"callsMine", "user.cpp", 8}});
  code.define("callsTheirs", "user.cpp").call("theirs", {{"callsTheirs", "user.cpp", 9}});
  Reached reached(code);
  EXPECT_EQ(reached.of("callsMine"), Words{"allocate always through user"});
  EXPECT_EQ(reached.of("callsTheirs"), (Words{"allocate always malloc", "allocate always calloc"}));
}

TEST(EffectsTest, ALibrarysFunctionThatInlinedAUsersLineCollapsesToo) {
  Code code;
  code.addHeap();
  code.define("forEach", "lib.h")
      .call("malloc", {{"lambda", "user.cpp", 5}, {"forEach", "lib.h", 70}});
  code.define("plain", "lib.h").call("malloc", {{"grow", "lib.h", 5}, {"plain", "lib.h", 71}});
  Reached reached(code);
  EXPECT_EQ(reached.of("forEach"), Words{"allocate always through user"});
  EXPECT_EQ(reached.of("plain"), Words{"allocate always malloc"});
}

TEST(EffectsTest, CallsOfDifferentSizesAreToldApart) {
  Code code;
  code.addHeap();
  auto f = code.define("f");
  f.call("malloc", {{"f", "lib.h", 1}}).bytes = 8;
  f.call("malloc", {{"f", "lib.h", 2}}).bytes = 24;
  f.call("malloc", {{"f", "lib.h", 3}}).bytes = 8;
  EXPECT_EQ(Reached(code).of("f").size(), 2u);
}

TEST(EffectsTest, AFreeHasNoSize) {
  Code code;
  code.addHeap();
  Call &call = code.define("f").call("free", {{"f", "lib.h", 1}});
  call.bytes = 8;
  call.type = code.id("int");
  Reached reached(code);
  const FunctionEffect effect =
      reached.effects().of(reached.effects().program().find(code.id("f"))).front();
  EXPECT_EQ(effect.key.bytes, std::nullopt);
  EXPECT_EQ(effect.key.type, 0u);
}

TEST(EffectsTest, AFunctionWithoutABodyIsUnknown) {
  Code code;
  code.declare("mystery");
  code.define("known");
  auto f = code.define("f");
  f.call("mystery", {{"f", "lib.h", 1}});
  f.call("unheardOf", {{"f", "lib.h", 2}}).inFunction = Certainty::Sometimes;
  f.call("known", {{"f", "lib.h", 3}});
  EXPECT_EQ(Reached(code).of("f"),
            (Words{"unknown always mystery", "unknown sometimes unheardOf"}));
}

TEST(EffectsTest, ACallWithoutATargetKeepsItsReason) {
  Code code;
  code.define("f").call("", {{"f", "lib.h", 1}}).reason = code.id("inline assembly");
  EXPECT_EQ(Reached(code).of("f"), Words{"unknown always inline assembly"});
}

TEST(EffectsTest, AModelThatDoesNothingOutweighsTheBody) {
  Code code;
  code.addHeap();
  auto quiet = code.define("quiet");
  quiet.call("malloc", {{"quiet", "lib.h", 5}});
  quiet->modelled = true;
  code.define("loud").call("malloc", {{"loud", "lib.h", 6}});
  code.define("f").call("quiet", {{"f", "lib.h", 1}});
  code.define("g").call("loud", {{"g", "lib.h", 2}});
  Reached reached(code);
  EXPECT_EQ(reached.of("f"), Words{});
  EXPECT_EQ(reached.of("g"), Words{"allocate always malloc"});
}

TEST(EffectsTest, AReplacedAllocatorDoesWhatItsModelAndItsBodySay) {
  Code code;
  code.addHeap();
  auto replaced = code.define("operator new", "user.cpp");
  replaced.call("malloc", {{"operator new", "user.cpp", 5}});
  replaced->modelled = true;
  replaced->own = {{Kind::Allocate, Certainty::Always}};
  code.define("f", "user.cpp").call("operator new", {{"f", "user.cpp", 9}});
  EXPECT_EQ(Reached(code).of("f"),
            (Words{"allocate always operator new", "allocate always through user"}));
}

/// ~Box destroys a member and frees it.
void addBox(Code &code) {
  code.addHeap();
  code.destructors = {code.id("~Box"), code.id("~Part")};
  code.define("~Part", "lib.h").call("free", {{"~Part", "lib.h", 3}});
  code.define("~Box", "lib.h").call("~Part", {{"~Box", "lib.h", 7}}).destroys = true;
}

TEST(EffectsTest, ADestructorsPartsAreNotRetoldButWhatTheyFreeIs) {
  Code code;
  addBox(code);
  Call &call = code.define("f", "user.cpp").call("~Box", {{"f", "user.cpp", 2}});
  call.destroys = true;
  call.subject = code.id("box");
  Reached reached(code);
  EXPECT_EQ(reached.of("f"), (Words{"deallocate always free", "destroy always ~Box"}));
  EXPECT_EQ(reached.path("f", Kind::Deallocate), "user.cpp:2 lib.h:7 lib.h:3");
}

TEST(EffectsTest, AFunctionThatIsNoDestructorTellsOfWhatItDestroys) {
  Code code;
  addBox(code);
  code.define("clear").call("~Part", {{"clear", "lib.h", 50}}).destroys = true;
  code.define("f", "user.cpp").call("clear", {{"f", "user.cpp", 2}});
  EXPECT_EQ(Reached(code).of("f"), (Words{"deallocate always free", "destroy always ~Part"}));
}

TEST(EffectsTest, PartsOfADestructorThatWasInlinedAreNotRetoldEither) {
  Code code;
  addBox(code);
  auto f = code.define("f", "user.cpp");
  f.call("~Part", {{"~Box", "lib.h", 7}, {"f", "user.cpp", 2}}).destroys = true;
  EXPECT_EQ(Reached(code).of("f"), Words{"deallocate always free"});
}

TEST(EffectsTest, WhatIsLeftOfAnInlinedDestructorIsItsRunningAlone) {
  Code code;
  addBox(code);
  Call &call = code.define("f", "user.cpp").call("~Box", {{"f", "user.cpp", 2}});
  call.destroys = true;
  call.origin = Origin::Inlined;
  EXPECT_EQ(Reached(code).of("f"), Words{"destroy always ~Box"});
}

/// A function of a library's machine code that calls `callee`.
void machine(Code &code, const std::string &symbol, const std::string &callee) {
  auto function = code.define(symbol, "libc.so.6");
  function.function().machine = true;
  function.call(callee, {{symbol, "libc.so.6", 0}});
}

TEST(EffectsTest, MachineCodeIsKnownByWhereItIsEntered) {
  Code code;
  code.addHeap();
  machine(code, "grow", "malloc");
  machine(code, "copy", "grow");
  machine(code, "join", "grow");
  code.define("f", "user.cpp").call("copy", {{"f", "user.cpp", 1}});
  code.define("g", "user.cpp").call("join", {{"g", "user.cpp", 2}});
  Reached reached(code);
  EXPECT_EQ(reached.of("f"), Words{"allocate always copy"});
  EXPECT_EQ(reached.of("g"), Words{"allocate always join"});
  EXPECT_EQ(reached.of("copy"), Words{"allocate always "});
  // On to the allocator, which the entry leads to.
  EXPECT_EQ(reached.path("f"), "user.cpp:1 libc.so.6:0 libc.so.6:0");
}

TEST(EffectsTest, TheLinesOfMachineCodeAreNobodysToBeMarked) {
  Code code;
  code.addHeap();
  machine(code, "copy", "malloc");
  Function &copy = code.define("copy", "user.c").function(); // Built from such a file once.
  copy.calls.front().frame = code.names.intern(Frame{code.id("copy"), code.id("user.c"), 4});
  code.define("f", "user.cpp").call("copy", {{"f", "user.cpp", 1}});
  EXPECT_EQ(Reached(code).of("f"), Words{"allocate always copy"});
}

/// What `f` does by a call through a pointer that can reach `candidates`.
Words byPointer(Code &code, const std::vector<std::string> &candidates, World world) {
  Dispatch dispatch;
  dispatch.type = code.id("void ()");
  Call &call = code.define("f", "user.cpp").call("", {{"f", "user.cpp", 1}});
  call.reason = code.id("call through a pointer");
  call.dispatch = code.names.intern(dispatch);
  std::vector<Candidate> known;
  for (const std::string &candidate : candidates)
    known.push_back({dispatch.type, Dispatch::noSlot, code.id(candidate)});
  Summary summary = code.summary();
  Program program(code.names, {&summary}, {nullptr, &known, world});
  Effects effects(program, code.destructors, code.isUser());
  Words spelled;
  for (const FunctionEffect &effect : effects.of(program.find(code.id("f"))))
    spelled.push_back(std::string(word(effect.key.kind)) + " " + word(effect.certainty) +
                      (effect.key.throughUser ? " through user" : ""));
  return spelled;
}

TEST(EffectsTest, AnIndirectCallDoesWhatItsCandidatesDoAndMayDoMore) {
  for (World world : {World::Open, World::Closed}) {
    Code code;
    code.addHeap();
    code.define("grows", "user.cpp").call("malloc", {{"grows", "user.cpp", 5}});
    code.define("releases", "lib.h").call("free", {{"releases", "lib.h", 6}});
    Words expected{"deallocate sometimes", "allocate sometimes through user"};
    Words does = byPointer(code, {"grows", "releases"}, world);
    std::sort(does.begin(), does.end());
    if (world == World::Open)
      expected.push_back("unknown always");
    std::sort(expected.begin(), expected.end());
    EXPECT_EQ(does, expected);
  }
}

TEST(EffectsTest, AnIndirectCallWithoutACandidateIsUnknownInAnyWorld) {
  for (World world : {World::Open, World::Closed}) {
    Code code;
    EXPECT_EQ(byPointer(code, {}, world), Words{"unknown always"});
  }
}

} // namespace
} // namespace heaplight
