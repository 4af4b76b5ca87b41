#include "judge/Accusation.h"

#include "Court.h"

namespace heaplight {
namespace {

using test::Court;
using Words = std::vector<std::string>;

TEST(AccusationTest, NamesAreShort) {
  EXPECT_EQ(plainName("OrderBook::add(Order const&)"), "OrderBook::add");
  EXPECT_EQ(ownName("std::vector<int>::push_back(int&&)"), "push_back");
  EXPECT_EQ(ownName("operator new(unsigned long)"), "operator new");
  EXPECT_EQ(ownName("(anonymous namespace)::grow(int)"), "grow");
  EXPECT_EQ(ownName("malloc"), "malloc");
}

/// f, at lines 3, comes through push of lib.h to malloc.
class AccuserTest : public test::CourtTest {
protected:
  AccuserTest() {
    code.define("f", "user.cpp", 2).call("malloc", {{"push", "lib.h", 70}, f3});
    file.lines[3] = "  queue.push(1);";
  }

  /// The surest allocation, or what else it does, of line 3, by the contract.
  Accusation accusation(Court &court, Kind kind = Kind::Allocate) {
    for (const LineEffect &effect : court.builtLines())
      if (effect.line == 3 && effect.key.kind == kind) {
        Accusation found = accusationOf(effect, court.linked.names);
        found.contract = &contract;
        return found;
      }
    ADD_FAILURE() << "line 3 does nothing of the sort";
    return {};
  }

  Contract contract{{}, Severity::Error, "[[clang::nonblocking]]", {"user.h", 7, 3}};
};

TEST_F(AccuserTest, AFindingSaysWhoPromisedWhatAndWhereItIsBroken) {
  Court made = court();
  Finding finding = made.accuser.accuse(accusation(made));
  EXPECT_EQ(finding.rule, Rule::Allocate);
  EXPECT_EQ(finding.severity, Severity::Error);
  EXPECT_EQ(finding.place, (FilePlace{"user.cpp", 3, 1}));
  EXPECT_EQ(finding.code, "  queue.push(1);");
  EXPECT_EQ(finding.function, "f()");
  EXPECT_EQ(finding.symbol, "f");
  EXPECT_EQ(finding.callee, "malloc()");
  EXPECT_EQ(finding.promise, "[[clang::nonblocking]]");
  EXPECT_EQ(finding.promisedAt, (FilePlace{"user.h", 7, 3}));
  EXPECT_EQ(finding.message, "'f' must not allocate: push allocates");
}

TEST_F(AccuserTest, TheWayGoesFromThePromiseToTheCall) {
  Court made = court();
  Finding finding = made.accuser.accuse(accusation(made));
  ASSERT_EQ(finding.path.size(), 2u);
  EXPECT_EQ(finding.path[0],
            (FindingFrame{{"user.cpp", 3, 1}, "f()", true, false, "  queue.push(1);"}));
  EXPECT_EQ(finding.path[1], (FindingFrame{{"lib.h", 70, 1}, "push", false, true, ""}));
}

TEST_F(AccuserTest, WithoutAContractTheWordsAreLeftToTheRule) {
  Court made = court();
  Accusation free = accusation(made);
  free.contract = nullptr;
  Finding finding = made.accuser.accuse(free);
  EXPECT_EQ(finding.message, "");
  EXPECT_EQ(finding.promisedAt.line, 0u);
  EXPECT_EQ(made.accuser.deed(free), "push allocates");
}

TEST_F(AccuserTest, WhatIsNotSureMayHappen) {
  Court made = court();
  Accusation unsure = accusation(made);
  unsure.certainty = Certainty::Sometimes;
  EXPECT_EQ(made.accuser.deed(unsure), "push may allocate");
  unsure.certainty = Certainty::Exceptional;
  Finding finding = made.accuser.accuse(unsure);
  EXPECT_EQ(finding.rule, Rule::Exception);
  EXPECT_EQ(finding.message,
            "'f' must not allocate, not even when something fails: push allocates");
}

TEST_F(AccuserTest, MachineCodeOfALibraryIsNoLineOfTheUsers) {
  Court made = court();
  Accusation through = accusation(made);
  Frame inside;
  inside.function = made.id("free");
  inside.file = made.id("libx.so.1");
  through.steps.push_back({made.linked.names.append(inside), Entry::Called});
  EXPECT_FALSE(made.accuser.accuse(through).path.back().user);
}

TEST_F(AccuserTest, ABlockOfManyElementsIsMoved) {
  Court made = court();
  Accusation moving = accusation(made);
  moving.key.type = made.id("int");
  moving.key.elementBytes = 4;
  EXPECT_EQ(made.accuser.deed(moving), "push allocates"); // Nothing is freed.
  moving.frees = Certainty::Always;
  EXPECT_EQ(made.accuser.deed(moving), "push reallocates");
  moving.certainty = Certainty::Sometimes;
  EXPECT_EQ(made.accuser.deed(moving), "push may reallocate");
}

TEST_F(AccuserTest, OneOfAFixedSizeTakesTheOldOnesPlace) {
  Court made = court();
  Accusation replacing = accusation(made);
  replacing.key.type = made.id("Node");
  replacing.key.bytes = 24;
  replacing.frees = Certainty::Always;
  EXPECT_EQ(made.accuser.deed(replacing), "push allocates and frees");
  replacing.frees = Certainty::Sometimes;
  EXPECT_EQ(made.accuser.deed(replacing), "push allocates and may free");
  replacing.certainty = Certainty::Sometimes;
  EXPECT_EQ(made.accuser.deed(replacing), "push may allocate and free");
}

TEST_F(AccuserTest, TheSizeIsToldOfWhatIsAllocated) {
  Court made = court();
  Accusation sized = accusation(made);
  sized.key.type = made.id("Node");
  sized.key.bytes = 24;
  EXPECT_EQ(made.accuser.accuse(sized).size, "24 B Node");
  sized.key.kind = Kind::Deallocate;
  EXPECT_EQ(made.accuser.accuse(sized).size, "");
}

TEST_F(AccuserTest, WhatIsMovedWantsItsRoomBefore) {
  Court made = court();
  Accusation moving = accusation(made);
  moving.key.elementBytes = 4;
  EXPECT_EQ(made.accuser.accuse(moving).mend, "");
  moving.frees = Certainty::Always;
  EXPECT_EQ(made.accuser.accuse(moving).mend, "make the room before this code runs");
  moving.inLoop = true;
  EXPECT_EQ(made.accuser.accuse(moving).mend, "make the room before the loop");
}

TEST_F(AccuserTest, AMendOfTheLibraryFunctionThatIsEnteredIsTold) {
  file.mends = llvm::cantFail(parseMends("heaplight-mends: 1\n"
                                         "mends:\n"
                                         "  - enters: ['push*']\n"
                                         "    kinds: [allocate]\n"
                                         "    say: write by index\n",
                                         "mends.yaml"));
  Court made = court();
  EXPECT_EQ(made.accuser.accuse(accusation(made)).mend, "write by index");
}

TEST_F(AccuserTest, FunctionsThatNobodyWritesHaveAnotherName) {
  file.mends.words = {{"push", "the queue"}};
  Court made = court();
  EXPECT_EQ(made.accuser.deed(accusation(made)), "the queue allocates");
}

TEST_F(AccuserTest, TheObjectThatIsActedOnIsNamed) {
  code.subjects[{code.id("f"), 3, 1}] = code.id("queue");
  Court made = court();
  EXPECT_EQ(made.accuser.deed(accusation(made)), "push on 'queue' allocates");
}

TEST_F(AccuserTest, ALineMayPromiseByItself) {
  Court made = court();
  Accusation ofLine = accusation(made);
  ofLine.ofLine = true;
  EXPECT_EQ(made.accuser.accuse(ofLine).message, "this line must not allocate: push allocates");
}

TEST_F(AccuserTest, WhatHasNothingRunAtExitIsNoStatic) {
  Court before = court();
  EXPECT_EQ(before.accuser.accuse(accusation(before)).mend, "");
}

TEST_F(AccuserTest, AStaticIsKnownByWhatItHasRunAtExit) {
  auto f = code.define("f", "user.cpp", 2);
  f.call("drop", {f3}).origin = Origin::Registered;
  Court made = court();
  EXPECT_EQ(made.accuser.accuse(accusation(made)).mend,
            "make the static before this code first runs: at startup, or by a call beforehand");
}

TEST_F(AccuserTest, ADestructorIsToldByWhatItDestroys) {
  code.destructors = {code.id("~Reading")};
  code.define("~Reading");
  Call &destroy = code.define("f", "user.cpp", 2).call("~Reading", {f3});
  destroy.destroys = true;
  destroy.subject = code.id("reading");
  destroy.type = code.id("Reading");
  Court made = court();
  Finding finding = made.accuser.accuse(accusation(made, Kind::Destroy));
  EXPECT_EQ(finding.rule, Rule::Destroy);
  EXPECT_EQ(finding.message,
            "'f' must not destroy objects: 'reading' of type Reading is destroyed");
}

TEST_F(AccuserTest, AnUnseenCallIsToldByItsReason) {
  code.define("f", "user.cpp", 2).call("", {f3}).reason = code.id("call through a pointer");
  Court made = court();
  Finding finding = made.accuser.accuse(accusation(made, Kind::Unknown));
  EXPECT_EQ(finding.rule, Rule::Unknown);
  EXPECT_EQ(finding.reason, "call through a pointer");
  EXPECT_EQ(finding.callee, "");
  EXPECT_EQ(finding.message, "'f' must not call what can't be seen: call through a pointer");
}

TEST_F(AccuserTest, ABodyThatIsMissingIsNamed) {
  code.declare("elsewhere");
  code.define("f", "user.cpp", 2).call("elsewhere", {f3});
  Court made = court();
  Finding finding = made.accuser.accuse(accusation(made, Kind::Unknown));
  EXPECT_EQ(finding.reason, "no body: elsewhere()");
  EXPECT_EQ(finding.message,
            "'f' must not call what can't be seen: no body of elsewhere is among the inputs");
}

} // namespace
} // namespace heaplight
