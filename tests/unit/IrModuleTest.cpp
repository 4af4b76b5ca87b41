#include "read/IrModule.h"

#include "clang/Lex/HeaderSearchOptions.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

std::string complaintOf(const char *text) {
  llvm::LLVMContext context;
  auto module = readIr(llvm::MemoryBufferRef(text, "a.ll"), context);
  return module ? "" : llvm::toString(module.takeError());
}

TEST(IrModuleTest, WhatIsNoIrIsToldInOneLine) {
  EXPECT_EQ(complaintOf("define void @f() {\n  ret void\n}\n"), "");
  EXPECT_EQ(complaintOf("define void @f() {\n  nonsense\n}\n").find("line 2: "), 0u);
  // It parses, but its block doesn't return what the function is to return.
  std::string broken = complaintOf("define i32 @f() {\n  ret void\n}\n");
  EXPECT_FALSE(broken.empty());
  EXPECT_EQ(broken.find('\n'), std::string::npos);
}

TEST(IrModuleTest, OnlyDebugInfoTellsLines) {
  constexpr char plain[] = "define void @f() {\n  ret void\n}\n";
  constexpr char located[] =
      "define void @f() !dbg !2 {\n  ret void\n}\n"
      "!llvm.dbg.cu = !{!0}\n!llvm.module.flags = !{!4}\n"
      "!0 = distinct !DICompileUnit(language: DW_LANG_C, file: !1, emissionKind: LineTablesOnly)\n"
      "!1 = !DIFile(filename: \"a.c\", directory: \"/\")\n"
      "!2 = distinct !DISubprogram(name: \"f\", scope: !1, file: !1, line: 1, type: !3, unit: !0,"
      " spFlags: DISPFlagDefinition)\n"
      "!3 = !DISubroutineType(types: !{null})\n"
      "!4 = !{i32 2, !\"Debug Info Version\", i32 3}\n";
  llvm::LLVMContext context;
  for (auto [text, tells] : {std::pair(plain, false), std::pair(located, true)}) {
    auto module = readIr(llvm::MemoryBufferRef(text, "a.ll"), context);
    ASSERT_TRUE(bool(module)) << llvm::toString(module.takeError());
    EXPECT_EQ(tellsLines(**module), tells);
  }
}

TEST(IrModuleTest, OptimizersLeaveTheirMarks) {
  constexpr char variable[] =
      "  #dbg_value(i32 0, !5, !DIExpression(), !6)\n  ret void\n}\n"
      "!llvm.dbg.cu = !{!0}\n!llvm.module.flags = !{!4}\n"
      "!0 = distinct !DICompileUnit(language: DW_LANG_C, file: !1, emissionKind: FullDebug)\n"
      "!1 = !DIFile(filename: \"a.c\", directory: \"/\")\n"
      "!2 = distinct !DISubprogram(name: \"f\", scope: !1, file: !1, line: 1, type: !3, unit: !0,"
      " spFlags: DISPFlagDefinition)\n"
      "!3 = !DISubroutineType(types: !{null})\n"
      "!4 = !{i32 2, !\"Debug Info Version\", i32 3}\n"
      "!5 = !DILocalVariable(name: \"k\", scope: !2, file: !1, line: 2)\n"
      "!6 = !DILocation(line: 2, column: 1, scope: !2)\n";
  llvm::LLVMContext context;
  for (auto [text, optimized] :
       {std::pair<std::string, bool>("define void @f() {\n  ret void\n}\n", false),
        {"declare void @g() local_unnamed_addr\n", false},
        {"define void @f() unnamed_addr {\n  ret void\n}\n", false},
        {"define void @f() local_unnamed_addr {\n  ret void\n}\n", true},
        {std::string("define void @f() !dbg !2 {\n") + variable, true}}) {
    auto module = readIr(llvm::MemoryBufferRef(text, "a.ll"), context);
    ASSERT_TRUE(bool(module)) << llvm::toString(module.takeError());
    EXPECT_EQ(wasOptimized(**module), optimized) << text;
  }
}

TEST(IrModuleTest, SystemFoldersAreThoseThatASourceWouldSearch) {
  clang::HeaderSearchOptions search;
  search.AddPath("/opt/chain/lib/../include", clang::frontend::System, false, true);
  search.AddPath("/home/user/include", clang::frontend::Angled, false, true);
  SystemFolders folders(search);
  EXPECT_TRUE(folders.hold("/opt/chain/include/vector"));
  EXPECT_TRUE(folders.hold("/usr/include/stdlib.h"));
  EXPECT_TRUE(folders.hold("/usr/lib/gcc/x/12/include/immintrin.h"));
  EXPECT_FALSE(folders.hold("/home/user/include/mine.h"));
  EXPECT_FALSE(folders.hold("/opt/chain/include-mine/a.h"));
}

} // namespace
} // namespace heaplight
