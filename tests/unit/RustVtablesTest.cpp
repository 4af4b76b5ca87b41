#include "read/rust/RustVtables.h"

#include "Ir.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

using test::Ir;

/// As rustc writes it: a call of a method loads it from the vtable, whose first three words are the
/// drop glue, the size and the alignment.
TEST(RustVtablesTest, ACallTakesItsFunctionFromASlot) {
  Ir ir(R"(define void @f(ptr %value, ptr %vtable) {
    %slot = getelementptr inbounds i8, ptr %vtable, i64 24
    %method = load ptr, ptr %slot, !invariant.load !0
    call void %method(ptr %value)
    %drop = load ptr, ptr %vtable, !invariant.load !0
    call void %drop(ptr %value)
    ret void }
  !0 = !{})");
  EXPECT_EQ(vtableSlot(*ir.calls("f").at(0)), 24u);
  EXPECT_EQ(vtableSlot(*ir.calls("f").at(1)), 0u);
}

TEST(RustVtablesTest, APointerThatMayChangeComesFromNoVtable) {
  Ir ir(R"(define void @f(ptr %callbacks, ptr %given) {
    %one = load ptr, ptr %callbacks
    call void %one()
    call void %given()
    ret void })");
  EXPECT_EQ(vtableSlot(*ir.calls("f").at(0)), std::nullopt);
  EXPECT_EQ(vtableSlot(*ir.calls("f").at(1)), std::nullopt);
}

TEST(RustVtablesTest, WhatLiesBeforeATableIsNoSlot) {
  Ir ir(R"(define void @f(ptr %vtable) {
    %slot = getelementptr i8, ptr %vtable, i64 -8
    %method = load ptr, ptr %slot, !invariant.load !0
    call void %method()
    ret void }
  !0 = !{})");
  EXPECT_EQ(vtableSlot(*ir.calls("f").at(0)), std::nullopt);
}

TEST(RustVtablesTest, MethodsAndPointersOfOneTypeAreKeptApart) {
  Ir ir("define void @f(ptr %value, i64 %count) { ret void }");
  const llvm::FunctionType &type = *ir.function("f").getFunctionType();
  EXPECT_EQ(rustMethodType(type), "Rust method void (ptr, i64)");
  EXPECT_EQ(rustPointerType(type), "Rust fn void (ptr, i64)");
}

TEST(RustVtablesTest, AVtableIsKnownByItsDebugInfo) {
  Ir ir(R"(@vtable.0 = private constant [24 x i8] zeroinitializer, !dbg !0
  @table = private constant [24 x i8] zeroinitializer, !dbg !7
  @bare = private constant [24 x i8] zeroinitializer
  !llvm.dbg.cu = !{!10}
  !llvm.module.flags = !{!12}
  !0 = !DIGlobalVariableExpression(var: !1, expr: !DIExpression())
  !1 = distinct !DIGlobalVariable(name: "<A as T>::{vtable}", scope: null, file: !11, type: !2, isLocal: true, isDefinition: true)
  !2 = !DICompositeType(tag: DW_TAG_structure_type, name: "<A as T>::{vtable_type}", file: !11, size: 192, align: 64, flags: DIFlagArtificial, elements: !13, vtableHolder: !3)
  !3 = !DICompositeType(tag: DW_TAG_structure_type, name: "A", file: !11, size: 8, elements: !13)
  !7 = !DIGlobalVariableExpression(var: !8, expr: !DIExpression())
  !8 = distinct !DIGlobalVariable(name: "table", scope: null, file: !11, type: !3, isLocal: true, isDefinition: true)
  !10 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !11, emissionKind: FullDebug)
  !11 = !DIFile(filename: "a.rs", directory: "/src")
  !12 = !{i32 2, !"Debug Info Version", i32 3}
  !13 = !{})");
  EXPECT_TRUE(isRustVtable(*ir.module().getNamedGlobal("vtable.0")));
  EXPECT_FALSE(isRustVtable(*ir.module().getNamedGlobal("table")));
  EXPECT_FALSE(isRustVtable(*ir.module().getNamedGlobal("bare")));
}

/// A function with a variable of the named type, and what its call is a method of.
std::string dynTypeIn(const std::string &type, const std::string &body) {
  Ir ir("define void @f(ptr %value, ptr %vtable) !dbg !4 {\n  %x = alloca [16 x i8]\n" + body + R"(
    #dbg_declare(ptr %x, !5, !DIExpression(), !7)
    call void %method(ptr %value)
    ret void }
  !llvm.dbg.cu = !{!1}
  !llvm.module.flags = !{!3}
  !0 = !{}
  !1 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, emissionKind: FullDebug)
  !2 = !DIFile(filename: "a.rs", directory: "/src")
  !3 = !{i32 2, !"Debug Info Version", i32 3}
  !4 = distinct !DISubprogram(name: "f", scope: !2, file: !2, type: !8, unit: !1, spFlags: DISPFlagDefinition)
  !5 = !DILocalVariable(name: "x", scope: !4, type: !6)
  !6 = !DICompositeType(tag: DW_TAG_structure_type, name: ")" +
        type + R"(", file: !2, size: 128, elements: !0)
  !7 = !DILocation(line: 1, scope: !4)
  !8 = !DISubroutineType(types: !0))");
  return dynTypeOf(*ir.calls("f").back());
}

const std::string stored = R"(
    %second = getelementptr inbounds i8, ptr %x, i64 8
    store ptr %vtable, ptr %second
    %slot = getelementptr inbounds i8, ptr %vtable, i64 24
    %method = load ptr, ptr %slot)";

TEST(RustVtablesTest, AMethodsTraitIsThatOfTheVariable) {
  EXPECT_EQ(dynTypeIn("&dyn a::Shape", stored), "dyn a::Shape");
  EXPECT_EQ(dynTypeIn("alloc::boxed::Box<dyn a::Shape, alloc::alloc::Global>", stored),
            "dyn a::Shape");
  EXPECT_EQ(dynTypeIn("&mut dyn f::FnMut<(u32, u8), Output=()>", stored),
            "dyn f::FnMut<(u32, u8), Output=()>");
  EXPECT_EQ(dynTypeIn("&dyn a::Shape", R"(
    %second = getelementptr inbounds i8, ptr %x, i64 8
    %loaded = load ptr, ptr %second
    %slot = getelementptr inbounds i8, ptr %loaded, i64 24
    %method = load ptr, ptr %slot)"),
            "dyn a::Shape");
}

TEST(RustVtablesTest, WithoutAVariableAMethodHasNoTrait) {
  EXPECT_EQ(dynTypeIn("a::Pair", stored), "");
  EXPECT_EQ(dynTypeIn("&dyn a::Shape", "%method = load ptr, ptr %vtable"), "");
}

} // namespace
} // namespace heaplight
