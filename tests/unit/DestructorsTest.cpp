#include "Folder.h"
#include "Reading.h"

namespace heaplight {
namespace {

using test::debugInfo;
using test::Ir;
using test::Reading;

// Without a syntax tree an object is known by what its slot tells.
class DestructorsTest : public testing::Test {
protected:
  DestructorsTest() {
    if (llvm::Error error = models.readFolder(HEAPLIGHT_MODELS))
      ADD_FAILURE() << llvm::toString(std::move(error));
  }
  /// The calls of f with the body `text`, as written.
  const std::vector<Call> &callsOf(const std::string &text) {
    ir = std::make_unique<Ir>("declare void @_ZN1AD1Ev(ptr)\n declare void @_ZN1AC1Ev(ptr)\n"
                              "define void @f(ptr %p) !dbg !10 {\n" +
                              text + "\nret void }" + debugInfo);
    reading = std::make_unique<Reading>(models);
    reading->written(*ir);
    return reading->find("f")->calls;
  }
  std::string subject(const Call &call) { return reading->unit.names.text(call.subject); }

  Models models;
  std::unique_ptr<Ir> ir;
  std::unique_ptr<Reading> reading;
};

TEST_F(DestructorsTest, ACallOfADestructorDestroysAndOfAConstructorDoesNot) {
  const std::vector<Call> &calls =
      callsOf("call void @_ZN1AC1Ev(ptr %p), !dbg !20\n call void @_ZN1AD1Ev(ptr %p), !dbg !20");
  ASSERT_EQ(calls.size(), 2u);
  EXPECT_FALSE(calls[0].destroys);
  EXPECT_TRUE(calls[1].destroys);
}

// With an AST these would be a temporary and an element: samples show that.
TEST_F(DestructorsTest, WithoutASyntaxNothingTellsATemporaryFromAVariable) {
  const std::vector<Call> &calls = callsOf("%ref.tmp = alloca i64\n %slot = load ptr, ptr %p\n"
                                           "call void @_ZN1AD1Ev(ptr %ref.tmp), !dbg !20\n"
                                           "call void @_ZN1AD1Ev(ptr %slot), !dbg !20");
  EXPECT_EQ(subject(calls[0]), "");
  EXPECT_EQ(subject(calls[1]), "");
}

TEST_F(DestructorsTest, EachOfSeveralOnOneLineKeepsANumberOfItsOwn) {
  callsOf("call void @_ZN1AD1Ev(ptr %p), !dbg !20\n call void @_ZN1AD1Ev(ptr %p), !dbg !20\n"
          "call void @_ZN1AC1Ev(ptr %p), !dbg !20");
  std::vector<llvm::CallBase *> calls = ir->calls("f");
  auto number = [&](size_t index) { return calls[index]->getDebugLoc()->getDiscriminator(); };
  EXPECT_NE(number(0), 0u);
  EXPECT_NE(number(1), 0u);
  EXPECT_NE(number(0), number(1));
  EXPECT_EQ(number(2), 0u); // No destructor.
}

TEST_F(DestructorsTest, WhatIsLeftOfAnInlinedDestructorTellsThatItRan) {
  callsOf("call void @_ZN1AD1Ev(ptr %p), !dbg !20");
  unsigned number = ir->calls("f")[0]->getDebugLoc()->getDiscriminator();
  Ir after("define void @f(ptr %p) !dbg !10 { store i32 0, ptr %p, !dbg !31\n"
           "store i32 0, ptr %p, !dbg !33\n ret void }" +
           debugInfo +
           "!30 = distinct !DISubprogram(name: \"~A\", linkageName: \"_ZN1AD1Ev\", scope: !4, "
           "file: !4, line: 80, type: !3, unit: !0, spFlags: DISPFlagDefinition)\n"
           "!31 = !DILocation(line: 81, scope: !30, inlinedAt: !32)\n"
           "!32 = distinct !DILocation(line: 3, column: 5, scope: !34)\n"
           "!33 = !DILocation(line: 81, scope: !30, inlinedAt: !35)\n"
           "!34 = !DILexicalBlockFile(scope: !10, file: !1, discriminator: " +
           std::to_string(number) +
           ")\n"
           "!35 = distinct !DILocation(line: 5, column: 1, scope: !10)\n"); // Bears no number.
  reading->built(after);
  const Function *f = reading->find("f", Stage::Built);
  ASSERT_TRUE(f);
  ASSERT_EQ(f->calls.size(), 1u);
  EXPECT_EQ(f->calls[0].origin, Origin::Inlined);
  EXPECT_TRUE(f->calls[0].destroys);
  EXPECT_EQ(reading->unit.names.frame(f->calls[0].frame).line, 3u);
}

} // namespace
} // namespace heaplight
