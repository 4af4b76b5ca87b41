#include "read/IrModule.h"

#include "clang/Lex/HeaderSearchOptions.h"
#include "llvm/Bitcode/BitcodeWriter.h"
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

/// A file of several modules.
std::string bitcodeOf(std::initializer_list<const char *> texts) {
  llvm::LLVMContext context;
  std::vector<std::unique_ptr<llvm::Module>> modules;
  llvm::SmallVector<char, 0> bytes;
  llvm::BitcodeWriter writer(bytes);
  for (const char *text : texts) {
    auto module = readIr(llvm::MemoryBufferRef(text, "a.ll"), context);
    EXPECT_TRUE(bool(module));
    if (!module)
      continue;
    modules.push_back(std::move(*module));
    writer.writeModule(*modules.back());
  }
  writer.writeStrtab();
  return {bytes.begin(), bytes.end()};
}

TEST(IrModuleTest, ModulesInOneFileAreOne) {
  constexpr char first[] = "define internal void @f() {\n  ret void\n}\n"
                           "define void @a() {\n  call void @f()\n  ret void\n}\n";
  constexpr char second[] = "define internal void @f() {\n  ret void\n}\n"
                            "define void @b() {\n  call void @f()\n  ret void\n}\n";
  std::string bytes = bitcodeOf({first, second});
  llvm::LLVMContext context;
  auto module = readIr(llvm::MemoryBufferRef(bytes, "a.bc"), context);
  ASSERT_TRUE(bool(module)) << llvm::toString(module.takeError());
  for (const char *name : {"a", "b"}) {
    const llvm::Function *function = (*module)->getFunction(name);
    ASSERT_TRUE(function) << name;
    EXPECT_FALSE(function->isDeclaration()) << name;
  }
  bytes = bitcodeOf({first, first});
  module = readIr(llvm::MemoryBufferRef(bytes, "a.bc"), context);
  EXPECT_EQ(llvm::toString(module.takeError()),
            "the 2 modules in it contradict each other; give them one by one");
}

TEST(IrModuleTest, TextOfANewerClangSaysSo) {
  std::string complaint = complaintOf("nonsense\n!llvm.ident = !{!0}\n"
                                      "!0 = !{!\"clang version 99.1.0\"}\n");
  EXPECT_EQ(complaint.find("line 1: "), 0u) << complaint;
  EXPECT_NE(complaint.find("; clang 99 made it, and this is LLVM 22."), std::string::npos)
      << complaint;
  complaint = complaintOf("nonsense\n!0 = !{!\"clang version 14.0.6\"}\n");
  EXPECT_EQ(complaint.find("made it"), std::string::npos) << complaint;
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

TEST(IrModuleTest, WhatFrontEndsDoTooTellsNoStage) {
  const std::string body = "  #dbg_value(i32 0, !5, !DIExpression(), !6)\n  ret void\n}\n"
                           "!llvm.dbg.cu = !{!0}\n!llvm.module.flags = !{!4}\n"
                           "!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !1,"
                           " producer: \"PRODUCER\", emissionKind: FullDebug)\n"
                           "!1 = !DIFile(filename: \"a.rs\", directory: \"/\")\n"
                           "!2 = distinct !DISubprogram(name: \"f\", scope: !1, file: !1, line: 1,"
                           " type: !3, unit: !0, spFlags: DISPFlagDefinition)\n"
                           "!3 = !DISubroutineType(types: !{null})\n"
                           "!4 = !{i32 2, !\"Debug Info Version\", i32 3}\n"
                           "!5 = !DILocalVariable(name: \"k\", scope: !2, file: !1, line: 2)\n"
                           "!6 = !DILocation(line: 2, column: 1, scope: !2)\n";
  auto by = [&](const std::string &producer) {
    std::string text = "define void @f() !dbg !2 {\n" + body;
    return text.replace(text.find("PRODUCER"), 8, producer);
  };
  for (const auto &[text, built] : std::initializer_list<std::pair<std::string, bool>>{
           {"define void @f() unnamed_addr {\n  ret void\n}\n", false},
           {"define void @f() local_unnamed_addr {\n  ret void\n}\n", true},
           {"declare void @g() nofree\n", false},
           {"define void @f() nofree {\n  ret void\n}\n", true},
           {"define void @f() {\n  call void @f()\n  ret void\n}\n", false},
           {"define void @f() {\n  musttail call void @f()\n  ret void\n}\n", false},
           {"define void @f() {\n  tail call void @f()\n  ret void\n}\n", true},
           {by("clang LLVM (rustc version 1.95.0)"), false},
           {by("clang version 22.1.8"), true}}) {
    llvm::LLVMContext context;
    auto module = readIr(llvm::MemoryBufferRef(text, "a.ll"), context);
    ASSERT_TRUE(bool(module)) << llvm::toString(module.takeError());
    EXPECT_EQ(isBuilt(**module), built) << text;
  }
}

TEST(IrModuleTest, SystemFoldersAreThoseThatASourceWouldSearch) {
  clang::HeaderSearchOptions search;
  search.AddPath("/opt/chain/lib/../include", clang::frontend::System, false, true);
  search.AddPath("/home/user/include", clang::frontend::Angled, false, true);
  SystemFolders folders(search, "/usr/src/mine");
  EXPECT_TRUE(folders.hold("/opt/chain/include/vector"));
  EXPECT_TRUE(folders.hold("/usr/include/stdlib.h"));
  EXPECT_TRUE(folders.hold("/usr/lib/gcc/x/12/include/immintrin.h"));
  EXPECT_TRUE(folders.hold("/rustc/59807616e1fa/library/alloc/src/alloc.rs"));
  EXPECT_TRUE(folders.hold("/home/user/.rustup/toolchains/stable/lib/rustlib/src/rust/library/"
                           "alloc/src/vec/mod.rs"));
  EXPECT_TRUE(folders.hold("/home/user/.cargo/registry/src/index/serde-1.0/src/lib.rs"));
  EXPECT_TRUE(folders.hold("/usr/src/other/main.c"));
  EXPECT_FALSE(folders.hold("/usr/src/mine/main.c"));
  EXPECT_FALSE(folders.hold("/home/user/rustc/main.rs"));
  EXPECT_FALSE(folders.hold("/home/user/include/mine.h"));
  EXPECT_FALSE(folders.hold("/opt/chain/include-mine/a.h"));
}

} // namespace
} // namespace heaplight
