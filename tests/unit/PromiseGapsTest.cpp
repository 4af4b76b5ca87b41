#include "judge/PromiseGaps.h"

#include "Court.h"

namespace heaplight {
namespace {

using test::Court;
using test::placesOf;
using Words = std::vector<std::string>;

// ——— casts

class CastsTest : public test::CourtTest {
protected:
  /// Of a cast of `symbol`, "" for what only a run decides, at line 5 of `in`.
  std::vector<Finding> ofCast(const std::string &symbol, const std::string &in = "user.cpp") {
    UnprovenPromise cast;
    cast.text = code.id("[[clang::nonblocking]]");
    cast.file = code.id(in);
    cast.line = 5;
    cast.column = 9;
    cast.function = code.id(symbol);
    unit.unproven.insert(cast);
    Court made = court();
    return unprovenPromises(made.linked, made.analysis.effects(Stage::Built));
  }
};

TEST_F(CastsTest, OfWhatOnlyARunDecidesNothingIsShown) {
  std::vector<Finding> found = ofCast("");
  ASSERT_EQ(placesOf(found), Words{"5 heap-unknown"});
  EXPECT_EQ(found[0].place.column, 9u);
  EXPECT_EQ(found[0].message,
            "this cast promises [[clang::nonblocking]] for a function that can't be seen");
}

TEST_F(CastsTest, AFunctionWithoutABodyMayDoAnything) {
  code.declare("elsewhere");
  std::vector<Finding> found = ofCast("elsewhere");
  ASSERT_EQ(placesOf(found), Words{"5 heap-unknown"});
  EXPECT_EQ(found[0].message, "this cast promises [[clang::nonblocking]] for 'elsewhere', whose "
                              "body is not among the inputs");
  EXPECT_EQ(found[0].reason, "no body: elsewhere()");
}

TEST_F(CastsTest, AFunctionOfTheUsersIsJudgedWhereItStands) {
  code.define("f", "user.cpp").call("malloc", {f3});
  EXPECT_EQ(placesOf(ofCast("f")), Words{});
}

TEST_F(CastsTest, CodeOfALibraryThatAllocatesIsFound) {
  code.define("grow").call("malloc", {{"grow", "lib.h", 70}});
  std::vector<Finding> found = ofCast("grow");
  ASSERT_EQ(placesOf(found), Words{"5 heap-allocate"});
  EXPECT_EQ(found[0].message,
            "this cast promises [[clang::nonblocking]] for 'grow', which may allocate");
}

TEST_F(CastsTest, CodeOfALibraryThatFreesIsFound) {
  code.define("drop").call("free", {{"drop", "lib.h", 70}});
  std::vector<Finding> found = ofCast("drop");
  ASSERT_EQ(placesOf(found), Words{"5 heap-deallocate"});
  EXPECT_EQ(found[0].message,
            "this cast promises [[clang::nonblocking]] for 'drop', which may free");
}

TEST_F(CastsTest, CodeOfALibraryThatCallsWhatCantBeSeenIsFound) {
  code.define("sort").call("", {{"sort", "lib.h", 70}});
  std::vector<Finding> found = ofCast("sort");
  ASSERT_EQ(placesOf(found), Words{"5 heap-unknown"});
  EXPECT_EQ(found[0].message,
            "this cast promises [[clang::nonblocking]] for 'sort', which calls what can't be seen");
  EXPECT_EQ(found[0].reason, "called by sort()");
}

TEST_F(CastsTest, CodeOfALibraryThatKeepsAwayIsNot) {
  code.define("size");
  EXPECT_EQ(placesOf(ofCast("size")), Words{});
}

TEST_F(CastsTest, WhatHappensOnFailureAloneIsNot) {
  code.define("at").call("malloc", {{"at", "lib.h", 70}}).inFunction = Certainty::Exceptional;
  EXPECT_EQ(placesOf(ofCast("at")), Words{});
}

TEST_F(CastsTest, AModelSpeaksForItsFunction) {
  EXPECT_EQ(placesOf(ofCast("malloc")), Words{"5 heap-allocate"});
}

TEST_F(CastsTest, CastsOfALibraryAreItsOwnMatter) {
  EXPECT_EQ(placesOf(ofCast("", "lib.h")), Words{});
}

// ——— declarations

class DeclarationsTest : public test::CourtTest {
protected:
  DeclarationsTest() { code.define("f", "user.cpp", 2); }

  /// `f` promises at line 1 of user.cpp what its first declaration, line 5 of `in`, doesn't say.
  void silent(const std::string &said, const std::string &in = "user.h") {
    Promise one = promise("f", said);
    one.silentFile = code.id(in);
    one.silentLine = 5;
    one.silentColumn = 3;
    unit.promises.insert(one);
  }
  std::vector<Finding> found() {
    Court made = court();
    return silentDeclarations(made.linked, made.isUserFile, made.codeAt);
  }
};

TEST_F(DeclarationsTest, ACommentThatCallersCantSeeIsFoundAndWritten) {
  silent("none");
  file.lines[1] = "// heaplight: none";
  file.lines[5] = "  void f();"; // As user.h has it.
  std::vector<Finding> all = found();
  ASSERT_EQ(placesOf(all), Words{"5 heap-contract"});
  EXPECT_EQ(all[0].place, (FilePlace{"user.h", 5, 3}));
  EXPECT_EQ(all[0].message,
            "'f' promises 'none' in user.cpp, but its first declaration says nothing");
  EXPECT_EQ(all[0].fixes, (std::vector<Edit>{{{"user.h", 5, 1}, 0, "  // heaplight: none\n"}}));
}

TEST_F(DeclarationsTest, WhereTheAuthorWroteABlockTheFixDoes) {
  silent("none");
  file.lines[1] = "/* heaplight: none */";
  file.lines[5] = "  void f();";
  EXPECT_EQ(found().at(0).fixes.at(0).text, "  /* heaplight: none */\n");
}

TEST_F(DeclarationsTest, BehindOtherCodeNothingIsWritten) {
  silent("none");
  file.lines[1] = "// heaplight: none";
  file.lines[5] = "x;void f();";
  EXPECT_TRUE(found().at(0).fixes.empty());
}

TEST_F(DeclarationsTest, AnAttributeThatCallersCantSeeIsFound) {
  silent("[[clang::nonblocking]]");
  EXPECT_EQ(placesOf(found()), Words{"5 heap-contract"});
}

TEST_F(DeclarationsTest, WhatSaysItAtOnceIsNot) {
  promises("f");
  EXPECT_EQ(placesOf(found()), Words{});
}

TEST_F(DeclarationsTest, OneDeclarationOfManyBodiesIsOne) {
  code.define("g", "user.cpp", 8);
  silent("none");
  Promise other = *unit.promises.begin();
  other.function = code.id("g");
  unit.promises.insert(other);
  unit.readable[other.function] = code.id("f()"); // As two bodies of one constructor are called.
  EXPECT_EQ(placesOf(found()), Words{"5 heap-contract"});
}

TEST_F(DeclarationsTest, TwoFunctionsThatAreDeclaredTogetherAreTwo) {
  code.define("g", "user.cpp", 8);
  silent("none");
  Promise other = *unit.promises.begin();
  other.function = code.id("g");
  unit.promises.insert(other);
  unit.readable[other.function] = code.id("g()");
  EXPECT_EQ(placesOf(found()), (Words{"5 heap-contract", "5 heap-contract"}));
}

TEST_F(DeclarationsTest, AHeaderThatIsNotTheUsersIsLeftAlone) {
  silent("none", "lib.h");
  EXPECT_EQ(placesOf(found()), Words{});
}

TEST_F(DeclarationsTest, WhatSilencesAFindingIsNoPromise) {
  silent("allow(heap-allocate) reserved");
  EXPECT_EQ(placesOf(found()), Words{});
}

TEST_F(DeclarationsTest, WhatCantBeReadIsNoPromise) {
  silent("alocate");
  EXPECT_EQ(placesOf(found()), Words{});
}

} // namespace
} // namespace heaplight
