#include "read/ControlFlow.h"

#include "Ir.h"

namespace heaplight {
namespace {

using test::Ir;

/// As attributes and names tell: @finish ends the program in an ordinary way, @caught a catch.
Returns returnsOf(const llvm::CallBase &call) {
  const llvm::Function *callee = call.getCalledFunction();
  if (callee && callee->getName() == "finish")
    return Returns::ProgramEnd;
  if (callee && callee->getName() == "caught")
    return Returns::EndsCatch;
  return call.doesNotReturn() ? Returns::Never : Returns::Normally;
}

const std::string declarations = R"(
declare ptr @malloc(i64)
declare i1 @cond()
declare void @work()
declare void @caught()
declare void @throw() noreturn
declare void @finish() noreturn
declare i32 @__gxx_personality_v0(...)
)";

/// The function @f with the body `text`, its control flow, and questions by the names of blocks.
class Flow {
public:
  explicit Flow(const std::string &text)
      : ir_(declarations + "define void @f(i1 %c) personality ptr @__gxx_personality_v0 {\n" +
            text + "\n}\n"),
        flow_(ir_.function("f"), returnsOf) {}

  bool exceptional(const std::string &block) { return flow_.exceptional(ir_.block("f", block)); }
  bool alwaysInFunction(const std::string &block) {
    return flow_.alwaysInFunction(ir_.block("f", block));
  }
  /// `line` names the blocks that hold an instruction of the line.
  bool always(const std::string &site, const std::vector<std::string> &line) {
    std::vector<const llvm::BasicBlock *> blocks;
    for (const std::string &name : line)
      blocks.push_back(&ir_.block("f", name));
    return flow_.always(ir_.block("f", site), blocks);
  }
  bool inLoop(const std::string &block) {
    return flow_.loops().getLoopFor(&ir_.block("f", block)) != nullptr;
  }
  Returns ends() { return howItEnds(ir_.function("f"), returnsOf); }

private:
  Ir ir_;
  ControlFlow flow_;
};

const std::string branch = R"(
entry: br i1 %c, label %then, label %join
then:  call void @work()
       br label %join
join:  ret void)";

TEST(ControlFlowTest, BlocksOnTheWayToAReturnAreNormal) {
  Flow flow(branch);
  for (const char *block : {"entry", "then", "join"})
    EXPECT_FALSE(flow.exceptional(block)) << block;
  EXPECT_EQ(flow.ends(), Returns::Normally);
}

TEST(ControlFlowTest, ABranchIsTakenSometimes) {
  Flow flow(branch);
  EXPECT_FALSE(flow.alwaysInFunction("then"));
  EXPECT_TRUE(flow.alwaysInFunction("entry"));
  EXPECT_TRUE(flow.alwaysInFunction("join"));
}

TEST(ControlFlowTest, IfWithItsBodyOnOneLineIsSometimes) {
  EXPECT_FALSE(Flow(branch).always("then", {"entry", "then"}));
}

TEST(ControlFlowTest, TheBodyOnALineOfItsOwnIsAlways) {
  EXPECT_TRUE(Flow(branch).always("then", {"then"}));
}

TEST(ControlFlowTest, ALineIsAlwaysWhereEachWayOnOrEachWayHereLeadsThroughTheSite) {
  Flow flow(branch);
  EXPECT_TRUE(flow.always("join", {"entry", "then", "join"}));  // Post-dominates them.
  EXPECT_TRUE(flow.always("entry", {"entry", "then", "join"})); // Dominates them.
}

TEST(ControlFlowTest, BothSidesOfABranchMeetAtTheJoin) {
  Flow flow(R"(
entry: br i1 %c, label %a, label %b
a:     br label %join
b:     br label %join
join:  ret void)");
  EXPECT_TRUE(flow.alwaysInFunction("join"));
  EXPECT_FALSE(flow.alwaysInFunction("a"));
  EXPECT_FALSE(flow.always("a", {"a", "b"}));
}

const std::string loop = R"(
entry: br label %head
head:  %more = call i1 @cond()
       br i1 %more, label %body, label %done
body:  call void @work()
       br label %head
done:  ret void)";

TEST(ControlFlowTest, ALoopsHeadSaysNothingOfItsBody) {
  Flow flow(loop);
  EXPECT_FALSE(flow.always("body", {"head", "body"}));
  EXPECT_TRUE(flow.always("body", {"body"}));
  EXPECT_TRUE(flow.always("head", {"head", "body"}));
  EXPECT_FALSE(flow.alwaysInFunction("body"));
  EXPECT_TRUE(flow.alwaysInFunction("head"));
}

TEST(ControlFlowTest, ALoopHoldsItsHeadAndBodyButNotWhatFollows) {
  Flow flow(loop);
  EXPECT_TRUE(flow.inLoop("head"));
  EXPECT_TRUE(flow.inLoop("body"));
  EXPECT_FALSE(flow.inLoop("entry"));
  EXPECT_FALSE(flow.inLoop("done"));
}

const std::string caught = R"(
entry: invoke void @work() to label %after unwind label %pad
pad:   %e = landingpad { ptr, i32 } catch ptr null
       br label %handler
handler: call void @work()
       br label %after
after: ret void)";

TEST(ControlFlowTest, BlocksEnteredOnlyByUnwindingAreExceptional) {
  Flow flow(caught);
  EXPECT_TRUE(flow.exceptional("pad"));
  EXPECT_TRUE(flow.exceptional("handler")); // Though it goes on to a return.
  EXPECT_FALSE(flow.exceptional("after"));
  EXPECT_FALSE(flow.exceptional("entry"));
}

TEST(ControlFlowTest, UnwindingDoesNotSpoilAlways) {
  Flow flow(caught);
  EXPECT_TRUE(flow.always("entry", {"entry", "pad", "handler", "after"}));
  EXPECT_TRUE(flow.alwaysInFunction("after"));
}

TEST(ControlFlowTest, AnExceptionalSiteIsNeverAlways) {
  Flow flow(caught);
  EXPECT_FALSE(flow.always("handler", {"handler"}));
  EXPECT_FALSE(flow.alwaysInFunction("handler"));
}

TEST(ControlFlowTest, ABlockThatAlsoANormalWayLeadsToIsNotExceptional) {
  Flow flow(R"(
entry: br i1 %c, label %risky, label %shared
risky: invoke void @work() to label %done unwind label %pad
pad:   %e = landingpad { ptr, i32 } cleanup
       br label %shared
shared: call void @work()
       br label %done
done:  ret void)");
  EXPECT_TRUE(flow.exceptional("pad"));
  EXPECT_FALSE(flow.exceptional("shared"));
}

const std::string checked = R"(
entry: br i1 %c, label %bad, label %good
bad:   call void @work()
       br label %fail
fail:  call void @throw()
       unreachable
good:  ret void)";

TEST(ControlFlowTest, BlocksThatCanOnlyEndInAThrowAreExceptional) {
  Flow flow(checked);
  EXPECT_TRUE(flow.exceptional("bad"));
  EXPECT_TRUE(flow.exceptional("fail"));
  EXPECT_FALSE(flow.exceptional("entry"));
}

TEST(ControlFlowTest, AWayToAThrowDoesNotSpoilAlways) {
  Flow flow(checked);
  EXPECT_TRUE(flow.alwaysInFunction("good"));
  EXPECT_TRUE(flow.always("good", {"entry", "bad", "good"}));
  EXPECT_EQ(flow.ends(), Returns::Normally);
}

TEST(ControlFlowTest, ACallThatDoesNotReturnEndsItsBlockWhateverFollows) {
  Flow flow(R"(
entry: br i1 %c, label %bad, label %good
bad:   call void @throw()
       br label %good
good:  ret void)");
  EXPECT_TRUE(flow.exceptional("bad"));
  EXPECT_FALSE(flow.exceptional("good"));
}

TEST(ControlFlowTest, AnInvokeThatDoesNotReturnHasNoNormalWayOn) {
  Flow flow(R"(
entry: br i1 %c, label %bad, label %good
bad:   invoke void @throw() to label %next unwind label %pad
next:  call void @work()
       br label %good
pad:   %e = landingpad { ptr, i32 } cleanup
       resume { ptr, i32 } %e
good:  ret void)");
  EXPECT_TRUE(flow.exceptional("bad"));
  EXPECT_TRUE(flow.exceptional("next"));
  EXPECT_TRUE(flow.exceptional("pad"));
}

TEST(ControlFlowTest, AFunctionThatOnlyThrowsIsExceptionalThroughout) {
  Flow flow("entry: call void @work()\n call void @throw()\n unreachable");
  EXPECT_TRUE(flow.exceptional("entry"));
  EXPECT_FALSE(flow.alwaysInFunction("entry"));
  EXPECT_EQ(flow.ends(), Returns::Never);
}

TEST(ControlFlowTest, AnEndlessLoopIsNormal) {
  Flow flow(R"(
entry: br label %turn
turn:  call void @work()
       br label %turn)");
  EXPECT_FALSE(flow.exceptional("entry"));
  EXPECT_FALSE(flow.exceptional("turn"));
  EXPECT_TRUE(flow.always("turn", {"turn"}));
  EXPECT_EQ(flow.ends(), Returns::ProgramEnd);
}

TEST(ControlFlowTest, AnEventLoopThatEndsInExitIsNormalButItsFailureIsToo) {
  Flow flow(R"(
entry: br label %turn
turn:  %more = call i1 @cond()
       br i1 %more, label %turn, label %quit
quit:  call void @finish()
       unreachable)");
  EXPECT_FALSE(flow.exceptional("turn"));
  EXPECT_FALSE(flow.exceptional("quit"));
  EXPECT_EQ(flow.ends(), Returns::ProgramEnd);
}

TEST(ControlFlowTest, AnEventLoopThatOnlyAThrowLeavesIsNormalAndItsThrowIsNot) {
  Flow flow(R"(
entry: br label %turn
turn:  %more = call i1 @cond()
       br i1 %more, label %turn, label %fail
fail:  call void @throw()
       unreachable)");
  EXPECT_FALSE(flow.exceptional("turn"));
  EXPECT_TRUE(flow.exceptional("fail"));
  EXPECT_EQ(flow.ends(), Returns::Never);
}

TEST(ControlFlowTest, AnOrdinaryEndOfTheProgramIsNormalBesideAReturnToo) {
  Flow flow(R"(
entry: br i1 %c, label %quit, label %good
quit:  call void @finish()
       unreachable
good:  ret void)");
  EXPECT_FALSE(flow.exceptional("quit"));
  EXPECT_EQ(flow.ends(), Returns::Normally);
}

TEST(ControlFlowTest, WhatFollowsACatchIsNormalThoughOnlyTheThrowLeadsThere) {
  const char *code = R"(
entry:   invoke void @throw() to label %never unwind label %catch
never:   unreachable
catch:   %thrown = landingpad { ptr, i32 } catch ptr null
         call void @caught()
         br label %after
after:   ret void)";
  Flow flow(code);
  EXPECT_TRUE(flow.exceptional("catch"));
  EXPECT_FALSE(flow.exceptional("after"));
  EXPECT_EQ(flow.ends(), Returns::Normally);
  // Without the call that ends it, it is no catch.
  std::string uncaught = code;
  uncaught.replace(uncaught.find("@caught"), 7, "@work");
  EXPECT_TRUE(Flow(uncaught).exceptional("after"));
}

TEST(ControlFlowTest, AHandlerOnTheLineIsAWayToLeaveIt) {
  Flow flow(R"(
entry:   invoke void @work() to label %site unwind label %catch
site:    br label %after
catch:   %thrown = landingpad { ptr, i32 } catch ptr null
         call void @caught()
         br label %after
after:   ret void)");
  EXPECT_TRUE(flow.always("site", {"entry", "site"}));
  EXPECT_FALSE(flow.always("site", {"entry", "site", "catch"}));
  EXPECT_FALSE(flow.alwaysInFunction("site"));
}

TEST(ControlFlowTest, IfWithItsBodyOnOneLineIsSometimesWhereNothingReturnsToo) {
  Flow flow(R"(
entry: br label %turn
turn:  %now = call i1 @cond()
       br i1 %now, label %then, label %turn
then:  call void @work()
       br label %turn)");
  EXPECT_FALSE(flow.always("then", {"turn", "then"}));
  EXPECT_TRUE(flow.always("turn", {"turn", "then"}));
}

TEST(ControlFlowTest, EachRunThatEndsPassesALoopThatNothingLeaves) {
  Flow flow(R"(
entry: br i1 %c, label %turn, label %good
turn:  call void @work()
       br label %turn
good:  ret void)");
  EXPECT_FALSE(flow.exceptional("turn"));
  EXPECT_TRUE(flow.alwaysInFunction("good"));
  EXPECT_FALSE(flow.alwaysInFunction("turn"));
}

TEST(ControlFlowTest, UnreachedCodeIsExceptional) {
  Flow flow("entry: ret void\nlost: call void @work()\n ret void");
  EXPECT_TRUE(flow.exceptional("lost"));
  EXPECT_FALSE(flow.always("lost", {"lost"}));
}

TEST(ControlFlowTest, ASwitchIsAlwaysOnlyWhereAllItsCasesMeet) {
  Flow flow(R"(
entry: %n = zext i1 %c to i32
       switch i32 %n, label %other [ i32 0, label %zero
                                     i32 1, label %fail ]
zero:  br label %join
other: br label %join
fail:  call void @throw()
       unreachable
join:  ret void)");
  EXPECT_TRUE(flow.always("join", {"entry", "zero", "other", "fail"}));
  EXPECT_FALSE(flow.always("zero", {"entry", "zero"}));
}

} // namespace
} // namespace heaplight
