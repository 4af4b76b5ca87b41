#include "judge/Breaches.h"

#include "Court.h"

namespace heaplight {
namespace {

using test::At;
using test::Court;
using test::placesOf;
using Words = std::vector<std::string>;

class BreachesTest : public test::CourtTest {
protected:
  std::vector<Finding> breaches() {
    return breaches(*(made_ = std::make_unique<Court>(take(), file)));
  }

  static std::vector<Finding> breaches(Court &made) {
    return breachesOf({made.linked, made.analysis, made.contracts, made.policyOf, made.accuser,
                       made.suppressions});
  }

  /// A call of `callee` at a line of user.cpp, in code that pushes.
  static Call &call(test::FunctionBuilder function, const std::string &symbol, const char *callee,
                    uint32_t line) {
    return function.call(callee, {{"push", "lib.h", 70}, {symbol, "user.cpp", line}});
  }
  Call &call(const std::string &symbol, const char *callee, uint32_t line) {
    return call(code.define(symbol, "user.cpp"), symbol, callee, line);
  }

  Court &made() { return *made_; }

private:
  std::unique_ptr<Court> made_;
};

TEST_F(BreachesTest, WhatPromisedAndAllocatesIsFound) {
  call("f", "malloc", 3);
  promises("f");
  EXPECT_EQ(placesOf(breaches()), Words{"3 heap-allocate"});
}

TEST_F(BreachesTest, WhatPromisedNothingMay) {
  call("f", "malloc", 3);
  code.define("g", "user.cpp");
  promises("g");
  EXPECT_EQ(placesOf(breaches()), Words{});
}

TEST_F(BreachesTest, TheLineIsTheInnermostOfTheUsers) {
  code.define("f", "user.cpp").call("g", {f3});
  call("g", "free", 8);
  promises("f");
  std::vector<Finding> found = breaches();
  EXPECT_EQ(placesOf(found), Words{"8 heap-deallocate"});
  EXPECT_EQ(found.at(0).message, "'f' must not free: push frees");
}

TEST_F(BreachesTest, WhatPromisesItselfIsNotBlamedOnItsCallers) {
  code.define("f", "user.cpp").call("g", {f3});
  call("g", "malloc", 8);
  promises("f");
  promises("g");
  std::vector<Finding> found = breaches();
  EXPECT_EQ(placesOf(found), Words{"8 heap-allocate"});
  EXPECT_EQ(found.at(0).message, "'g' must not allocate: push allocates");
}

TEST_F(BreachesTest, ACommentSilencesAtItsLine) {
  call("f", "malloc", 3);
  call("f", "malloc", 4);
  promises("f");
  file.lines[3] = "push(1); // NOLINT(heap-allocate): reserved";
  std::vector<Finding> found = breaches();
  ASSERT_EQ(placesOf(found), (Words{"3 heap-allocate", "4 heap-allocate"}));
  EXPECT_EQ(found[0].standing, Standing::Suppressed);
  EXPECT_EQ(found[0].justification, "reserved");
  EXPECT_EQ(found[1].standing, Standing::Counts);
  EXPECT_TRUE(made().suppressions.findings().empty()); // It was of use.
}

TEST_F(BreachesTest, ACommentSilencesAtAnyLineOnTheWay) {
  code.define("f", "user.cpp").call("g", {f3});
  call("g", "malloc", 8);
  promises("f");
  file.lines[3] = "g(); // NOLINT(heap-allocate)";
  std::vector<Finding> found = breaches();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].standing, Standing::Suppressed);
}

TEST_F(BreachesTest, ACommentForAnotherRuleSilencesNothing) {
  call("f", "malloc", 3);
  promises("f");
  file.lines[3] = "push(1); // NOLINT(heap-deallocate)";
  EXPECT_EQ(breaches().at(0).standing, Standing::Counts);
  EXPECT_EQ(made().suppressions.findings().size(), 1u);
}

TEST_F(BreachesTest, WhatHappensOnFailureAloneIsOfHeapException) {
  call("f", "malloc", 3).inFunction = Certainty::Exceptional;
  promises("f");
  EXPECT_EQ(placesOf(breaches()), Words{"3 heap-exception"});
}

TEST_F(BreachesTest, AFailureNeedsNoFindingBesideTheRest) {
  call("f", "malloc", 3);
  call("f", "malloc", 3).inFunction = Certainty::Exceptional;
  promises("f");
  EXPECT_EQ(placesOf(breaches()), Words{"3 heap-allocate"});
}

TEST_F(BreachesTest, APolicyMayLetFailuresPass) {
  call("f", "malloc", 3).inFunction = Certainty::Exceptional;
  file.policy = "Contracts: [{functions: f, unless: exceptional}]";
  EXPECT_EQ(placesOf(breaches()), Words{});
}

TEST_F(BreachesTest, APolicyMayLetStartupPass) {
  call("early", "malloc", 3).levels.back().phase = Phase::Startup;
  file.policy = "Contracts: [{functions: early, unless: startup}]";
  EXPECT_EQ(placesOf(breaches()), Words{});
}

TEST_F(BreachesTest, WhatIsNotStartupDoesNotPassAsSuch) {
  call("late", "malloc", 3);
  file.policy = "Contracts: [{functions: late, unless: startup}]";
  EXPECT_EQ(placesOf(breaches()), Words{"3 heap-allocate"});
}

TEST_F(BreachesTest, WhatIsStoredToRunLaterIsNoDoingOfTheFunction) {
  call("f", "malloc", 3).origin = Origin::Registered;
  promises("f");
  EXPECT_EQ(placesOf(breaches()), Words{});
}

TEST_F(BreachesTest, DestructorsRunUnlessAPolicyForbidsThem) {
  code.destructors = {code.id("~Reading")};
  code.define("~Reading");
  code.define("f", "user.cpp").call("~Reading", {f3}).destroys = true;
  promises("f");
  EXPECT_EQ(placesOf(breaches()), Words{});
}

TEST_F(BreachesTest, DestructorsThatAPolicyForbidsAreFound) {
  code.destructors = {code.id("~Reading")};
  code.define("~Reading");
  code.define("f", "user.cpp").call("~Reading", {f3}).destroys = true;
  file.policy = "Contracts: [{functions: f, forbid: destroy}]";
  EXPECT_EQ(placesOf(breaches()), Words{"3 heap-destroy"});
}

TEST_F(BreachesTest, AnUnseenCallIsFound) {
  code.define("f", "user.cpp").call("", {f3}).reason = code.id("call through a pointer: void ()");
  promises("f");
  std::vector<Finding> found = breaches();
  EXPECT_EQ(placesOf(found), Words{"3 heap-unknown"});
  EXPECT_EQ(found.at(0).reason, "call through a pointer: void ()");
}

TEST_F(BreachesTest, APointerWhoseTypePromisesIsTrusted) {
  code.define("f", "user.cpp").call("", {f3}).reason = code.id("call through a pointer: void ()");
  unit.promisedCalls.insert({code.id("f"), 3, 1});
  promises("f");
  EXPECT_EQ(placesOf(breaches()), Words{});
}

TEST_F(BreachesTest, WhatAllocatesAndFreesAtOnePlaceIsOneFinding) {
  call("f", "malloc", 3).elementBytes = 4;
  call("f", "free", 3);
  promises("f");
  std::vector<Finding> found = breaches();
  EXPECT_EQ(placesOf(found), Words{"3 heap-allocate"});
  EXPECT_EQ(found.at(0).message, "'f' must not allocate: push reallocates");
}

TEST_F(BreachesTest, AtTwoPlacesTheyAreTwo) {
  call("f", "malloc", 3);
  call("f", "free", 4);
  promises("f");
  std::vector<Finding> found = breaches();
  EXPECT_EQ(placesOf(found), (Words{"3 heap-allocate", "4 heap-deallocate"}));
  EXPECT_EQ(found.at(0).message, "'f' must not allocate: push allocates");
}

TEST_F(BreachesTest, OneThatIsSilencedJoinsNoOther) {
  call("f", "malloc", 3);
  call("f", "free", 3);
  promises("f");
  file.lines[3] = "push(1); // NOLINT(heap-deallocate)";
  std::vector<Finding> found = breaches();
  ASSERT_EQ(placesOf(found), (Words{"3 heap-allocate", "3 heap-deallocate"}));
  EXPECT_EQ(found[0].standing, Standing::Counts);
  EXPECT_EQ(found[1].standing, Standing::Suppressed);
}

TEST_F(BreachesTest, ARuleThatIsOffHasNothingToJoin) {
  call("f", "malloc", 3).elementBytes = 4;
  call("f", "free", 3);
  promises("f");
  file.policy = "Rules: '-heap-deallocate'";
  EXPECT_EQ(breaches().at(0).message, "'f' must not allocate: push allocates");
}

TEST_F(BreachesTest, WhatIsJoinedIsAsGraveAsTheGraver) {
  call("f", "malloc", 3);
  call("f", "free", 3);
  file.policy = "Contracts:\n"
                "- {functions: f, forbid: allocate}\n"
                "- {functions: f, forbid: deallocate, severity: error}\n";
  std::vector<Finding> found = breaches();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].rule, Rule::Allocate);
  EXPECT_EQ(found[0].severity, Severity::Error);
}

TEST_F(BreachesTest, ARuleThatIsAnErrorMakesWhatJoinsItOne) {
  call("f", "malloc", 3);
  call("f", "free", 3);
  promises("f");
  file.policy = "WarningsAsErrors: heap-deallocate";
  std::vector<Finding> found = breaches();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].severity, Severity::Error);
}

TEST_F(BreachesTest, OfTwoContractsTheGraverIsTold) {
  call("f", "malloc", 3);
  promises("f");
  file.policy = "Contracts: [{functions: f, severity: error}]";
  std::vector<Finding> found = breaches();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].severity, Severity::Error);
  EXPECT_EQ(found[0].promise, "the policy");
}

TEST_F(BreachesTest, ALineThatPromisedIsFound) {
  call("f", "malloc", 3);
  file.lines[3] = "push(1); // heaplight: none";
  std::vector<Finding> found = breaches();
  EXPECT_EQ(placesOf(found), Words{"3 heap-allocate"});
  EXPECT_EQ(found.at(0).message, "this line must not allocate: push allocates");
  EXPECT_EQ(found.at(0).promise, "// heaplight: none");
}

TEST_F(BreachesTest, ALineThatKeepsItsPromiseIsNot) {
  call("f", "malloc", 3);
  file.lines[4] = "look(); // heaplight: none";
  EXPECT_EQ(placesOf(breaches()), Words{});
}

TEST_F(BreachesTest, ALineThatPromisedIsSilencedAsAnyOther) {
  call("f", "malloc", 3);
  file.lines[2] = "// NOLINTNEXTLINE(heap-allocate)";
  file.lines[3] = "push(1); // heaplight: none";
  std::vector<Finding> found = breaches();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].standing, Standing::Suppressed);
}

} // namespace
} // namespace heaplight
