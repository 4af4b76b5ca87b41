#include "Compiled.h"

#include <algorithm>

namespace heaplight {
namespace {

using test::Source;

/// What a unit's line does as built, and what only as written: "allocate written:deallocate".
std::string kindsAt(const ReportUnit &unit, uint32_t line) {
  static const char *const words[] = {"allocate", "deallocate", "destroy", "unknown"};
  std::string text;
  for (const ReportLine &found : unit.lines)
    for (const ReportEffect &effect : found.effects)
      if (found.line == line && (effect.stage == Stage::Built || effect.elided))
        text += std::string(text.empty() ? "" : " ") + (effect.elided ? "written:" : "") +
                words[size_t(effect.kind)];
  return text;
}

TEST(CompileTest, BothStagesComeFromOneParse) {
  ReportUnit unit = Source("int kept(int *&p) {\n"
                           "  p = new int;\n"
                           "  return *p;\n"
                           "}\n"
                           "int elided() {\n"
                           "  int *p = new int(3);\n"
                           "  return *p;\n"
                           "}\n")
                        .report();
  EXPECT_EQ(kindsAt(unit, 2), "allocate");
  EXPECT_EQ(kindsAt(unit, 6), "written:allocate");
  EXPECT_EQ(kindsAt(unit, 3), "");
}

TEST(CompileTest, AUnitTellsHowItWasCompiled) {
  Source source("int a;\n", "a.c");
  source.request.flags = {"-Os", "-std=c11", "--target=aarch64-linux-gnu"};
  Unit unit = source.compile();
  EXPECT_EQ(unit.source, "a.c");
  EXPECT_EQ(unit.language, "c");
  EXPECT_EQ(unit.optimization, "s");
  EXPECT_EQ(unit.standard, "c11");
  EXPECT_EQ(unit.target.find("aarch64"), 0u);
}

TEST(CompileTest, WhatDoesNotCompileFailsWithClangsOwnWords) {
  llvm::Expected<Unit> unit = Source("int f() { return nonsense; }\n").tryToCompile();
  ASSERT_FALSE(unit);
  llvm::handleAllErrors(unit.takeError(), [](const CompileError &error) {
    EXPECT_NE(error.message.find("a.cpp: does not compile"), std::string::npos) << error.message;
    EXPECT_NE(error.diagnostics.find("nonsense"), std::string::npos) << error.diagnostics;
    EXPECT_NE(error.diagnostics.find(":1:"), std::string::npos) << error.diagnostics;
  });
}

TEST(CompileTest, AWarningIsNoFailure) {
  Source source("int f() { int unused; }\n");
  source.request.flags = {"-Wall", "-Werror"};
  EXPECT_EQ(source.compile().source, "a.cpp");
}

TEST(CompileTest, AnUnknownTargetFails) {
  Source source("int a;\n");
  source.request.target = "no-such-machine";
  llvm::Expected<Unit> unit = source.tryToCompile();
  EXPECT_FALSE(unit);
  EXPECT_FALSE(llvm::toString(unit.takeError()).empty());
}

TEST(CompileTest, SystemHeadersAreNotTheUsers) {
  Source source("#include <theirs.h>\n#include \"mine.h\"\n"
                "void *f() { return theirs(); }\nvoid *g() { return mine(); }\n");
  source.folder.write("system/theirs.h", "inline void *theirs() { return new int; }\n");
  source.folder.write("mine.h", "inline void *mine() { return new int; }\n");
  source.request.flags = {"-O2", "-isystem", source.folder.path("system")};
  ReportUnit unit = source.report();
  EXPECT_EQ(unit.userFiles, (std::vector<std::string>{"a.cpp", "mine.h"}));
  EXPECT_EQ(kindsAt(unit, 3), "allocate");
  EXPECT_EQ(kindsAt(unit, 4), "allocate");
}

TEST(CompileTest, OptionsOfOneUnitDoNotReachTheNext) {
  const std::string text = "int *f() { return new int; }\n";
  Source plain(text), odd(text);
  plain.options.assembly = odd.options.assembly = AssemblySyntax::Att;
  odd.options.assembly = AssemblySyntax::Intel;
  auto texts = [](const Unit &unit) {
    std::vector<std::string> lines;
    for (const AssemblyLine &line : unit.assembly)
      lines.push_back(line.text);
    return lines;
  };
  std::vector<std::string> before = texts(plain.compile());
  EXPECT_NE(texts(odd.compile()), before);
  EXPECT_EQ(texts(plain.compile()), before);
}

TEST(CompileTest, AssemblyIsMadeOnlyWhereItIsAskedFor) {
  Source source("int *f() { return new int; }\n");
  EXPECT_TRUE(source.compile().assembly.empty());
  source.options.assembly = AssemblySyntax::Att;
  EXPECT_FALSE(source.compile().assembly.empty());
}

TEST(CompileTest, AnInstructionIsTiedToItsUsersLineThroughItsWholeChain) {
  Source source("#include <theirs.h>\n"
                "void *f() {\n"
                "  return theirs();\n"
                "}\n");
  source.folder.write("system/theirs.h", "inline void *make() { return new int; }\n"
                                         "inline void *theirs() { return make(); }\n");
  source.request.flags = {"-O2", "-isystem", source.folder.path("system")};
  source.options.assembly = AssemblySyntax::Att;
  Unit unit = source.compile();
  auto call = std::find_if(unit.assembly.begin(), unit.assembly.end(),
                           [](const AssemblyLine &line) { return line.call; });
  ASSERT_NE(call, unit.assembly.end());
  EXPECT_EQ(unit.names.text(call->callee), "_Znwm"); // A tail call at that.
  std::vector<uint32_t> lines;
  for (FrameId frame : unit.names.chain(call->frame))
    lines.push_back(unit.names.frame(frame).line);
  EXPECT_EQ(lines, (std::vector<uint32_t>{1, 2, 3}));
}

TEST(CompileTest, EachOfSeveralCallsInARowIsACall) {
  // Unrolled, the loop is three calls at one place with nothing between them.
  Source source("void mystery();\nvoid f() { for (int i = 0; i < 3; ++i) mystery(); }\n");
  source.options.assembly = AssemblySyntax::Att;
  Unit unit = source.compile();
  size_t named = 0, calls = 0;
  for (const AssemblyLine &line : unit.assembly) {
    bool names = line.text.find("mystery") != std::string::npos;
    named += names;
    calls += names && line.call && unit.names.text(line.callee) == "_Z7mysteryv";
  }
  EXPECT_EQ(named, 3u);
  EXPECT_EQ(calls, named);
}

TEST(CompileTest, ALineDirectiveMovesTheMarks) {
  ReportUnit unit = Source("#line 40 \"grammar.y\"\n"
                           "int *f() { return new int; }\n")
                        .report();
  ASSERT_EQ(unit.lines.size(), 1u);
  EXPECT_EQ(unit.lines[0].file, "grammar.y");
  EXPECT_EQ(unit.lines[0].line, 40u);
}

} // namespace
} // namespace heaplight
