#include "read/HandedCode.h"

#include "Ir.h"

namespace heaplight {
namespace {

using test::Ir;

/// As rustc writes a vtable: drop glue, size, alignment, methods.
const std::string declarations = R"(
@vtable.0 = private constant { ptr, [16 x i8], ptr, ptr } { ptr @drop, [16 x i8] zeroinitializer, ptr @write, ptr @flush }, !dbg !0
@table = private constant [1 x ptr] [ptr @write]
@value = internal global i64 0
define internal void @drop(ptr %self) { ret void }
define internal void @write(ptr %self) { ret void }
define internal void @flush(ptr %self) { ret void }
define internal void @show(ptr %value, ptr %to) { ret void }
declare void @print(ptr, ptr)
declare void @list(ptr, i64)
declare noalias ptr @make()
)";
const std::string debugInfo = R"(
!llvm.dbg.cu = !{!10}
!llvm.module.flags = !{!12}
!0 = !DIGlobalVariableExpression(var: !1, expr: !DIExpression())
!1 = distinct !DIGlobalVariable(name: "<A as T>::{vtable}", scope: null, file: !11, type: !2, isLocal: true, isDefinition: true)
!2 = !DICompositeType(tag: DW_TAG_structure_type, name: "<A as T>::{vtable_type}", file: !11, size: 320, align: 64, flags: DIFlagArtificial, elements: !13, vtableHolder: !3)
!3 = !DICompositeType(tag: DW_TAG_structure_type, name: "A", file: !11, size: 8, elements: !13)
!10 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !11, emissionKind: FullDebug)
!11 = !DIFile(filename: "a.rs", directory: "/src")
!12 = !{i32 2, !"Debug Info Version", i32 3}
!13 = !{}
)";

/// What the last call of a function with this body lends.
std::vector<std::string> lentBy(const std::string &body) {
  Ir ir(declarations + "define void @f(ptr %given) {\n" + body + "\n  ret void\n}\n" + debugInfo);
  std::vector<std::string> names;
  for (const llvm::Function *function : codeLentBy(*ir.calls("f").back()))
    names.push_back(function->getName().str());
  return names;
}

using Names = std::vector<std::string>;

TEST(HandedCodeTest, AValueThatIsLentAsDynLendsItsMethods) {
  EXPECT_EQ(lentBy("call void @print(ptr %given, ptr @vtable.0)"), (Names{"write", "flush"}));
  EXPECT_EQ(lentBy("%local = alloca i64\n call void @print(ptr %local, ptr @vtable.0)"),
            (Names{"write", "flush"}));
  EXPECT_EQ(lentBy("call void @print(ptr @value, ptr @vtable.0)"), (Names{"write", "flush"}));
}

TEST(HandedCodeTest, AValueThatIsGivenAwayLendsNothing) {
  EXPECT_EQ(lentBy("%box = call ptr @make()\n call void @print(ptr %box, ptr @vtable.0)"), Names{});
}

TEST(HandedCodeTest, AFunctionIsLentByItsAddress) {
  EXPECT_EQ(lentBy("call void @print(ptr %given, ptr @show)"), Names{"show"});
}

TEST(HandedCodeTest, WhatLiesOnTheStackIsLentWithIt) {
  EXPECT_EQ(lentBy(R"(%list = alloca [2 x ptr]
    store ptr %given, ptr %list
    %second = getelementptr i8, ptr %list, i64 8
    store ptr @show, ptr %second
    call void @list(ptr %list, i64 1))"),
            Names{"show"});
}

TEST(HandedCodeTest, WhatOthersStoreElsewhereIsNotLent) {
  EXPECT_EQ(lentBy(R"(%list = alloca [2 x ptr]
    store ptr @show, ptr %given
    call void @list(ptr %list, i64 1))"),
            Names{});
  EXPECT_EQ(lentBy("call void @list(ptr @table, i64 1)"), Names{});
}

} // namespace
} // namespace heaplight
