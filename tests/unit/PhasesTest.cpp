#include "Folder.h"
#include "Reading.h"

namespace heaplight {
namespace {

using test::debugInfo;
using test::Ir;
using test::Reading;

const std::string declarations = R"(
declare ptr @malloc(i64)
declare void @free(ptr)
declare i32 @__cxa_atexit(ptr, ptr, ptr)
declare i32 @__cxa_thread_atexit(ptr, ptr, ptr)
@v = global i32 0
@__dso_handle = external global i8
)";

class PhasesTest : public testing::Test {
protected:
  PhasesTest() {
    if (llvm::Error error = models.readFolder(HEAPLIGHT_MODELS))
      ADD_FAILURE() << llvm::toString(std::move(error));
  }
  Reading &read(const std::string &text) {
    ir = std::make_unique<Ir>(declarations + text + debugInfo);
    reading = std::make_unique<Reading>(models);
    reading->written(*ir);
    return *reading;
  }
  Phase phase(const std::string &symbol) {
    const Function *function = reading->find(symbol);
    EXPECT_TRUE(function) << symbol;
    return function ? function->phase : Phase::Run;
  }
  Level level(const std::string &symbol, size_t call = 0) {
    return reading->find(symbol)->calls.at(call).levels.front();
  }

  Models models;
  std::unique_ptr<Ir> ir;
  std::unique_ptr<Reading> reading;
};

const std::string allocating = " { call ptr @malloc(i64 8)\n ret void }\n";

TEST_F(PhasesTest, AConstructorOfTheProgramRunsAtStartupAndItsDestructorAtExit) {
  read("@llvm.global_ctors = appending global [1 x { i32, ptr, ptr }] "
       "[{ i32, ptr, ptr } { i32 65535, ptr @start, ptr null }]\n"
       "@llvm.global_dtors = appending global [1 x { i32, ptr, ptr }] "
       "[{ i32, ptr, ptr } { i32 65535, ptr @stop, ptr null }]\n"
       "define internal void @start()" +
       allocating + "define internal void @stop()" + allocating + "define void @plain()" +
       allocating);
  EXPECT_EQ(phase("start"), Phase::Startup);
  EXPECT_EQ(phase("stop"), Phase::Exit);
  EXPECT_EQ(phase("plain"), Phase::Run);
}

TEST_F(PhasesTest, ALocalFunctionThatOnlyStartupCallsRunsThen) {
  const std::string start =
      "@llvm.global_ctors = appending global [1 x { i32, ptr, ptr }] "
      "[{ i32, ptr, ptr } { i32 65535, ptr @start, ptr null }]\n"
      "define internal void @start() { call void @init()\n call void @shared()\n"
      "call void @open()\n ret void }\n";
  read(start + "define internal void @init()" + allocating + "define internal void @shared()" +
       allocating + "define void @open()" + allocating +
       "define void @any() { call void @shared()\n ret void }");
  EXPECT_EQ(phase("init"), Phase::Startup);
  EXPECT_EQ(phase("shared"), Phase::Run); // Called at any time as well.
  EXPECT_EQ(phase("open"), Phase::Run);   // Other units may call it.
}

TEST_F(PhasesTest, ALocalFunctionThatTwoPhasesCallBelongsToNeither) {
  read("@llvm.global_ctors = appending global [1 x { i32, ptr, ptr }] "
       "[{ i32, ptr, ptr } { i32 65535, ptr @start, ptr null }]\n"
       "@llvm.global_dtors = appending global [1 x { i32, ptr, ptr }] "
       "[{ i32, ptr, ptr } { i32 65535, ptr @stop, ptr null }]\n"
       "define internal void @start() { call void @both()\n ret void }\n"
       "define internal void @stop() { call void @both()\n call void @late()\n ret void }\n"
       "define internal void @both()" +
       allocating + "define internal void @late()" + allocating);
  EXPECT_EQ(phase("both"), Phase::Run);
  EXPECT_EQ(phase("late"), Phase::Exit);
}

TEST_F(PhasesTest, ALocalFunctionWhoseAddressIsKeptMayRunAtAnyTime) {
  read("@llvm.global_ctors = appending global [1 x { i32, ptr, ptr }] "
       "[{ i32, ptr, ptr } { i32 65535, ptr @start, ptr null }]\n"
       "@kept = global ptr null\n"
       "define internal void @start() { store ptr @init, ptr @kept\n call void @init()\n"
       "ret void }\n define internal void @init()" +
       allocating);
  EXPECT_EQ(phase("start"), Phase::Startup);
  EXPECT_EQ(phase("init"), Phase::Run);
}

TEST_F(PhasesTest, AThreadsVariablesAreInitializedAtItsFirstUse) {
  read("define internal void @__tls_init()" + allocating + "define void @_ZTH1v()" + allocating +
       "define void @_ZTW1v()" + allocating);
  EXPECT_EQ(phase("__tls_init"), Phase::Thread);
  EXPECT_EQ(phase("_ZTH1v"), Phase::Thread);
  EXPECT_EQ(phase("_ZTW1v"), Phase::Run); // The wrapper runs at each use.
}

TEST_F(PhasesTest, WhatIsRegisteredForTheExitHappensThen) {
  read("define internal void @bye(ptr %p) { call void @free(ptr %p)\n ret void }\n"
       "define void @f() !dbg !10 { call i32 @__cxa_atexit(ptr @bye, ptr @v, ptr @__dso_handle), "
       "!dbg !20\n call void @bye(ptr @v), !dbg !26\n ret void }");
  ASSERT_EQ(reading->find("f")->calls.size(), 3u);
  EXPECT_EQ(reading->find("f")->calls[0].origin, Origin::Registered);
  EXPECT_EQ(level("f", 0).phase, Phase::Exit);
  EXPECT_EQ(level("f", 1).phase, Phase::Run); // Registering it may take memory now.
  EXPECT_EQ(level("f", 2).phase, Phase::Run);
}

TEST_F(PhasesTest, AHandlerRunsWhenItsSignalComesIfAtAll) {
  read("declare ptr @signal(i32, ptr)\n"
       "define internal void @handler(i32 %n) { %p = inttoptr i32 %n to ptr\n"
       "call void @free(ptr %p)\n ret void }\n"
       "define void @f(ptr %other) !dbg !10 { call ptr @signal(i32 2, ptr @handler), !dbg !20\n"
       "call ptr @signal(i32 2, ptr inttoptr (i64 1 to ptr)), !dbg !20\n"
       "call ptr @signal(i32 2, ptr %other), !dbg !26\n ret void }");
  ASSERT_EQ(reading->find("f")->calls.size(), 2u) << "SIG_IGN is no function";
  for (unsigned number : {0, 1}) {
    EXPECT_EQ(reading->find("f")->calls[number].origin, Origin::Registered);
    EXPECT_EQ(level("f", number).phase, Phase::Run);
    EXPECT_EQ(level("f", number).certainty, Certainty::Sometimes);
  }
  EXPECT_EQ(phase("handler"), Phase::Run);
}

TEST_F(PhasesTest, ADestructorThatIsRegisteredDestroysItsObject) {
  read("define linkonce_odr void @_ZN1AD1Ev(ptr %this) { call void @free(ptr %this)\n ret void }\n"
       "define void @f() !dbg !10 { call i32 @__cxa_atexit(ptr @_ZN1AD1Ev, ptr @v, "
       "ptr @__dso_handle), !dbg !20\n ret void }");
  const Call &call = reading->find("f")->calls.front();
  EXPECT_TRUE(call.destroys);
  EXPECT_EQ(reading->unit.names.text(call.callee), "_ZN1AD1Ev");
}

} // namespace
} // namespace heaplight
