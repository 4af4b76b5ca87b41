#include "read/Module.h"

#include "Folder.h"
#include "Reading.h"

namespace heaplight {
namespace {

using test::debugInfo;
using test::Ir;
using test::Reading;
using Words = std::vector<std::string>;

const std::string declarations = R"(
declare ptr @malloc(i64)
declare void @free(ptr)
declare void @mystery()
declare void @quiet()
declare void @each(ptr, ptr)
declare void @fail()
declare i32 @__gxx_personality_v0(...)
)";

class ModuleTest : public testing::Test {
protected:
  ModuleTest() {
    test::Folder folder;
    llvm::Error error = models.readFile(folder.write("m.yaml", R"(heaplight-models: 1
functions:
  - {names: [malloc], does: {allocate: always}, bytes: [0]}
  - {names: [free], does: {deallocate: always}}
  - {names: [quiet], does: {}}
  - {names: [each], does: {}, calls: [1]}
  - {names: [fail], does: {}, returns: never}
)"));
    if (error)
      ADD_FAILURE() << llvm::toString(std::move(error));
  }

  /// Reads `text` as the module as written.
  Reading &read(const std::string &text) {
    ir.push_back(std::make_unique<Ir>(declarations + text + debugInfo));
    reading = std::make_unique<Reading>(models);
    reading->written(*ir.back());
    return *reading;
  }
  /// Then `text` as the same module as built.
  void readBuilt(const std::string &text) {
    ir.push_back(std::make_unique<Ir>(declarations + text + debugInfo));
    reading->built(*ir.back());
  }
  /// The calls of f with the body `text`.
  Words callsOf(const std::string &text) {
    return read("define void @f(ptr %p, i1 %c, i64 %n) personality ptr @__gxx_personality_v0 "
                "!dbg !10 {\n" +
                text + "\n}\n")
        .calls("f");
  }

  Models models;
  std::vector<std::unique_ptr<Ir>> ir;
  std::unique_ptr<Reading> reading;
};

TEST_F(ModuleTest, AnInlineChainBecomesFrames) {
  EXPECT_EQ(callsOf("call ptr @malloc(i64 8), !dbg !23\n ret void"),
            Words{"malloc always lib.h:70 user.cpp:9 user.cpp:4"});
  EXPECT_EQ(callsOf("call ptr @malloc(i64 8), !dbg !20\n ret void"),
            Words{"malloc always user.cpp:3"});
  const Call &call = reading->find("f")->calls.front();
  EXPECT_EQ(reading->unit.names.frame(call.frame).column, 5u);
  EXPECT_EQ(reading->unit.names.text(reading->unit.names.frame(call.frame).function), "f");
}

TEST_F(ModuleTest, AFunctionKnowsItsFileAndLine) {
  callsOf("call ptr @malloc(i64 8), !dbg !20\n ret void");
  const Function *f = reading->find("f");
  EXPECT_EQ(reading->unit.names.text(f->file), "user.cpp");
  EXPECT_EQ(f->line, 1u);
  EXPECT_TRUE(f->defined);
}

TEST_F(ModuleTest, ATailCallIsACall) {
  EXPECT_EQ(callsOf("tail call void @free(ptr %p), !dbg !20\n ret void"),
            Words{"free always user.cpp:3"});
}

TEST_F(ModuleTest, AnInvokeIsACallAndItsLandingPadIsExceptional) {
  EXPECT_EQ(callsOf(R"(
    %m = invoke ptr @malloc(i64 8) to label %done unwind label %pad, !dbg !20
pad:
    %e = landingpad { ptr, i32 } cleanup
    call void @free(ptr %p), !dbg !21
    resume { ptr, i32 } %e
done:
    ret void)"),
            (Words{"malloc always user.cpp:3", "free exceptional lib.h:70 user.cpp:3"}));
}

TEST_F(ModuleTest, WhatCannotBeSeenThroughKeepsItsReason) {
  EXPECT_EQ(
      callsOf("call void %p(), !dbg !20\n"
              "call void asm sideeffect \"syscall\", \"\"(), !dbg !20\n"
              "call void asm sideeffect \"\", \"~{memory}\"(), !dbg !20\n ret void"),
      (Words{"call through a pointer always user.cpp:3", "inline assembly always user.cpp:3"}));
}

TEST_F(ModuleTest, AFunctionWithoutABodyIsKeptAsNotDefined) {
  EXPECT_EQ(callsOf("call void @mystery(), !dbg !20\n call void @quiet(), !dbg !20\n ret void"),
            Words{"mystery always user.cpp:3"});
  ASSERT_TRUE(reading->find("mystery"));
  EXPECT_FALSE(reading->find("mystery")->defined);
  EXPECT_EQ(reading->find("quiet"), nullptr); // A model says that it does nothing.
}

TEST_F(ModuleTest, AnAliasLeadsToTheBodyItStandsFor) {
  Reading &reading = read(R"(
@other = alias void (), ptr @push
define internal void @push() !dbg !11 { call ptr @malloc(i64 8), !dbg !28
  ret void }
define void @f() !dbg !10 { call void @other(), !dbg !20
  ret void })");
  EXPECT_EQ(reading.calls("f"), Words{"push always user.cpp:3"});
}

TEST_F(ModuleTest, CallsOfBodiesThatTouchNoHeapAreLeftOut) {
  Reading &reading = read(R"(
define internal void @push() !dbg !11 { call void @quiet(), !dbg !28
  ret void }
define internal void @add() !dbg !12 { call void @push(), !dbg !27
  ret void }
define void @f() !dbg !10 { call void @add(), !dbg !20
  call ptr @malloc(i64 8), !dbg !26
  ret void })");
  EXPECT_EQ(reading.calls("f"), Words{"malloc always user.cpp:5"});
  EXPECT_TRUE(reading.find("add")); // The user's own function is listed all the same.
  EXPECT_FALSE(reading.find("push"));
}

TEST_F(ModuleTest, RecursionThatReachesTheHeapStays) {
  Reading &reading = read(R"(
define void @f(i1 %c) !dbg !10 { call void @add(), !dbg !20
  ret void }
define void @add() !dbg !12 { call void @f(i1 0), !dbg !27
  call void @push(), !dbg !27
  ret void }
define void @push() !dbg !11 { call void @free(ptr null), !dbg !28
  ret void })");
  EXPECT_EQ(reading.calls("f"), Words{"add always user.cpp:3"});
  EXPECT_EQ(reading.calls("add"), (Words{"f always user.cpp:9", "push always user.cpp:9"}));
}

TEST_F(ModuleTest, CertaintyIsTheLinesAtEachLevelOfInlining) {
  // Line 3 tests and calls push; push itself allocates whenever it runs.
  EXPECT_EQ(callsOf(R"(
    br i1 %c, label %then, label %done, !dbg !20
then:
    call ptr @malloc(i64 8), !dbg !21
    br label %done
done:
    ret void)"),
            Words{"malloc sometimes lib.h:70 user.cpp:3"});
  llvm::SmallVector<Level, 8> levels = reading->find("f")->calls.front().levels;
  ASSERT_EQ(levels.size(), 2u);
  EXPECT_EQ(levels[1].certainty, Certainty::Sometimes);
  // With the test on another line, line 3 allocates each time that it runs.
  callsOf(R"(
    br i1 %c, label %then, label %done, !dbg !26
then:
    call ptr @malloc(i64 8), !dbg !21
    br label %done
done:
    ret void)");
  EXPECT_EQ(reading->find("f")->calls.front().levels[1].certainty, Certainty::Always);
}

TEST_F(ModuleTest, ALoopBelongsToTheFunctionWhoseCodeTurnsIt) {
  const std::string body = R"(
    br label %turn
turn:
    call ptr @malloc(i64 8), !dbg !21
    br i1 %c, label %turn, label %done, !dbg )";
  const std::string end = "\ndone: ret void";
  callsOf(body + "!26" + end); // A loop of f.
  EXPECT_FALSE(reading->find("f")->calls.front().levels[0].inLoop);
  EXPECT_TRUE(reading->find("f")->calls.front().levels[1].inLoop);
  callsOf(body + "!21" + end); // A loop of push, inlined.
  EXPECT_FALSE(reading->find("f")->calls.front().levels[1].inLoop);
}

TEST_F(ModuleTest, ConstantBytesAreKnownOthersAreNot) {
  callsOf("call ptr @malloc(i64 24), !dbg !20\n call ptr @malloc(i64 %n), !dbg !20\n ret void");
  EXPECT_EQ(reading->find("f")->calls[0].bytes, 24u);
  EXPECT_EQ(reading->find("f")->calls[1].bytes, std::nullopt);
}

TEST_F(ModuleTest, AFunctionThatIsHandedOverIsCalledThere) {
  Reading &reading = read(R"(
define internal void @push() !dbg !11 { call ptr @malloc(i64 8), !dbg !28
  ret void }
define void @f(ptr %p) !dbg !10 { call void @each(ptr %p, ptr @push), !dbg !20
  call void @each(ptr %p, ptr %p), !dbg !26
  call void @each(ptr %p, ptr null), !dbg !26
  ret void })");
  EXPECT_EQ(reading.calls("f"),
            (Words{"push sometimes user.cpp:3",
                   "call through a pointer: argument 1 of each sometimes user.cpp:5"}));
  EXPECT_EQ(reading.find("f")->calls[0].origin, Origin::Handed);
}

TEST_F(ModuleTest, AFunctionThatCanOnlyFailMakesTheWayToItExceptional) {
  const std::string f = R"(
define void @f(i1 %c) !dbg !10 {
  br i1 %c, label %bad, label %good, !dbg !26
bad:
  call ptr @malloc(i64 8), !dbg !20
  call void @add(), !dbg !20
  br label %good
good:
  ret void
}
)";
  EXPECT_EQ(read(f + "define internal void @add() !dbg !12 { call void @fail(), !dbg !27\n"
                     "unreachable }")
                .calls("f"),
            Words{"malloc exceptional user.cpp:3"});
  EXPECT_EQ(read(f + "define internal void @add() !dbg !12 { call void @quiet(), !dbg !27\n"
                     "ret void }")
                .calls("f"),
            Words{"malloc sometimes user.cpp:3"});
}

TEST_F(ModuleTest, AnInstructionWithoutALocationStandsInItsFunction) {
  EXPECT_EQ(callsOf("call ptr @malloc(i64 8)\n ret void"), Words{"malloc always user.cpp:0"});
  EXPECT_EQ(read("define void @bare() { call ptr @malloc(i64 8)\n ret void }").calls("bare"),
            Words{"malloc always :0"});
}

TEST_F(ModuleTest, FunctionsAreSortedBySymbol) {
  Reading &reading = read("define void @z() { call ptr @malloc(i64 8)\n ret void }\n"
                          "define void @a() { call void @z()\n ret void }\n");
  ASSERT_EQ(reading.unit.written.functions.size(), 3u);
  EXPECT_EQ(reading.unit.names.text(reading.unit.written.functions[0].symbol), "a");
  EXPECT_EQ(reading.unit.names.text(reading.unit.written.functions[1].symbol), "malloc");
}

TEST_F(ModuleTest, ABodyThatOnlyTheWrittenStageHasStillSpeaksForTheBuiltOne) {
  // The optimizer drops bodies of other units' functions; that they did nothing is known.
  read("define available_externally void @add() { ret void }\n"
       "define void @f() !dbg !10 { call void @add(), !dbg !20\n ret void }");
  readBuilt("declare void @add()\n declare void @other()\n"
            "define void @f() !dbg !10 { call void @add(), !dbg !20\n"
            "call void @other(), !dbg !20\n ret void }");
  EXPECT_EQ(reading->calls("f", Stage::Built), Words{"other always user.cpp:3"});
}

TEST_F(ModuleTest, ADestructorWhoseBodyOnlyTheWrittenStageHasIsNotUnknown) {
  const std::string f = "define void @f(ptr %p) !dbg !10 { call void @_ZN1AD1Ev(ptr %p), !dbg !20\n"
                        "call void @_ZN1BD1Ev(ptr %p), !dbg !20\n ret void }\n";
  const std::string other = "declare void @_ZN1BD1Ev(ptr)\n";
  read("define available_externally void @_ZN1AD1Ev(ptr %p) { ret void }\n" + other + f);
  readBuilt("declare void @_ZN1AD1Ev(ptr)\n" + other + f);
  ASSERT_TRUE(reading->find("_ZN1AD1Ev", Stage::Built));
  EXPECT_TRUE(reading->find("_ZN1AD1Ev", Stage::Built)->defined);
  EXPECT_FALSE(reading->find("_ZN1BD1Ev", Stage::Built)->defined);
}

TEST_F(ModuleTest, AFrameOfTheBuiltStageBearsTheNameOfTheWrittenFunction) {
  // C functions have no linkage name; the module as written knows their symbols.
  read("define void @f.one() !dbg !10 { call ptr @malloc(i64 8), !dbg !20\n ret void }");
  const Call &call = reading->find("f.one")->calls.front();
  EXPECT_EQ(reading->unit.names.text(reading->unit.names.frame(call.frame).function), "f.one");
}

} // namespace
} // namespace heaplight
