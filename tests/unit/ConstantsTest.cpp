// Of read/Constants.cpp: what calls pass, and what functions make of it.
#include "Compiled.h"

namespace heaplight {
namespace {

using test::Source;
using Words = std::set<std::string>;

const Function *find(const Summary &summary, const Unit &unit, const std::string &symbol) {
  for (const Function &function : summary.functions)
    if (unit.names.text(function.symbol) == symbol)
      return &function;
  return nullptr;
}

/// All that a call of `function` with these constants comes to call, through bodies of the unit.
void gather(const Summary &summary, const Unit &unit, const std::string &symbol,
            const std::vector<Constant> &constants, Words &called) {
  const Function *function = find(summary, unit, symbol);
  if (!function)
    return;
  std::set<uint32_t> idle;
  for (const Guard &guard : function->guards)
    if (std::count(constants.begin(), constants.end(), guard.constant))
      idle.insert(guard.idle.begin(), guard.idle.end());
  for (uint32_t number = 0; number < function->calls.size(); ++number) {
    const Call &call = function->calls[number];
    if (idle.count(number) || !call.callee || !called.insert(unit.names.text(call.callee)).second)
      continue;
    const Dispatch &dispatch = unit.names.dispatch(call.dispatch);
    std::vector<Constant> passed = dispatch.constants;
    for (const Passed &one : dispatch.passed)
      for (const Constant &constant : constants)
        if (constant.argument == one.parameter)
          passed.push_back({one.argument, constant.value});
    gather(summary, unit, unit.names.text(call.callee), passed, called);
  }
}

/// What of `names` a call of `symbol` comes to call, which is the same at both stages.
Words called(const Unit &unit, const std::string &symbol, const std::vector<Constant> &constants,
             const Words &names) {
  Words found[2];
  gather(unit.written, unit, symbol, constants, found[0]);
  gather(unit.built, unit, symbol, constants, found[1]);
  for (Words &words : found)
    std::erase_if(words, [&](const std::string &word) { return !names.count(word); });
  EXPECT_EQ(found[0], found[1]);
  return found[1];
}

const Words heap = {"_Znwm", "_ZdlPvm", "_ZdlPv"};

TEST(ConstantsTest, AFlagThatIsOffRulesOutWhatItGuards) {
  Unit unit =
      Source("[[gnu::noinline]] void log(bool on) { if (on) { int *volatile p = new int; } }\n"
             "extern \"C\" void quiet() { log(false); }\n"
             "extern \"C\" void loud() { log(true); }\n")
          .compile();
  EXPECT_EQ(called(unit, "quiet", {}, heap), Words());
  EXPECT_EQ(called(unit, "loud", {}, heap), Words{"_Znwm"});
  EXPECT_EQ(called(unit, "_Z3logb", {}, heap), Words{"_Znwm"});
  EXPECT_EQ(called(unit, "_Z3logb", {{0, 0}}, heap), Words());
}

TEST(ConstantsTest, AFlagThatIsChangedFirstRulesOutNothing) {
  Unit unit = Source("bool wanted();\n"
                     "extern \"C\" [[gnu::noinline]] void log(bool on) {\n"
                     "  if (wanted()) on = true;\n"
                     "  if (on) { int *volatile p = new int; }\n"
                     "}\n")
                  .compile();
  EXPECT_EQ(called(unit, "log", {{0, 0}}, heap), Words{"_Znwm"});
}

TEST(ConstantsTest, AParameterIsHandedOn) {
  Unit unit = Source("[[gnu::noinline]] static void work(int kind, int *&p) {\n"
                     "  if (kind == 7) p = new int; else delete p;\n"
                     "}\n"
                     "extern \"C\" [[gnu::noinline]] void wrap(int *&p, int kind) {\n"
                     "  asm volatile(\"\");\n"
                     "  work(kind, p);\n"
                     "}\n")
                  .compile();
  EXPECT_EQ(called(unit, "wrap", {{1, 7}}, heap), Words{"_Znwm"});
  EXPECT_EQ(called(unit, "wrap", {{1, 3}}, heap), (Words{"_Znwm", "_ZdlPvm"})); // Not looked at.
  EXPECT_EQ(called(unit, "wrap", {{1, 0}}, heap), Words{"_ZdlPvm"});
  EXPECT_EQ(called(unit, "wrap", {{0, 7}}, heap), (Words{"_Znwm", "_ZdlPvm"})); // Another one.
}

TEST(ConstantsTest, WhatCallersOfTheUnitPassIsLookedAt) {
  Unit unit = Source("[[gnu::noinline]] static void work(int n, int *&p) {\n"
                     "  if (n > 100) p = new int;\n"
                     "}\n"
                     "extern \"C\" void small(int *&p) { work(42, p); }\n"
                     "extern \"C\" void large(int *&p) { work(4200, p); }\n")
                  .compile();
  EXPECT_EQ(called(unit, "small", {}, heap), Words());
  EXPECT_EQ(called(unit, "large", {}, heap), Words{"_Znwm"});
}

/// The functions of the unit whose symbol holds `part` and that are handed around.
Words taken(const Unit &unit, const std::string &part) {
  Words found;
  for (const Candidate &candidate : unit.candidates)
    if (candidate.slot == Dispatch::noSlot &&
        unit.names.text(candidate.function).find(part) != std::string::npos)
      found.insert(unit.names.text(candidate.function));
  return found;
}

TEST(ConstantsTest, DestroyingAFunctionObjectDoesNotCloneIt) {
  Unit unit = Source("#include <functional>\n"
                     "struct Large { char bytes[64]; void operator()() const; };\n"
                     "std::function<void()> make(const Large &l) { return l; }\n")
                  .compile();
  Words managers = taken(unit, "_M_manager");
  ASSERT_EQ(managers.size(), 1u);
  // libstdc++'s std::_Manager_operation: __clone_functor is 2, __destroy_functor 3.
  EXPECT_EQ(called(unit, *managers.begin(), {{2, 3}}, heap), Words{"_ZdlPvm"});
  EXPECT_EQ(called(unit, *managers.begin(), {{2, 2}}, heap), Words{"_Znwm"});
  EXPECT_EQ(called(unit, *managers.begin(), {{2, 0}}, heap), Words());
}

TEST(ConstantsTest, ResettingAnAnyDoesNotCloneIt) {
  Unit unit = Source("#include <any>\n"
                     "struct Large { char bytes[64]; };\n"
                     "std::any make(const Large &l) { return l; }\n")
                  .compile();
  Words managers = taken(unit, "_S_manage");
  ASSERT_EQ(managers.size(), 1u);
  // libstdc++'s std::any::_Op: _Op_clone is 2, _Op_destroy 3.
  EXPECT_EQ(called(unit, *managers.begin(), {{0, 3}}, heap), Words{"_ZdlPvm"});
  EXPECT_EQ(called(unit, *managers.begin(), {{0, 2}}, heap), Words{"_Znwm"});
  EXPECT_EQ(called(unit, *managers.begin(), {{0, 1}}, heap), Words());
}

TEST(ConstantsTest, ACallThroughAPointerTellsItsConstants) {
  Unit unit = Source("extern \"C\" void call(void (*f)(long, void *, int, double), int n) {\n"
                     "  f(-5, nullptr, n, 2.0);\n"
                     "}\n")
                  .compile();
  for (const Summary *summary : {&unit.written, &unit.built}) {
    const Function *call = find(*summary, unit, "call");
    ASSERT_TRUE(call);
    ASSERT_EQ(call->calls.size(), 1u);
    const Dispatch &dispatch = unit.names.dispatch(call->calls[0].dispatch);
    EXPECT_EQ(dispatch.constants, (std::vector<Constant>{{0, -5}, {1, 0}}));
    EXPECT_EQ(dispatch.passed, (std::vector<Passed>{{2, 1}}));
  }
}

TEST(ConstantsTest, AnotherUnitsFunctionGetsItsConstantsAndAModelledOneDoesNot) {
  Unit unit = Source("#include <stdlib.h>\n"
                     "void other(int);\n"
                     "extern \"C\" void *f() { other(4); return malloc(4); }\n")
                  .compile();
  const Function *f = find(unit.built, unit, "f");
  ASSERT_TRUE(f);
  ASSERT_EQ(f->calls.size(), 2u);
  EXPECT_EQ(unit.names.dispatch(f->calls[0].dispatch).constants, (std::vector<Constant>{{0, 4}}));
  EXPECT_EQ(f->calls[1].dispatch, 0u);
}

} // namespace
} // namespace heaplight
