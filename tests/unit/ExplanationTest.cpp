#include "report/Explanation.h"

#include "Folder.h"
#include "OneUnit.h"
#include "read/NameTokens.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

using Words = std::vector<std::string>;

class ExplanationTest : public test::OneUnitTest {
protected:
  llvm::Expected<Explanation> ask(const std::string &what) {
    std::vector<Unit> units;
    units.push_back(take());
    Linked linked = link(std::move(units));
    llvm::Expected<Asked> asked = readAsked(what, [](const std::string &) { return false; });
    if (!asked)
      return asked.takeError();
    return explain(linked, {*asked, nameTokens, options});
  }
  Explanation explanation(const std::string &what) {
    llvm::Expected<Explanation> found = ask(what);
    if (found)
      return std::move(*found);
    ADD_FAILURE() << llvm::toString(found.takeError());
    return {{{}}, {}};
  }
  Explained one(const std::string &what) { return explanation(what).subjects.at(0); }
  std::string failure(const std::string &what) {
    llvm::Expected<Explanation> found = ask(what);
    return found ? "none" : llvm::toString(found.takeError());
  }

  /// "allocate always 2 malloc()": with the number of its ways.
  static Words spell(const Explained &explained) {
    Words spelled;
    for (const ExplainedEffect &effect : explained.effects)
      spelled.push_back(std::string(word(effect.kind)) + " " + word(effect.ways[0].certainty) +
                        " " + std::to_string(effect.ways.size()) + " " + effect.ways[0].callee +
                        effect.ways[0].reason);
    return spelled;
  }
};

TEST_F(ExplanationTest, ALineIsExplainedByItsWays) {
  code.define("f", "user.cpp").call("malloc", {{"push", "lib.h", 70}, f3}).bytes = 24;
  Explained line = one("user.cpp:3");
  EXPECT_EQ(spell(line), Words{"allocate always 1 malloc()"});
  const ExplainedWay &way = line.effects[0].ways[0];
  ASSERT_EQ(way.steps.size(), 2u);
  EXPECT_EQ(way.steps[0].function, "f()");
  EXPECT_TRUE(way.steps[0].user);
  EXPECT_EQ(way.steps[1].entry, Entry::Inlined);
  EXPECT_FALSE(way.steps[1].user);
  EXPECT_EQ(way.bytes, 24u);
}

TEST_F(ExplanationTest, AColumnBehindTheLineCountsForNothing) {
  code.define("f", "user.cpp").call("malloc", {f3});
  EXPECT_EQ(one("user.cpp:3:17").line, 3u);
}

TEST_F(ExplanationTest, WaysToOneTypeAreAlikeAndToTwoAreNot) {
  auto f = code.define("f", "user.cpp");
  f.call("malloc", {{"a", "lib.h", 1}, f3}).type = code.id("Node");
  f.call("malloc", {{"b", "lib.h", 2}, f3}).type = code.id("Node");
  f.call("malloc", {{"c", "lib.h", 3}, f3}).type = code.id("Leaf");
  Explained line = one("user.cpp:3");
  EXPECT_EQ(spell(line), (Words{"allocate always 2 malloc()", "allocate always 1 malloc()"}));
  EXPECT_EQ(line.effects[0].ways[0].type, "Node");
}

TEST_F(ExplanationTest, ALineIsNeverSurerThanAnnotateSays) {
  // Both instances of g stand on the line, and one of them does nothing.
  code.define("g1", "user.cpp").call("malloc", {{"g1", "user.cpp", 3}});
  code.define("g1", "user.cpp")->lines = {3};
  code.define("g2", "user.cpp")->lines = {3};
  EXPECT_EQ(spell(one("user.cpp:3")), Words{"allocate sometimes 1 malloc()"});
}

TEST_F(ExplanationTest, WhatWasRemovedIsNamed) {
  code.define("f", "user.cpp").call("malloc", {f3});
  unit.written = code.summary(Stage::Written);
  code.define("f", "user.cpp")->calls.clear();
  Explained line = one("user.cpp:3");
  EXPECT_TRUE(line.effects.empty());
  EXPECT_EQ(line.removed, std::vector<Kind>{Kind::Allocate});
  EXPECT_TRUE(line.hasCode);
}

TEST_F(ExplanationTest, ALineWithoutCodeIsToldFromOneThatDoesNothing) {
  code.define("f", "user.cpp")->lines = {2};
  EXPECT_TRUE(one("user.cpp:2").hasCode);
}

TEST_F(ExplanationTest, ALineThatNothingStandsOnHasNoCode) {
  code.define("f", "user.cpp")->lines = {2};
  EXPECT_FALSE(one("user.cpp:4").hasCode);
}

TEST_F(ExplanationTest, AnObjectThatDiesIsAWayOfItsOwn) {
  code.destructors = {code.id("~Quiet"), code.id("~Freeing")};
  code.define("~Quiet", "lib.h");
  code.define("~Freeing", "lib.h").call("free", {{"~Freeing", "lib.h", 5}});
  auto f = code.define("f", "user.cpp");
  f.call("~Quiet", {f3}).destroys = true;
  f.call("~Freeing", {f3}).destroys = true;
  EXPECT_EQ(spell(one("user.cpp:3")),
            (Words{"destroy always 1 ~Freeing()", "deallocate always 1 free()"}));
}

TEST_F(ExplanationTest, AnUnknownCallSaysWhatWouldMakeItKnown) {
  code.declare("mystery");
  code.define("f", "user.cpp").call("mystery", {f3});
  Explained line = one("user.cpp:3");
  EXPECT_EQ(line.effects[0].ways[0].reason, "no body: mystery()");
  EXPECT_NE(line.effects[0].ways[0].advice.find("defines it"), std::string::npos);
}

TEST_F(ExplanationTest, AnIndirectCallWantsTheCodeBehindThePointer) {
  code.define("f", "user.cpp").call("", {f3}).reason = code.id("call through a pointer: void ()");
  EXPECT_EQ(one("user.cpp:3").effects[0].ways[0].advice, "give the code that sets the pointer");
}

TEST_F(ExplanationTest, CandidatesAreWorthClosingTheWorld) {
  Call &call = code.define("f", "user.cpp").call("", {f3});
  call.reason = code.id("call through a pointer: void ()");
  Dispatch dispatch;
  dispatch.type = code.id("void ()");
  call.dispatch = code.names.intern(dispatch);
  code.define("g", "user.cpp");
  unit.candidates = {{dispatch.type, Dispatch::noSlot, code.id("g")}};
  std::string advice = one("user.cpp:3").effects[0].ways[0].advice;
  EXPECT_NE(advice.find("one function here fits"), std::string::npos) << advice;
  EXPECT_NE(advice.find("--closed-world"), std::string::npos) << advice;
}

TEST_F(ExplanationTest, AFunctionIsFoundByTheEndOfItsName) {
  code.define("f", "user.cpp").call("malloc", {f3});
  unit.readable[code.id("f")] = code.id("Book::add(int)");
  Explained function = one("add");
  EXPECT_EQ(function.function, "Book::add(int)");
  EXPECT_EQ(function.symbol, "f");
  EXPECT_EQ(spell(function), Words{"allocate always 1 malloc()"});
}

TEST_F(ExplanationTest, OfOverloadsTheNearestComesFirst) {
  code.define("f1", "user.cpp").call("f2", {f3});
  code.define("f2", "user.cpp").call("malloc", {{"f2", "user.cpp", 9}});
  code.define("f3", "user.cpp");
  for (const char *symbol : {"f1", "f2", "f3"})
    unit.readable[code.id(symbol)] = code.id(std::string("f(") + symbol + ")");
  Explanation found = explanation("f");
  ASSERT_EQ(found.subjects.size(), 3u);
  EXPECT_EQ(found.subjects[0].function, "f(f2)");
  EXPECT_EQ(found.subjects[1].function, "f(f1)");
  EXPECT_EQ(found.subjects[2].function, "f(f3)");
}

TEST_F(ExplanationTest, BeyondAFewOverloadsTheRestIsNamed) {
  for (char letter = 'p'; letter < 'w'; ++letter) {
    std::string symbol(1, letter);
    code.define(symbol, "user.cpp");
    unit.readable[code.id(symbol)] = code.id("f(" + symbol + ")");
  }
  Explanation found = explanation("f");
  EXPECT_EQ(found.subjects.size(), 5u);
  ASSERT_EQ(found.others.size(), 2u);
  EXPECT_EQ(found.others[0], (OtherFunction{"f(u)", "u", "user.cpp", 1}));
  EXPECT_EQ(found.others[1].function, "f(v)");
}

TEST_F(ExplanationTest, WhatAModelSaysHasNoWay) {
  Explained function = one("malloc");
  EXPECT_TRUE(function.modelled);
  EXPECT_EQ(spell(function), Words{"allocate always 1 malloc()"});
  EXPECT_TRUE(function.effects[0].ways[0].steps.empty());
}

TEST_F(ExplanationTest, AFileIsFoundByTheEndOfItsPath) {
  unit.source = "sub/user.cpp";
  code.define("f", "sub/user.cpp").call("malloc", {{"f", "sub/user.cpp", 3}});
  unit.systemFiles = {};
  EXPECT_EQ(failure("user.cpp:3"), "none");
}

TEST_F(ExplanationTest, TwoFilesOfOneNameAreNotGuessedAt) {
  auto f = code.define("f", "user.cpp");
  f.call("malloc", {{"f", "user/a/x.h", 3}});
  f.call("malloc", {{"f", "user/b/x.h", 3}});
  EXPECT_EQ(failure("x.h:3"), "x.h: may be user/a/x.h or user/b/x.h; give more of its path");
}

TEST_F(ExplanationTest, WhatIsNotThereIsSaidWithWhatIsLikeIt) {
  code.define("f", "user.cpp");
  EXPECT_EQ(failure("usr.cpp:3"), "usr.cpp: no code of this file of yours is among the inputs; "
                                  "there is user.cpp");
}

TEST_F(ExplanationTest, AFunctionThatIsNotThereIsSaidWithWhatIsLikeIt) {
  code.define("refill", "user.cpp");
  EXPECT_EQ(failure("refil"), "no function 'refil' has its body among the inputs; there is refill");
}

TEST_F(ExplanationTest, OverloadsAreToldWhereTheParametersFitNone) {
  code.define("f1", "user.cpp");
  unit.readable[code.id("f1")] = code.id("refill(int)");
  EXPECT_EQ(failure("refill(long)"),
            "no function 'refill(long)' has its body among the inputs; there is refill(int)");
}

TEST_F(ExplanationTest, AFileWithoutALineIsToldFromAFunction) {
  code.define("f", "user.cpp");
  EXPECT_EQ(failure("user.cpp"),
            "user.cpp: which line of this file is not said; say user.cpp:LINE");
}

TEST_F(ExplanationTest, ALineBehindTheEndIsRefused) {
  test::Folder folder;
  unit.source = folder.write("user.cpp", "one\ntwo\n");
  code.define("f", unit.source);
  const std::string what = unit.source + ":3";
  EXPECT_EQ(failure(what), what + ": the file has only 2 lines");
}

TEST_F(ExplanationTest, NoLineOfAnEmptyFileIsThere) {
  test::Folder folder;
  unit.source = folder.write("user.cpp", "");
  code.define("f", unit.source);
  const std::string what = unit.source + ":99999999999999999999";
  EXPECT_EQ(failure(what), what + ": the file is empty");
}

} // namespace
} // namespace heaplight
