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
  Program program({&summary});
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
    Program program(order);
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
  Program program({&first, &second});
  EXPECT_EQ(&program.function(program.find(code.id("f"))), &first.functions.front());
}

TEST(ProgramTest, ACallerIsNamedOnceHoweverOftenItCalls) {
  Code code;
  code.define("callee");
  auto twice = code.define("twice");
  twice.call("callee", {{"twice", "a.h", 1}});
  twice.call("other", {{"twice", "a.h", 2}});
  twice.call("callee", {{"twice", "a.h", 3}});
  code.define("once").call("callee", {{"once", "a.h", 9}});
  Summary summary = code.summary();
  Program program({&summary});
  std::vector<uint32_t> expected{program.find(code.id("once")), program.find(code.id("twice"))};
  std::vector<uint32_t> callers = program.callers(program.find(code.id("callee")));
  std::sort(callers.begin(), callers.end());
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(callers, expected);
  EXPECT_TRUE(program.callers(program.find(code.id("twice"))).empty());
}

TEST(ProgramTest, BottomUpPutsCalleesBeforeTheirCallers) {
  Code code;
  code.define("a").call("b", {{"a", "a.h", 1}});
  code.define("b").call("c", {{"b", "a.h", 2}});
  code.define("c");
  Summary summary = code.summary();
  Program program({&summary});
  std::vector<uint32_t> expected;
  for (const char *symbol : {"c", "b", "a"})
    expected.push_back(program.find(code.id(symbol)));
  EXPECT_EQ(program.bottomUp(), expected);
}

TEST(ProgramTest, RecursionIsListedWholeAndOnce) {
  Code code;
  code.define("ping").call("pong", {{"ping", "a.h", 1}});
  code.define("pong").call("ping", {{"pong", "a.h", 2}});
  code.define("self").call("self", {{"self", "a.h", 3}});
  Summary summary = code.summary();
  Program program({&summary});
  std::vector<uint32_t> order = program.bottomUp();
  std::sort(order.begin(), order.end());
  EXPECT_EQ(order, (std::vector<uint32_t>{0, 1, 2}));
}

TEST(ProgramTest, ACallWithoutATargetHasNoCallee) {
  Code code;
  Call &call = code.define("f").call("", {{"f", "a.h", 1}});
  call.reason = code.id("inline assembly");
  code.declare(""); // No function has the empty symbol; were there one, it would not be called.
  Summary summary = code.summary();
  Program program({&summary});
  EXPECT_TRUE(program.callers(program.find(code.id(""))).empty());
}

} // namespace
} // namespace heaplight
