#include "judge/LineRules.h"

#include "Court.h"

namespace heaplight {
namespace {

using test::Court;
using test::placesOf;
using Words = std::vector<std::string>;

// ——— heap-startup and heap-loop

class ShapesTest : public test::CourtTest {
protected:
  std::vector<Finding> shapes() {
    made_ = std::make_unique<Court>(take(), file);
    return shapesOf(made_->builtLines(), made_->linked.names, made_->accuser);
  }

  /// A call at a line of `f`, in a loop.
  Call &callInLoop(const char *callee, uint32_t line) {
    Call &call = code.define("f", "user.cpp").call(callee, {{"f", "user.cpp", line}});
    call.levels.back().inLoop = true;
    return call;
  }
  /// `object` dies at a line of `f`, each time a loop goes round.
  void dieInLoop(const char *object, uint32_t line) {
    code.destructors = {code.id("~Text")};
    code.define("~Text");
    Call &call = callInLoop("~Text", line);
    call.destroys = true;
    call.subject = code.id(object);
  }
  void nameObject(const char *object, uint32_t line) {
    code.subjects[{code.id("f"), line, 1}] = code.id(object);
  }
  void allocateAt(Phase phase) {
    code.define("init", "user.cpp").call("malloc", {{"init", "user.cpp", 3}}).levels.back().phase =
        phase;
  }

private:
  std::unique_ptr<Court> made_;
};

TEST_F(ShapesTest, WhatIsAllocatedBeforeMainIsFound) {
  allocateAt(Phase::Startup);
  std::vector<Finding> found = shapes();
  EXPECT_EQ(placesOf(found), Words{"3 heap-startup"});
  EXPECT_EQ(found.at(0).message, "malloc allocates before main");
}

TEST_F(ShapesTest, WhatAThreadAllocatesAtFirstUseIsFound) {
  allocateAt(Phase::Thread);
  std::vector<Finding> found = shapes();
  EXPECT_EQ(placesOf(found), Words{"3 heap-startup"});
  EXPECT_EQ(found.at(0).message, "malloc allocates at a thread's first use of it");
}

TEST_F(ShapesTest, WhatIsAllocatedWhenCalledIsNot) {
  allocateAt(Phase::Run);
  EXPECT_EQ(placesOf(shapes()), Words{});
}

TEST_F(ShapesTest, WhatIsMadeAndFreedEachRoundIsFound) {
  nameObject("key", 3);
  callInLoop("malloc", 3);
  dieInLoop("key", 5);
  std::vector<Finding> found = shapes();
  EXPECT_EQ(placesOf(found), Words{"3 heap-loop"});
  EXPECT_EQ(found.at(0).message,
            "malloc on 'key' allocates each time the loop goes round, and frees it again");
  EXPECT_EQ(found.at(0).mend, "make it once, before the loop, and empty it each time");
}

TEST_F(ShapesTest, WhatEachRoundKeepsForLaterIsNot) {
  nameObject("key", 3);
  callInLoop("malloc", 3);
  dieInLoop("other", 5);
  EXPECT_EQ(placesOf(shapes()), Words{});
}

TEST_F(ShapesTest, WhatGrowsWhileTheLoopGoesRoundIsFound) {
  callInLoop("malloc", 3);
  // The library's code frees the old block.
  code.define("f", "user.cpp").call("free", {{"push", "lib.h", 70}, f3}).levels.back().inLoop =
      true;
  std::vector<Finding> found = shapes();
  ASSERT_EQ(placesOf(found), Words{"3 heap-loop"});
  EXPECT_EQ(found[0].message, "malloc allocates as it grows, while the loop goes round");
  EXPECT_EQ(found[0].mend, "make the room before the loop");
}

TEST_F(ShapesTest, OutsideOfALoopNothingIs) {
  auto f = code.define("f", "user.cpp");
  f.call("malloc", {f3});
  f.call("free", {f3});
  EXPECT_EQ(placesOf(shapes()), Words{});
}

TEST_F(ShapesTest, WhatIsAllocatedOnFailureAloneIsNot) {
  Call &call = callInLoop("malloc", 3);
  call.inFunction = call.levels.back().certainty = Certainty::Exceptional;
  callInLoop("free", 3);
  EXPECT_EQ(placesOf(shapes()), Words{});
}

// ——— heap-contract

class CommentsAreHeldTest : public test::CourtTest {
protected:
  CommentsAreHeldTest() {
    auto f = code.define("f", "user.cpp", 2);
    f.call("malloc", {f3}).bytes = 4;
    f->endLine = 9;
  }

  /// What is wrong, each with its line.
  Words wrong() {
    Court made = court();
    Words spelled;
    for (const Finding &finding : untrueComments(made.contracts, made.linked, made.analysis)) {
      EXPECT_EQ(finding.rule, Rule::Contract);
      spelled.push_back(std::to_string(finding.place.line) + ": " + finding.message);
    }
    return spelled;
  }
};

TEST_F(CommentsAreHeldTest, WhatIsTrueIsNotFound) {
  file.lines[3] = "make(); // heaplight: allocate always 4 B";
  EXPECT_EQ(wrong(), Words{});
}

TEST_F(CommentsAreHeldTest, CodeThatDoesMoreThanItsCommentIsFound) {
  file.lines[3] = "make(); // heaplight: allocate sometimes";
  EXPECT_EQ(wrong(), Words{"3: the comment says 'allocate sometimes', but what its line does is "
                           "'allocate always'"});
}

TEST_F(CommentsAreHeldTest, HeapUseThatIsGoneIsFound) {
  file.lines[5] = "look(); // heaplight: allocate";
  EXPECT_EQ(wrong(), Words{"5: the comment says 'allocate', but what its line does is 'none'"});
}

TEST_F(CommentsAreHeldTest, WhereASizeIsWrongThoseThatAreSoAreTold) {
  file.lines[3] = "make(); // heaplight: allocate 8 B";
  EXPECT_EQ(wrong(),
            Words{"3: the comment says 'allocate 8 B', but what its line does is 'allocate "
                  "always' of 4 B"});
}

TEST_F(CommentsAreHeldTest, TheStageThatIsNamedIsTheOneThatCounts) {
  file.lines[3] = "make(); // heaplight: written none";
  EXPECT_EQ(wrong(), Words{"3: the comment says 'written none', but what its line does is 'written "
                           "allocate always'"});
}

TEST_F(CommentsAreHeldTest, NoneIsAPromiseAndNoMatterOfThisRule) {
  file.lines[3] = "make(); // heaplight: none";
  EXPECT_EQ(wrong(), Words{});
}

TEST_F(CommentsAreHeldTest, CodeThatNothingWasMadeOfIsNotJudged) {
  file.lines[20] = "inline void unused() { make(); } // heaplight: allocate always";
  EXPECT_EQ(wrong(), Words{});
}

TEST_F(CommentsAreHeldTest, ACommentOverAFunctionSpeaksOfAllThatItComesTo) {
  unit.promises.insert(promise("f", "allocate always; deallocate"));
  EXPECT_EQ(wrong(), Words{"1: the comment says 'deallocate', but what its function does is "
                           "'allocate always'"});
}

TEST_F(CommentsAreHeldTest, ACommentOverAFunctionWithoutABodyIsNotJudged) {
  unit.promises.insert(promise("unused", "allocate always"));
  EXPECT_EQ(wrong(), Words{});
}

TEST_F(CommentsAreHeldTest, WhatCantBeReadIsFound) {
  file.lines[3] = "make(); // heaplight: alocate";
  EXPECT_EQ(wrong(), Words{"3: can't read 'alocate'; did you mean 'allocate'?"});
}

// ——— budgets

class BudgetsTest : public test::CourtTest {
protected:
  BudgetsTest() {
    auto f = code.define("f", "user.cpp", 2);
    f->endLine = 9;
    for (uint32_t line : {3, 4, 4, 5})
      f.call("malloc", {{"f", "user.cpp", line}});
  }

  std::vector<Finding> overdrawn(const std::string &entry) {
    file.policy = "Contracts: [{" + entry + "}]";
    Court made = court();
    return overdrawnBudgets(made.builtLines(), made.sources);
  }
};

TEST_F(BudgetsTest, TheFirstLineOverTheBudgetIsFound) {
  std::vector<Finding> found = overdrawn("functions: f, budget: {allocate: 2}, severity: error");
  ASSERT_EQ(placesOf(found), Words{"5 heap-allocate"});
  EXPECT_EQ(found[0].severity, Severity::Error);
  EXPECT_EQ(found[0].promisedAt, (FilePlace{".heaplight.yaml", 1, 13}));
  EXPECT_EQ(found[0].message,
            "3 lines allocate, but the budget is 2; this is the first one over it");
}

TEST_F(BudgetsTest, ABudgetThatIsUsedUpHolds) {
  EXPECT_EQ(placesOf(overdrawn("functions: f, budget: {allocate: 3}")), Words{});
}

TEST_F(BudgetsTest, OtherKindsAreNotCounted) {
  EXPECT_EQ(placesOf(overdrawn("functions: f, budget: {deallocate: 0}")), Words{});
}

TEST_F(BudgetsTest, OtherCodeIsNotCounted) {
  EXPECT_EQ(placesOf(overdrawn("functions: g, budget: {allocate: 0}")), Words{});
}

TEST_F(BudgetsTest, AFilesBudgetCountsAllOfIt) {
  EXPECT_EQ(placesOf(overdrawn("paths: user.cpp, budget: {allocate: 0}")),
            Words{"3 heap-allocate"});
}

class StartupBudgetsTest : public BudgetsTest {
protected:
  StartupBudgetsTest() {
    auto init = code.define("init", "user.cpp", 20);
    init.call("malloc", {{"init", "user.cpp", 21}}).levels.back().phase = Phase::Startup;
    init->endLine = 22;
  }
};

TEST_F(StartupBudgetsTest, WhatPassesIsNotCounted) {
  EXPECT_EQ(placesOf(overdrawn("functions: init, budget: {allocate: 0}, unless: startup")),
            Words{});
}

TEST_F(StartupBudgetsTest, WhereNothingLetsItPassItCounts) {
  EXPECT_EQ(placesOf(overdrawn("functions: init, budget: {allocate: 0}")),
            Words{"21 heap-allocate"});
}

} // namespace
} // namespace heaplight
