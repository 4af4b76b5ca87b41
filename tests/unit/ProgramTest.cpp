#include "Build.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace heaplight {
namespace {

using test::Code;

TEST(ProgramTest, FindsAFunctionByItsSymbolAndNoOther) {
  Code code;
  code.define("f");
  Summary summary = code.summary();
  Program program(code.names, {&summary});
  ASSERT_NE(program.find(code.id("f")), Program::none);
  EXPECT_EQ(program.function(program.find(code.id("f"))).symbol, code.id("f"));
  EXPECT_EQ(program.find(code.id("g")), Program::none);
}

TEST(ProgramTest, ADefinitionComesBeforeADeclarationOfAnEarlierSummary) {
  Code code;
  code.define("f");
  Summary defining = code.summary();
  Summary declaring;
  declaring.functions.emplace_back();
  declaring.functions.back().symbol = code.id("f");
  for (auto order :
       {std::vector<const Summary *>{&declaring, &defining}, {&defining, &declaring}}) {
    Program program(code.names, order);
    EXPECT_EQ(program.size(), 1u);
    EXPECT_EQ(&program.function(0), &defining.functions.front());
  }
}

TEST(ProgramTest, OfTwoDefinitionsTheFirstCounts) {
  Code code;
  code.define("f", "a.h", 1);
  Summary first = code.summary();
  code.define("f", "a.h", 2);
  Summary second = code.summary();
  Program program(code.names, {&first, &second});
  EXPECT_EQ(&program.function(program.find(code.id("f"))), &first.functions.front());
}

/// "caller 0" for each call of `symbol`.
std::vector<std::string> callsOf(const Program &program, Code &code, const std::string &symbol) {
  std::vector<std::string> calls;
  for (const Program::Edge &edge : program.callsOf(program.find(code.id(symbol))))
    calls.push_back(code.names.text(program.function(edge.caller).symbol) + " " +
                    std::to_string(edge.call));
  return calls;
}

using Words = std::vector<std::string>;

TEST(ProgramTest, EachCallOfAFunctionIsKnownByCallerAndNumber) {
  Code code;
  code.define("callee");
  auto twice = code.define("twice");
  twice.call("callee", {{"twice", "a.h", 1}});
  twice.call("other", {{"twice", "a.h", 2}});
  twice.call("callee", {{"twice", "a.h", 3}});
  code.define("once").call("callee", {{"once", "a.h", 9}});
  code.define("self").call("self", {{"self", "a.h", 3}});
  Summary summary = code.summary();
  Program program(code.names, {&summary});
  EXPECT_EQ(callsOf(program, code, "callee"), (Words{"once 0", "twice 0", "twice 2"}));
  EXPECT_EQ(callsOf(program, code, "self"), Words{"self 0"});
  EXPECT_EQ(callsOf(program, code, "twice"), Words{});
}

TEST(ProgramTest, ACallWithoutATargetHasNoCallee) {
  Code code;
  Call &call = code.define("f").call("", {{"f", "a.h", 1}});
  call.reason = code.id("inline assembly");
  code.declare(""); // No function has the empty symbol; were there one, it would not be called.
  Summary summary = code.summary();
  Program program(code.names, {&summary});
  EXPECT_EQ(callsOf(program, code, ""), Words{});
}

TEST(ProgramTest, AnAliasLeadsToTheBodyOfItsTarget) {
  Code code;
  code.define("target");
  code.declare("alias");
  code.declare("chained");
  code.define("f").call("chained", {{"f", "a.h", 1}});
  std::vector<Alias> aliases{{code.id("chained"), code.id("alias")},
                             {code.id("alias"), code.id("target")}};
  Summary summary = code.summary();
  Program program(code.names, {&summary}, {&aliases, nullptr});
  EXPECT_EQ(program.find(code.id("alias")), program.find(code.id("target")));
  EXPECT_EQ(callsOf(program, code, "target"), Words{"f 0"});
}

TEST(ProgramTest, AnAliasGivesWayToABodyOfItsName) {
  Code code;
  code.define("target");
  code.define("alias");
  std::vector<Alias> aliases{{code.id("alias"), code.id("target")}};
  Summary summary = code.summary();
  Program program(code.names, {&summary}, {&aliases, nullptr});
  EXPECT_NE(program.find(code.id("alias")), program.find(code.id("target")));
}

/// An indirect call in `f`, of the type "int (int)".
Call &callPointer(Code &code, Dispatch dispatch = {}) {
  dispatch.type = code.id("int (int)");
  Call &call = code.define("f").call("", {{"f", "a.h", 1}});
  call.reason = code.id("call through a pointer");
  call.dispatch = code.names.intern(dispatch);
  return call;
}

TEST(ProgramTest, AnIndirectCallReachesTheCandidatesOfItsTypeAndSlotAlone) {
  Code code;
  for (const char *symbol : {"same", "other type", "virtual"})
    code.define(symbol);
  Call call = callPointer(code);
  std::vector<Candidate> candidates{{code.id("int (int)"), 16, code.id("virtual")},
                                    {code.id("int (int)"), Dispatch::noSlot, code.id("same")},
                                    {code.id("void ()"), Dispatch::noSlot, code.id("other type")}};
  Summary summary = code.summary();
  Program program(code.names, {&summary}, {nullptr, &candidates});
  uint32_t callee = program.calleeOf(call);
  ASSERT_NE(callee, Program::none);
  EXPECT_TRUE(program.isDispatch(callee));
  ASSERT_EQ(program.function(callee).calls.size(), 1u);
  EXPECT_EQ(program.function(callee).calls.front().callee, code.id("same"));
}

TEST(ProgramTest, ACallIsClosedOnlyWhereNoOtherCodeCanAddACandidate) {
  for (bool local : {false, true})
    for (World world : {World::Open, World::Closed})
      for (bool known : {false, true}) {
        Code code;
        code.define("same");
        Dispatch dispatch;
        dispatch.closed = local;
        Call call = callPointer(code, dispatch);
        std::vector<Candidate> candidates;
        if (known)
          candidates.push_back({code.id("int (int)"), Dispatch::noSlot, code.id("same")});
        Summary summary = code.summary();
        Program program(code.names, {&summary}, {nullptr, &candidates, world});
        EXPECT_EQ(program.isClosed(call), known && (local || world == World::Closed));
      }
}

TEST(ProgramTest, ACallThatMayMeanWhatNoInputHoldsIsClosedInNoWorld) {
  for (World world : {World::Open, World::Closed}) {
    Code code;
    code.define("same");
    Call call = callPointer(code);
    std::vector<Candidate> candidates{{code.id("int (int)"), Dispatch::noSlot, notGiven},
                                      {code.id("int (int)"), Dispatch::noSlot, code.id("same")}};
    Summary summary = code.summary();
    Program program(code.names, {&summary}, {nullptr, &candidates, world});
    EXPECT_FALSE(program.isClosed(call));
    uint32_t callee = program.calleeOf(call);
    ASSERT_NE(callee, Program::none);
    ASSERT_EQ(program.function(callee).calls.size(), 1u);
    EXPECT_EQ(program.function(callee).calls.front().callee, code.id("same"));
  }
}

TEST(ProgramTest, AConstantLeavesOutTheCallsThatItRulesOut) {
  Code code;
  auto manager = code.define("manager");
  manager.call("clone", {{"manager", "a.h", 1}});
  manager.call("destroy", {{"manager", "a.h", 2}});
  Function &function = manager.function();
  function.guards = {{{2, 3}, {0}}};
  Dispatch destroying, cloning;
  destroying.constants = {{2, 3}};
  cloning.constants = {{2, 2}};
  Call call;
  call.callee = code.id("manager");
  call.dispatch = code.names.intern(destroying);
  Call other = call;
  other.dispatch = code.names.intern(cloning);
  code.define("f").function().calls = {call, other};
  Summary summary = code.summary();
  Program program(code.names, {&summary});
  const Function &variant = program.function(program.calleeOf(call));
  ASSERT_EQ(variant.calls.size(), 1u);
  EXPECT_EQ(variant.calls.front().callee, code.id("destroy"));
  EXPECT_EQ(program.calleeOf(other), program.find(code.id("manager")));
}

TEST(ProgramTest, AConstantThatIsHandedOnCountsBehindTheNextCall) {
  Code code;
  auto manager = code.define("manager");
  manager.call("clone", {{"manager", "a.h", 1}});
  manager.call("destroy", {{"manager", "a.h", 2}});
  manager.function().guards = {{{0, 3}, {0}}};
  Dispatch handing, destroying;
  handing.passed = {{0, 1}}; // What comes as the second parameter goes on as the first argument.
  destroying.constants = {{1, 3}};
  code.define("handler").call("manager", {{"handler", "a.h", 3}}).dispatch =
      code.names.intern(handing);
  Call &call = code.define("f").call("handler", {{"f", "a.h", 4}});
  call.dispatch = code.names.intern(destroying);
  Summary summary = code.summary();
  Program program(code.names, {&summary});
  const Function &handler = program.function(program.calleeOf(call));
  ASSERT_EQ(handler.calls.size(), 1u);
  const Function &variant = program.function(program.calleeOf(handler.calls.front()));
  ASSERT_EQ(variant.calls.size(), 1u);
  EXPECT_EQ(variant.calls.front().callee, code.id("destroy"));
  // A caller that passes nothing known sees all of it.
  const Function &plain = program.function(program.find(code.id("handler")));
  EXPECT_EQ(program.function(program.calleeOf(plain.calls.front())).calls.size(), 2u);
}

} // namespace
} // namespace heaplight
