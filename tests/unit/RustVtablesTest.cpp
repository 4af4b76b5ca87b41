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
  EXPECT_EQ(rustMethodType(type, TraitOf::Crate), "Rust method void (ptr, i64)");
  EXPECT_EQ(rustMethodType(type, TraitOf::Closures), "Rust closure void (ptr, i64)");
  EXPECT_EQ(rustMethodType(type, TraitOf::Others), "Rust foreign method void (ptr, i64)");
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

/// One module of the crate `shapes`, as rustc 1.95 writes it: a `&dyn Shape` that a function is
/// given, a struct's field that holds one, a `&dyn core::fmt::Write`, a closure, and one that lies
/// in no variable.
constexpr const char *traits = R"ir(source_filename = "shapes.5f3a-cgu.0"
  define void @given(ptr %s.0, ptr %s.1) !dbg !20 {
    %spill = alloca [16 x i8]
    store ptr %s.0, ptr %spill
    %second = getelementptr i8, ptr %spill, i64 8
    store ptr %s.1, ptr %second
      #dbg_declare(ptr %spill, !21, !DIExpression(), !22)
    %slot = getelementptr i8, ptr %s.1, i64 24
    %method = load ptr, ptr %slot, !invariant.load !1
    call void %method(ptr %s.0), !dbg !22
    ret void }
  define void @field(ptr %self) !dbg !23 {
    %spill = alloca [8 x i8]
    store ptr %self, ptr %spill
      #dbg_declare(ptr %spill, !24, !DIExpression(), !25)
    %at = getelementptr i8, ptr %self, i64 16
    %vtable = load ptr, ptr %at
    %method = load ptr, ptr %vtable, !invariant.load !1
    call void %method(ptr %self), !dbg !25
    ret void }
  define void @foreign(ptr %s.0, ptr %s.1) !dbg !26 {
    %spill = alloca [16 x i8]
    %second = getelementptr i8, ptr %spill, i64 8
    store ptr %s.1, ptr %second
      #dbg_declare(ptr %spill, !27, !DIExpression(), !28)
    %method = load ptr, ptr %s.1, !invariant.load !1
    call void %method(ptr %s.0), !dbg !28
    ret void }
  define void @closure(ptr %s.0, ptr %s.1) !dbg !29 {
    %spill = alloca [16 x i8]
    %second = getelementptr i8, ptr %spill, i64 8
    store ptr %s.1, ptr %second
      #dbg_declare(ptr %spill, !30, !DIExpression(), !31)
    %method = load ptr, ptr %s.1, !invariant.load !1
    call void %method(ptr %s.0), !dbg !31
    ret void }
  define void @nameless(ptr %s.0, ptr %s.1) {
    %method = load ptr, ptr %s.1, !invariant.load !1
    call void %method(ptr %s.0)
    ret void }
  !llvm.dbg.cu = !{!2}
  !llvm.module.flags = !{!4}
  !1 = !{}
  !2 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !3, emissionKind: FullDebug)
  !3 = !DIFile(filename: "src/lib.rs/@/shapes.5f3a-cgu.0", directory: "/src")
  !4 = !{i32 2, !"Debug Info Version", i32 3}
  !5 = !DIBasicType(name: "usize", size: 64, encoding: DW_ATE_unsigned)
  !6 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&[usize; 5]", baseType: !5, size: 64)
  !7 = !DICompositeType(tag: DW_TAG_structure_type, name: "dyn shapes::Shape", file: !3, align: 8, elements: !1)
  !8 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !7, size: 64)
  !9 = !DICompositeType(tag: DW_TAG_structure_type, name: "&dyn shapes::Shape", file: !3, size: 128, elements: !{!10, !11})
  !10 = !DIDerivedType(tag: DW_TAG_member, name: "pointer", scope: !9, file: !3, baseType: !8, size: 64)
  !11 = !DIDerivedType(tag: DW_TAG_member, name: "vtable", scope: !9, file: !3, baseType: !6, size: 64, offset: 64)
  !12 = !DICompositeType(tag: DW_TAG_structure_type, name: "Holder", file: !3, size: 192, elements: !{!13, !14})
  !13 = !DIDerivedType(tag: DW_TAG_member, name: "count", scope: !12, file: !3, baseType: !5, size: 64)
  !14 = !DIDerivedType(tag: DW_TAG_member, name: "shape", scope: !12, file: !3, baseType: !9, size: 128, offset: 64)
  !15 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&shapes::Holder", baseType: !12, size: 64)
  !16 = !DISubroutineType(types: !{null})
  !20 = distinct !DISubprogram(name: "given", file: !3, type: !16, unit: !2, spFlags: DISPFlagDefinition)
  !21 = !DILocalVariable(name: "s", arg: 1, scope: !20, file: !3, type: !9)
  !22 = !DILocation(line: 1, scope: !20)
  !23 = distinct !DISubprogram(name: "field", file: !3, type: !16, unit: !2, spFlags: DISPFlagDefinition)
  !24 = !DILocalVariable(name: "self", arg: 1, scope: !23, file: !3, type: !15)
  !25 = !DILocation(line: 2, scope: !23)
  !26 = distinct !DISubprogram(name: "foreign", file: !3, type: !16, unit: !2, spFlags: DISPFlagDefinition)
  !27 = !DILocalVariable(name: "s", arg: 1, scope: !26, file: !3, type: !40)
  !28 = !DILocation(line: 3, scope: !26)
  !29 = distinct !DISubprogram(name: "closure", file: !3, type: !16, unit: !2, spFlags: DISPFlagDefinition)
  !30 = !DILocalVariable(name: "s", arg: 1, scope: !29, file: !3, type: !50)
  !31 = !DILocation(line: 4, scope: !29)
  !40 = !DICompositeType(tag: DW_TAG_structure_type, name: "&mut dyn core::fmt::Write", file: !3, size: 128, elements: !{!41, !42})
  !41 = !DIDerivedType(tag: DW_TAG_member, name: "pointer", scope: !40, file: !3, baseType: !43, size: 64)
  !42 = !DIDerivedType(tag: DW_TAG_member, name: "vtable", scope: !40, file: !3, baseType: !6, size: 64, offset: 64)
  !43 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !44, size: 64)
  !44 = !DICompositeType(tag: DW_TAG_structure_type, name: "dyn core::fmt::Write", file: !3, align: 8, elements: !1)
  !50 = !DICompositeType(tag: DW_TAG_structure_type, name: "alloc::boxed::Box<(dyn core::ops::function::Fn<(i32)> + core::marker::Send), alloc::alloc::Global>", file: !3, size: 128, elements: !{!51, !52})
  !51 = !DIDerivedType(tag: DW_TAG_member, name: "pointer", scope: !50, file: !3, baseType: !53, size: 64)
  !52 = !DIDerivedType(tag: DW_TAG_member, name: "vtable", scope: !50, file: !3, baseType: !6, size: 64, offset: 64)
  !53 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !54, size: 64)
  !54 = !DICompositeType(tag: DW_TAG_structure_type, name: "(dyn core::ops::function::Fn<(i32)> + core::marker::Send)", file: !3, align: 8, elements: !1)
)ir";

TEST(RustVtablesTest, ACallsTraitIsThatOfTheVariableThatHoldsItsVtable) {
  Ir ir(traits);
  auto traitsAt = [&](const char *function) { return traitsOf(*ir.calls(function).at(0)); };
  using Names = std::set<std::string>;
  EXPECT_EQ(traitsAt("given"), Names{"dyn shapes::Shape"});
  EXPECT_EQ(traitsAt("field"), Names{"dyn shapes::Shape"});
  EXPECT_EQ(traitsAt("foreign"), Names{"dyn core::fmt::Write"});
  EXPECT_EQ(traitsAt("nameless"), Names{});
}

TEST(RustVtablesTest, ATraitIsTheCratesOwnOrThatOfClosuresOrAnothers) {
  Ir ir(traits);
  auto sort = [&](const char *function) { return traitOf(*ir.calls(function).at(0), ir.module()); };
  EXPECT_EQ(sort("given"), TraitOf::Crate);
  EXPECT_EQ(sort("field"), TraitOf::Crate);
  EXPECT_EQ(sort("closure"), TraitOf::Closures);
  EXPECT_EQ(sort("foreign"), TraitOf::Others);
  EXPECT_EQ(sort("nameless"), TraitOf::Others);
}

TEST(RustVtablesTest, AClosuresVtableServesNoTraitOfACrate) {
  auto vtable = [](const std::string &name) {
    return Ir(
        R"(@v = private constant [24 x i8] zeroinitializer, !dbg !0
  !llvm.dbg.cu = !{!10}
  !llvm.module.flags = !{!12}
  !0 = !DIGlobalVariableExpression(var: !1, expr: !DIExpression())
  !1 = distinct !DIGlobalVariable(name: "v", scope: null, file: !11, type: !2, isLocal: true, isDefinition: true)
  !2 = !DICompositeType(tag: DW_TAG_structure_type, name: ")" +
        name +
        R"(::{vtable_type}", file: !11, size: 192, align: 64, flags: DIFlagArtificial, elements: !13, vtableHolder: !3)
  !3 = !DICompositeType(tag: DW_TAG_structure_type, name: "A", file: !11, size: 8, elements: !13)
  !10 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !11, emissionKind: FullDebug)
  !11 = !DIFile(filename: "a.rs", directory: "/src")
  !12 = !{i32 2, !"Debug Info Version", i32 3}
  !13 = !{})");
  };
  auto serves = [&](const std::string &name, TraitOf trait) {
    Ir ir = vtable(name);
    return mayServe(*ir.module().getNamedGlobal("v"), trait);
  };
  const std::string closure = "<a::main::{closure_env#0} as core::ops::function::Fn<(i32)>>";
  EXPECT_FALSE(serves(closure, TraitOf::Crate));
  EXPECT_TRUE(serves(closure, TraitOf::Closures));
  EXPECT_TRUE(serves(closure, TraitOf::Others));
  for (const char *other : {"<a::A as a::Shape>",
                            "<a::Box<<T as core::ops::function::FnOnce<()>>::Output> as a::Shape>",
                            "<fn() -> i32 as a::Shape<dyn core::ops::function::Fn<()>>>"})
    for (TraitOf trait : {TraitOf::Crate, TraitOf::Closures, TraitOf::Others})
      EXPECT_TRUE(serves(other, trait)) << other;
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
