#include "report/Report.h"

#include "Folder.h"
#include "OneUnit.h"
#include "Reported.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace heaplight {
namespace {

using test::At;
using Words = std::vector<std::string>;

class ReportTest : public test::OneUnitTest {
protected:
  ReportUnit make() { return test::reportOf(take(), options); }

  /// "user.cpp:3 written allocate", line by line.
  static Words linesOf(const ReportUnit &report) {
    Words found;
    for (const ReportLine &line : report.lines)
      for (const ReportEffect &effect : line.effects)
        found.push_back(line.file + ":" + std::to_string(line.line) + " " + word(effect.stage) +
                        " " + word(effect.kind));
    return found;
  }
  static Words functionsOf(const ReportUnit &report) {
    Words found;
    for (const ReportFunction &function : report.functions)
      found.push_back(function.name);
    return found;
  }

  AssemblyLine instruction(const std::string &text, FrameId frame = noFrame,
                           const std::string &callee = "") {
    AssemblyLine line;
    line.text = text;
    line.symbol = code.id("f");
    line.frame = frame;
    line.call = !callee.empty();
    line.callee = code.id(callee);
    return line;
  }
};

TEST_F(ReportTest, ALineShowsWhatItDoesInEachStage) {
  code.define("f", "user.cpp").call("malloc", {{"push", "lib.h", 70}, f3});
  ReportUnit report = make();
  EXPECT_EQ(linesOf(report), (Words{"user.cpp:3 written allocate", "user.cpp:3 built allocate"}));
  EXPECT_EQ(report.lines[0].effects[0].callee, "malloc()");
  EXPECT_FALSE(report.lines[0].effects[0].elided);
}

TEST_F(ReportTest, WhatTheBuiltStageHasLostIsElided) {
  code.define("f", "user.cpp").call("malloc", {f3});
  unit.written = code.summary(Stage::Written);
  code.define("f", "user.cpp")->calls.clear();
  ReportUnit report = make();
  EXPECT_EQ(linesOf(report), Words{"user.cpp:3 written allocate"});
  EXPECT_TRUE(report.lines[0].effects[0].elided);
  EXPECT_EQ(report.totals.writtenSites, 1u);
  EXPECT_EQ(report.totals.builtSites, 0u);
  EXPECT_EQ(report.totals.allocatingLines, 0u);
}

TEST_F(ReportTest, AFrameIsListedOnceBehindTheOneThatItIsIn) {
  auto f = code.define("f", "user.cpp");
  f.call("malloc", {{"push", "lib.h", 70}, f3});
  f.call("free", {{"push", "lib.h", 70}, f3});
  ReportUnit report = make();
  ASSERT_EQ(report.frames.size(), 2u);
  for (uint32_t index = 0; index < report.frames.size(); ++index)
    if (report.frames[index].in)
      EXPECT_LT(*report.frames[index].in, index);
  const ReportEffect &effect = report.lines[0].effects[0];
  ASSERT_EQ(effect.path.size(), 2u);
  EXPECT_EQ(report.frames[effect.path[0]].line, 3u);
  EXPECT_EQ(report.frames[effect.path[1]].line, 70u);
  EXPECT_EQ(report.frames[effect.path[1]].in, effect.path[0]);
  EXPECT_EQ(report.frames[effect.path[0]].function, "f()");
}

TEST_F(ReportTest, AnUnknownCallHasItsReason) {
  code.declare("mystery");
  auto f = code.define("f", "user.cpp");
  f.call("mystery", {f3});
  f.call("", {{"f", "user.cpp", 4}}).reason = code.id("inline assembly");
  ReportUnit report = make();
  EXPECT_EQ(report.lines[0].effects[0].reason, "no body: mystery()");
  EXPECT_EQ(report.lines[1].effects[0].reason, "inline assembly");
}

TEST_F(ReportTest, AHeaderFilterChoosesHeadersButNeverDropsTheSource) {
  auto f = code.define("f", "user.cpp");
  for (const char *file : {"user.cpp", "user.a.h", "user.b.h"})
    f.call("malloc", {{"f", file, 3}});
  code.define("g", "user.b.h", 9);
  options.headerFilter = "a\\.h$";
  ReportUnit report = make();
  EXPECT_EQ(report.userFiles, (Words{"user.a.h", "user.cpp"}));
  EXPECT_EQ(functionsOf(report), Words{"f()"});
}

TEST_F(ReportTest, AFunctionFilterChoosesFunctionsAndTheirLines) {
  code.define("f", "user.cpp").call("malloc", {f3});
  code.define("g", "user.cpp").call("malloc", {{"g", "user.cpp", 9}});
  options.functionFilter = "^g";
  ReportUnit report = make();
  EXPECT_EQ(functionsOf(report), Words{"g()"});
  EXPECT_EQ(linesOf(report), (Words{"user.cpp:9 written allocate", "user.cpp:9 built allocate"}));
}

TEST_F(ReportTest, LibrariesAndUnplacedFunctionsAreNotListed) {
  code.define("f", "user.cpp", 1);
  code.define("theirs", "lib.h", 1);
  code.define("generated", "user.cpp", 0);
  code.define("builtin", "<built-in>", 1);
  EXPECT_EQ(functionsOf(make()), Words{"f()"});
}

TEST_F(ReportTest, FunctionsComeByFileAndLine) {
  code.define("a", "user.cpp", 9);
  code.define("b", "user.cpp", 2);
  code.define("c", "user.a.h", 30);
  EXPECT_EQ(functionsOf(make()), (Words{"c()", "b()", "a()"}));
}

TEST_F(ReportTest, AFunctionShowsWhatACallOfItDoes) {
  code.define("inner", "user.cpp", 8).call("malloc", {{"inner", "user.cpp", 9}}).bytes = 24;
  code.define("f", "user.cpp", 1).call("inner", {f3});
  ReportUnit report = make();
  ASSERT_EQ(report.functions[0].effects.size(), 2u);
  const ReportEffect &effect = report.functions[0].effects[1];
  EXPECT_EQ(effect.stage, Stage::Built);
  EXPECT_EQ(effect.callee, "malloc()");
  EXPECT_EQ(effect.bytes, 24u);
  EXPECT_FALSE(effect.direct);
  EXPECT_EQ(effect.path.size(), 2u);
}

TEST_F(ReportTest, ADestructorThatOnlyRunsDoesNotMatterToTheHeap) {
  code.destructors = {code.id("~Quiet"), code.id("~Freeing")};
  code.define("~Quiet", "lib.h");
  code.define("~Freeing", "lib.h").call("free", {{"~Freeing", "lib.h", 5}});
  auto f = code.define("f", "user.cpp");
  f.call("~Quiet", {f3}).destroys = true;
  f.call("~Freeing", {{"f", "user.cpp", 4}}).destroys = true;
  ReportUnit report = make();
  for (const ReportLine &line : report.lines)
    for (const ReportEffect &effect : line.effects)
      if (effect.kind == Kind::Destroy)
        EXPECT_EQ(effect.mattersToHeap, line.line == 4);
}

TEST_F(ReportTest, WhatHappensOnlyOnTheWayToAThrowIsNotCounted) {
  auto f = code.define("f", "user.cpp");
  f.call("malloc", {f3}).levels[0].certainty = Certainty::Exceptional;
  f->calls.back().inFunction = Certainty::Exceptional;
  f.call("free", {{"f", "user.cpp", 4}});
  ReportUnit report = make();
  EXPECT_EQ(report.totals.allocatingLines, 0u);
  EXPECT_EQ(report.totals.freeingLines, 1u);
  EXPECT_EQ(report.totals.heapFunctions, 1u);
  EXPECT_EQ(report.totals.builtSites, 1u);
}

TEST_F(ReportTest, TheTextOfTheUsersFilesIsThereWhereItCanBeRead) {
  test::Folder folder;
  unit.source = folder.write("user.cpp", "one\ntwo\n");
  code.define("f", "user.gone.h").call("malloc", {{"f", "user.gone.h", 3}});
  ReportUnit report = make();
  ASSERT_EQ(report.texts.size(), 1u);
  EXPECT_EQ(*report.texts.begin()->second, (Words{"one", "two"}));
  EXPECT_EQ(report.totals.sourceLines, 2u);
}

TEST_F(ReportTest, AnInstructionStandsAtTheInnermostUsersLine) {
  auto f = code.define("f", "user.cpp", 1);
  FrameId inlined = f.call("malloc", {{"push", "lib.h", 70}, {"add", "user.h", 9}, f3}).frame;
  unit.assembly = {instruction("callq malloc", inlined, "malloc"), instruction("retq")};
  ReportUnit report = make();
  EXPECT_EQ(report.assembly[0].file, "user.h");
  EXPECT_EQ(report.assembly[0].line, 9u);
  EXPECT_EQ(report.assembly[0].effect, Kind::Allocate);
  EXPECT_EQ(report.assembly[1].line, 9u); // Without a place of its own: that before it.
  EXPECT_EQ(report.assembly[1].effect, std::nullopt);
}

TEST_F(ReportTest, AFunctionsFirstInstructionStandsAtItsLine) {
  code.define("f", "user.cpp", 1).call("malloc", {f3});
  unit.assembly = {instruction("pushq %rax")};
  EXPECT_EQ(make().assembly[0].line, 1u);
}

TEST_F(ReportTest, ACallInstructionBearsTheGravestThatItCanDo) {
  code.model("realloc",
             {{Kind::Deallocate, Certainty::Always}, {Kind::Allocate, Certainty::Always}});
  code.declare("mystery");
  auto f = code.define("f", "user.cpp", 1);
  for (const char *callee : {"realloc", "free", "mystery", ""})
    f.call(callee, {f3});
  unit.assembly = {instruction("", noFrame, "realloc"), instruction("", noFrame, "free"),
                   instruction("", noFrame, "mystery"), instruction("", noFrame, "harmless"),
                   instruction("callq *%rax", noFrame, "")};
  unit.assembly.back().call = true;
  ReportUnit report = make();
  EXPECT_EQ(report.assembly[0].effect, Kind::Allocate);
  EXPECT_EQ(report.assembly[1].effect, Kind::Deallocate);
  EXPECT_EQ(report.assembly[2].effect, Kind::Unknown);
  EXPECT_EQ(report.assembly[3].effect, std::nullopt); // The summary left it out: it does nothing.
  EXPECT_EQ(report.assembly[4].effect, Kind::Unknown);
}

TEST_F(ReportTest, WhatStandsAtNoLineIsTold) {
  code.define("f", "user.cpp", 0).call("malloc", {{"f", "user.cpp", 0}});
  ReportUnit report = make();
  EXPECT_EQ(linesOf(report), Words{});
  EXPECT_EQ(report.notes,
            Words{"user.cpp: f() reaches the heap at no line of the source; heaplight explain "
                  "'f()' user.cpp shows how"});
}

TEST_F(ReportTest, WhatALibraryDoesForALineNeedsNoNote) {
  code.define("f", "user.cpp").call("malloc", {{"push", "lib.h", 0}, f3});
  code.define("init", "user.cpp", 0).call("f", {{"init", "user.cpp", 0}});
  EXPECT_EQ(make().notes, Words{});
}

} // namespace
} // namespace heaplight
