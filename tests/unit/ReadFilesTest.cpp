#include "Compiled.h"

#include "read/Invocation.h"
#include "read/ReadFiles.h"

#include "llvm/Support/Program.h"

#include <algorithm>

namespace heaplight {
namespace {

using test::Folder;
using test::Source;

bool listsAbsent(const ReadFiles &files, const std::string &path) {
  return std::count(files.absent.begin(), files.absent.end(), path) == 1;
}

const ReadFile *find(const ReadFiles &files, const std::string &path) {
  for (const ReadFile &file : files.read)
    if (file.path == path)
      return &file;
  return nullptr;
}

/// Whether `path` was read, as a file that holds `text`.
bool listsRead(const ReadFiles &files, const std::string &path, const std::string &text) {
  const ReadFile *file = find(files, path);
  return file && file->content == hashOf(text);
}

llvm::IntrusiveRefCntPtr<WatchingFileSystem> watch(const Folder &folder) {
  auto files = llvm::makeIntrusiveRefCnt<WatchingFileSystem>(llvm::vfs::createPhysicalFileSystem());
  files->setCurrentWorkingDirectory(folder.path());
  return files;
}

TEST(ReadFilesTest, AFileThatIsReadIsKnownByItsBytes) {
  Folder folder;
  folder.write("a.h", "int a;\n");
  auto files = watch(folder);
  ASSERT_TRUE(files->getBufferForFile("a.h"));
  ReadFiles seen = files->seen();
  ASSERT_EQ(seen.read.size(), 1u);
  EXPECT_TRUE(listsRead(seen, folder.path("a.h"), "int a;\n"));
  EXPECT_FALSE(listsRead(seen, folder.path("a.h"), "int b;\n"));
  EXPECT_TRUE(seen.absent.empty());
  EXPECT_TRUE(seen.settled);
}

TEST(ReadFilesTest, AFileThatIsOnlyAskedForHasNoBytesYet) {
  Folder folder;
  folder.write("a.h", "int a;\n");
  auto files = watch(folder);
  EXPECT_TRUE(files->exists("a.h"));
  EXPECT_FALSE(files->exists("b.h"));
  ReadFiles seen = files->seen();
  ASSERT_EQ(seen.read.size(), 1u);
  EXPECT_EQ(seen.read[0], (ReadFile{folder.path("a.h"), std::nullopt}));
  EXPECT_EQ(seen.absent, std::vector<std::string>{folder.path("b.h")});
}

TEST(ReadFilesTest, AFolderCountsOnlyWhenItIsListed) {
  Folder folder;
  folder.write("below/a.h", "");
  auto files = watch(folder);
  EXPECT_TRUE(files->exists("below"));
  EXPECT_TRUE(files->seen().read.empty());
  std::error_code error;
  files->dir_begin("below", error);
  EXPECT_TRUE(find(files->seen(), folder.path("below")));
  files->dir_begin("nowhere", error);
  EXPECT_TRUE(listsAbsent(files->seen(), folder.path("nowhere")));
}

TEST(ReadFilesTest, WhatComesToBeMeanwhileIsNotAbsent) {
  Folder folder;
  auto files = watch(folder);
  EXPECT_FALSE(files->getBufferForFile("a.h"));
  folder.write("a.h", "int a;\n");
  EXPECT_TRUE(files->getBufferForFile("a.h"));
  EXPECT_TRUE(files->seen().absent.empty());
  EXPECT_TRUE(listsRead(files->seen(), folder.path("a.h"), "int a;\n"));
}

TEST(ReadFilesTest, AFileThatChangesBetweenTwoReadsIsTold) {
  Folder folder;
  auto files = watch(folder);
  folder.write("a.h", "int a;\n");
  EXPECT_TRUE(files->getBufferForFile("a.h"));
  EXPECT_TRUE(files->getBufferForFile("a.h"));
  EXPECT_TRUE(files->seen().settled);
  folder.write("a.h", "int b;\n");
  EXPECT_TRUE(files->getBufferForFile("a.h"));
  EXPECT_FALSE(files->seen().settled);
}

/// A unit with one folder that holds nothing before one that holds `found.h`.
struct Searching {
  explicit Searching(const std::string &text = "#include <found.h>\nint *f() { return made(); }\n")
      : source(text) {
    source.folder.write("first/other.h", "");
    source.folder.write("second/found.h", header);
    source.request.flags = {"-O2",          "-I", path("first"),    "-I",
                            path("second"), "-I", path("no-folder")};
    source.options.files = &files;
  }
  std::string path(const std::string &name) const { return source.folder.path(name); }

  const std::string header = "inline int *made() { return new int; }\n";
  ReadFiles files;
  Source source;
};

TEST(ReadFilesTest, ACompileTellsItsSourceItsHeadersAndWhereItLookedInVain) {
  Searching unit;
  unit.source.compile();
  EXPECT_TRUE(find(unit.files, unit.path("a.cpp")));
  EXPECT_TRUE(listsRead(unit.files, unit.path("second/found.h"), unit.header));
  EXPECT_TRUE(listsAbsent(unit.files, unit.path("first/found.h")));
  EXPECT_TRUE(listsAbsent(unit.files, unit.path("no-folder")));
  EXPECT_FALSE(find(unit.files, unit.path("first/other.h")));
  for (const ReadFile &file : unit.files.read)
    EXPECT_EQ(file.path[0], '/') << file.path;
  EXPECT_TRUE(std::is_sorted(unit.files.absent.begin(), unit.files.absent.end()));
}

TEST(ReadFilesTest, AHeaderThatIsOnlyAskedForCounts) {
  Searching unit("#if __has_include(<found.h>) && !__has_include(<missing.h>)\n"
                 "int *f() { return new int; }\n#endif\n");
  unit.source.compile();
  EXPECT_TRUE(find(unit.files, unit.path("second/found.h")));
  EXPECT_TRUE(listsAbsent(unit.files, unit.path("second/missing.h")));
}

TEST(ReadFilesTest, FilesThatFlagsNameCount) {
  Searching unit;
  unit.source.folder.write("forced.h", "int forced;\n");
  unit.source.folder.write("ignored.txt", "src:nothing\n");
  unit.source.folder.write("embedded.bin", "abc");
  unit.source.folder.write("a.cpp", "#include <found.h>\nconst char data[] = {\n"
                                    "#embed \"embedded.bin\"\n};\nint *f() { return made(); }\n");
  for (const std::string &flag :
       {std::string("-include"), unit.path("forced.h"), std::string("-fsanitize=address"),
        "-fsanitize-ignorelist=" + unit.path("ignored.txt")})
    unit.source.request.flags->push_back(flag);
  unit.source.compile();
  EXPECT_TRUE(listsRead(unit.files, unit.path("forced.h"), "int forced;\n"));
  EXPECT_TRUE(listsRead(unit.files, unit.path("ignored.txt"), "src:nothing\n"));
  EXPECT_TRUE(listsRead(unit.files, unit.path("embedded.bin"), "abc"));
}

TEST(ReadFilesTest, AModuleMapAndWhatItNamesCount) {
  Searching unit;
  unit.source.folder.write("second/module.modulemap", "module found { header \"found.h\" }\n");
  for (const std::string &flag :
       {std::string("-fmodules"), "-fmodules-cache-path=" + unit.path("modules")})
    unit.source.request.flags->push_back(flag);
  unit.source.compile();
  EXPECT_TRUE(find(unit.files, unit.path("second/module.modulemap")));
  EXPECT_TRUE(find(unit.files, unit.path("second/found.h")));
}

TEST(ReadFilesTest, APrecompiledHeaderAndWhatWentIntoItCount) {
  Searching unit;
  setUpTargets();
  std::string precompiled = unit.path("all.pch"), header = unit.path("second/found.h");
  ASSERT_EQ(llvm::sys::ExecuteAndWait(findClang(), {findClang(), "--driver-mode=g++", "-O2", "-x",
                                                    "c++-header", header, "-o", precompiled}),
            0);
  unit.source.folder.write("a.cpp", "int *f() { return made(); }\n");
  unit.source.request.flags = {"-O2", "-include-pch", precompiled};
  unit.source.compile();
  const ReadFile *file = find(unit.files, precompiled);
  ASSERT_TRUE(file);
  EXPECT_TRUE(file->content);
  EXPECT_TRUE(find(unit.files, header));
}

TEST(ReadFilesTest, FlagsOfTheProjectThatClangReadsItselfCount) {
  Searching unit;
  std::string config = unit.source.folder.write("project.cfg", "-DCONFIGURED\n");
  unit.source.request.flags->push_back("--config=" + config);
  unit.source.compile();
  EXPECT_TRUE(listsRead(unit.files, config, "-DCONFIGURED\n"));
}

} // namespace
} // namespace heaplight
