#include "reach/Link.h"

#include "Build.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace heaplight {
namespace {

using test::Code;
using Words = std::vector<std::string>;

/// An input of which both stages are `code`.
Unit unitOf(const std::string &source, Code &code) {
  Unit unit;
  unit.source = source;
  unit.written = code.summary(Stage::Written);
  unit.built = code.summary(Stage::Built);
  unit.destructors = code.destructors;
  unit.subjects = code.subjects;
  unit.names = std::move(code.names);
  return unit;
}

Linked linkTwo(Unit first, Unit second) {
  std::vector<Unit> units;
  units.push_back(std::move(first));
  units.push_back(std::move(second));
  return link(std::move(units));
}

/// A unit that defines `symbol` with `linkage` at line 1 of its source, and calls it from line 9.
Unit defining(const std::string &source, const std::string &symbol, Linkage linkage,
              const std::string &file = "") {
  Code code;
  code.define(symbol, file.empty() ? source : file).function().linkage = linkage;
  auto caller = code.define("caller of " + source, source, 9);
  caller.function().linkage = Linkage::Strong;
  caller.call(symbol, {{"caller of " + source, source, 9}});
  return unitOf(source, code);
}

/// "f a.cpp Strong" for each function of the built stage, sorted.
Words functionsOf(const Linked &linked) {
  Words found;
  for (const Function &function : linked.built.functions)
    found.push_back(linked.names.text(function.symbol) + " " + linked.names.text(function.file));
  std::sort(found.begin(), found.end());
  return found;
}

/// The file of the function that the caller in `source` calls.
std::string calledFrom(const Linked &linked, const std::string &source) {
  Program program(linked.names, {&linked.built}, {&linked.aliases, &linked.candidates});
  for (const Function &function : linked.built.functions)
    if (linked.names.text(function.symbol) == "caller of " + source)
      return linked.names.text(program.function(program.calleeOf(function.calls.front())).file);
  return "no caller";
}

TEST(LinkTest, ACallReachesTheBodyInAnotherInput) {
  Code code;
  code.declare("f");
  code.define("caller of a.cpp", "a.cpp").call("f", {{"caller of a.cpp", "a.cpp", 9}});
  Linked linked = linkTwo(unitOf("a.cpp", code), defining("b.cpp", "f", Linkage::Strong));
  EXPECT_EQ(calledFrom(linked, "a.cpp"), "b.cpp");
  EXPECT_TRUE(linked.conflicts.empty());
}

TEST(LinkTest, ALocalFunctionIsItsOwnInputsAlone) {
  auto local = [](const std::string &source) {
    Unit unit = defining(source, "helper", Linkage::Local);
    unit.local = {unit.names.intern("helper")};
    return unit;
  };
  Linked linked = linkTwo(local("a.cpp"), local("b.cpp"));
  EXPECT_EQ(calledFrom(linked, "a.cpp"), "a.cpp");
  EXPECT_EQ(calledFrom(linked, "b.cpp"), "b.cpp");
  EXPECT_TRUE(linked.conflicts.empty());
}

TEST(LinkTest, WhatEachInputHoldsAlikeIsKeptOnce) {
  Linked linked = linkTwo(defining("a.cpp", "inline", Linkage::Once, "h.h"),
                          defining("b.cpp", "inline", Linkage::Once, "h.h"));
  EXPECT_EQ(functionsOf(linked),
            (Words{"caller of a.cpp a.cpp", "caller of b.cpp b.cpp", "inline h.h"}));
  EXPECT_TRUE(linked.conflicts.empty());
}

TEST(LinkTest, TheStrongerBodyCountsWhereverItStands) {
  for (Linkage weaker : {Linkage::Spare, Linkage::Weak, Linkage::Once}) {
    Linked after = linkTwo(defining("a.cpp", "f", weaker), defining("b.cpp", "f", Linkage::Strong));
    EXPECT_EQ(calledFrom(after, "b.cpp"), "b.cpp");
    Linked before =
        linkTwo(defining("b.cpp", "f", Linkage::Strong), defining("a.cpp", "f", weaker));
    EXPECT_EQ(calledFrom(before, "b.cpp"), "b.cpp");
  }
}

TEST(LinkTest, OfTwoStrongBodiesEachCountsForItsOwnInputAndThatIsTold) {
  Linked linked = linkTwo(defining("a.cpp", "main", Linkage::Strong),
                          defining("b.cpp", "main", Linkage::Strong));
  EXPECT_EQ(calledFrom(linked, "a.cpp"), "a.cpp");
  EXPECT_EQ(calledFrom(linked, "b.cpp"), "b.cpp");
  EXPECT_EQ(linked.conflicts, (std::vector<Conflict>{{"main", "a.cpp", "b.cpp"}}));
}

TEST(LinkTest, AConflictIsToldOnceHoweverManyInputsHaveIt) {
  std::vector<Unit> units;
  for (const char *source : {"a.cpp", "b.cpp", "c.cpp"})
    units.push_back(defining(source, "usage", Linkage::Strong));
  Linked linked = link(std::move(units));
  EXPECT_EQ(linked.conflicts, (std::vector<Conflict>{{"usage", "a.cpp", "b.cpp"}}));
}

TEST(LinkTest, AWeakBodysOwnInputMeansTheStrongOneToo) {
  for (Linkage stronger : {Linkage::Once, Linkage::Strong}) {
    Linked linked =
        linkTwo(defining("a.cpp", "f", Linkage::Weak), defining("b.cpp", "f", stronger));
    EXPECT_EQ(calledFrom(linked, "a.cpp"), "b.cpp");
    EXPECT_EQ(functionsOf(linked),
              (Words{"caller of a.cpp a.cpp", "caller of b.cpp b.cpp", "f a.cpp", "f b.cpp"}));
    EXPECT_TRUE(linked.conflicts.empty());
  }
}

/// A unit in which `name` stands for `target`, which is a function of its own.
Unit aliasing(const std::string &source, const std::string &name, Linkage linkage) {
  Unit unit = defining(source, "target in " + source, Linkage::Strong);
  StringId target = unit.names.intern("target in " + source);
  unit.aliases.push_back({unit.names.intern(name), target, linkage});
  return unit;
}

TEST(LinkTest, AnAliasCompetesAsABodyDoes) {
  Linked weaker =
      linkTwo(defining("a.cpp", "f", Linkage::Weak), aliasing("b.cpp", "f", Linkage::Strong));
  EXPECT_EQ(calledFrom(weaker, "a.cpp"), "b.cpp");
  EXPECT_TRUE(weaker.conflicts.empty());
  Linked equal =
      linkTwo(defining("a.cpp", "f", Linkage::Strong), aliasing("b.cpp", "f", Linkage::Strong));
  EXPECT_EQ(calledFrom(equal, "a.cpp"), "a.cpp");
  EXPECT_EQ(equal.conflicts, (std::vector<Conflict>{{"f", "a.cpp", "b.cpp"}}));
}

/// A unit whose inline function `f` of shared.h calls `callees`; another function calls `f`.
Unit copying(const std::string &source, const Words &callees) {
  Code code;
  code.addHeap();
  auto f = code.define("f", "shared.h", 3);
  f.function().linkage = Linkage::Once;
  for (const std::string &callee : callees)
    f.call(callee, {{"f", "shared.h", 4}});
  auto caller = code.define("caller of " + source, source, 9);
  caller.function().linkage = Linkage::Strong;
  caller.call("f", {{"caller of " + source, source, 9}});
  if (std::count(callees.begin(), callees.end(), "nothing"))
    code.define("nothing", "other.h", 1).function().linkage = Linkage::Once;
  return unitOf(source, code);
}

/// "allocate sometimes" for each effect of the function of `source` that calls `f`.
Words effectsFrom(const Linked &linked, const std::string &source) {
  Program program(linked.names, {&linked.built},
                  {&linked.aliases, &linked.candidates, World::Open, &linked.twins});
  Effects effects(program, linked.destructors, [](StringId) { return false; });
  Words found;
  for (const Function &function : linked.built.functions)
    if (linked.names.text(function.symbol) == "caller of " + source)
      for (const FunctionEffect &effect : effects.of(program.find(function.symbol)))
        found.push_back(std::string(word(effect.key.kind)) + " " + word(effect.certainty));
  return found;
}

TEST(LinkTest, ACallOfBodiesThatDifferMayDoWhatEitherDoes) {
  for (const auto &[first, second] : {std::pair<Words, Words>{{"malloc"}, {}}, {{}, {"malloc"}}}) {
    Linked linked = linkTwo(copying("a.cpp", first), copying("b.cpp", second));
    EXPECT_EQ(effectsFrom(linked, "a.cpp"), Words{"allocate sometimes"});
    EXPECT_EQ(effectsFrom(linked, "b.cpp"), Words{"allocate sometimes"});
    EXPECT_EQ(linked.conflicts, (std::vector<Conflict>{{"f", "a.cpp", "b.cpp", Meant::Either}}));
  }
}

TEST(LinkTest, BodiesThatAreWrittenDifferentlyAndDoTheSameAreOne) {
  Linked linked = linkTwo(copying("a.cpp", {"malloc"}), copying("b.cpp", {"nothing", "malloc"}));
  EXPECT_EQ(effectsFrom(linked, "b.cpp"), Words{"allocate always"});
  EXPECT_EQ(functionsOf(linked), (Words{"caller of a.cpp a.cpp", "caller of b.cpp b.cpp",
                                        "f shared.h", "free ", "malloc ", "nothing other.h"}));
  EXPECT_TRUE(linked.conflicts.empty() && linked.twins.empty());
}

TEST(LinkTest, InlineBodiesOfOneNameAtTwoPlacesAreAConflict) {
  Linked linked = linkTwo(defining("a.cpp", "Node::size", Linkage::Once),
                          defining("b.cpp", "Node::size", Linkage::Once));
  EXPECT_EQ(linked.conflicts, (std::vector<Conflict>{{"Node::size", "a.cpp", "b.cpp"}}));
}

TEST(LinkTest, TheProgramsOwnBodyComesBeforeALibrarys) {
  Code code;
  code.define("malloc", "libc.so.6").function().machine = true;
  code.define("malloc", "libc.so.6").function().linkage = Linkage::Strong;
  Unit library;
  library.source = "libc.so.6";
  library.language = "machine code";
  library.built = code.summary(Stage::Built);
  library.names = std::move(code.names);
  Linked linked = linkTwo(std::move(library), defining("a.cpp", "malloc", Linkage::Weak));
  EXPECT_EQ(calledFrom(linked, "a.cpp"), "a.cpp");
  ASSERT_EQ(linked.inputs.size(), 1u);
  EXPECT_EQ(linked.inputs.front().source, "a.cpp");
  EXPECT_TRUE(linked.conflicts.empty());
}

TEST(LinkTest, ASourceThatAnotherIncludesKeepsItsLines) {
  Code including;
  including.define("f", "b.cpp").function().linkage = Linkage::Strong;
  including.define("f", "b.cpp").call("malloc", {{"f", "b.cpp", 2}});
  Linked linked =
      linkTwo(unitOf("a.cpp", including), defining("b.cpp", "g", Linkage::Strong, "b.h"));
  EXPECT_EQ(linked.inputOf[linked.names.intern("b.cpp")], 1u);
  EXPECT_EQ(linked.inputOf[linked.names.intern("b.h")], Linked::nobody);
}

TEST(LinkTest, FramesStringsAndConstantsKeepTheirMeaning) {
  Code code;
  auto f = code.define("f", "b.cpp");
  Call &call = f.call("manager", {{"inlined", "h.h", 3}, {"f", "b.cpp", 7}});
  Dispatch dispatch;
  dispatch.type = code.id("class Shape");
  dispatch.slot = 16;
  dispatch.constants = {{1, -4}};
  call.dispatch = code.names.intern(dispatch);
  call.subject = code.id("v");
  call.type = code.id("Node");
  call.reason = code.id("why");
  Code before; // Takes the first ids, so that none of the other's stays as it was.
  before.define("x", "x.cpp").call("y", {{"x", "x.cpp", 1}});
  Linked linked = linkTwo(unitOf("x.cpp", before), unitOf("b.cpp", code));
  const Names &names = linked.names;
  const Call &moved = linked.built.functions.back().calls.front();
  EXPECT_EQ(names.text(moved.callee), "manager");
  EXPECT_EQ(names.text(moved.subject), "v");
  EXPECT_EQ(names.text(moved.type), "Node");
  EXPECT_EQ(names.text(moved.reason), "why");
  EXPECT_EQ(test::spell(names, names.chain(moved.frame)), "h.h:3 b.cpp:7");
  EXPECT_EQ(names.text(names.dispatch(moved.dispatch).type), "class Shape");
  EXPECT_EQ(names.dispatch(moved.dispatch).constants, dispatch.constants);
}

/// A unit that declares `symbol`, and reads it as `name`.
Unit naming(const std::string &symbol, const std::string &name) {
  Code code;
  code.declare(symbol);
  std::pair<StringId, StringId> readable{code.id(symbol), code.id(name)};
  Unit unit = unitOf("user.cpp", code);
  unit.readable.insert(readable);
  return unit;
}

TEST(LinkTest, ANameFromTheSourceComesBeforeWhatTheSymbolTells) {
  // c++filt _Z4takeRKi
  const std::string symbol = "_Z4takeRKi", source = "take(const int&)", bare = "take(int const&)";
  for (const auto &[first, second] : {std::pair(source, bare), std::pair(bare, source)}) {
    Linked linked = linkTwo(naming(symbol, first), naming(symbol, second));
    EXPECT_EQ(linked.readableName(linked.names.intern(symbol)), source);
  }
}

} // namespace
} // namespace heaplight
