#include "read/run/ProgramBuild.h"

#include "Folder.h"

#include "llvm/ADT/STLExtras.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

using Words = std::vector<std::string>;

class ProgramBuildTest : public testing::Test {
protected:
  ProgramBuildTest() {
    request.command.file = folder.write("a.cpp", "int main() {}\n");
    request.output = folder.path("a");
    request.rust = RustToolchain{"/x/rustc", "", "", "", "3"};
  }
  ProgramBuild build() {
    llvm::Expected<ProgramBuild> build = programBuild(request);
    if (build)
      return *build;
    ADD_FAILURE() << llvm::toString(build.takeError());
    return {};
  }
  std::string complaint() {
    llvm::Expected<ProgramBuild> build = programBuild(request);
    return build ? "" : llvm::toString(build.takeError());
  }

  test::Folder folder;
  ProgramRequest request;
};

TEST_F(ProgramBuildTest, CAndCxxAndRustAreSourcesOfPrograms) {
  for (const char *file : {"a.c", "b/a.cpp", "a.cc", "a.cxx", "a.C", "a.i", "a.ii", "a.rs"})
    EXPECT_TRUE(isProgramSource(file)) << file;
  for (const char *file : {"a", "./a.out", "a.py", "a.sh", "a.h", "a.o", "a.so", "cpp", ".rs.d"})
    EXPECT_FALSE(isProgramSource(file)) << file;
}

TEST_F(ProgramBuildTest, FlagsThatNobodyToldAreThoseOfEveryOtherLook) {
  const std::string &file = request.command.file;
  EXPECT_EQ(build().arguments, (Words{"--driver-mode=g++", "-O2", "-std=c++20", "-g",
                                      "-fno-omit-frame-pointer", file, "-o", request.output}));
}

TEST_F(ProgramBuildTest, FlagsThatAreToldTakeTheirPlace) {
  request.command.flags = Words{"-O3", "-lm"};
  request.command.extraAfter = {"-lz"};
  const std::string &file = request.command.file;
  Words arguments = build().arguments;
  EXPECT_FALSE(llvm::is_contained(arguments, "-O2"));
  // Libraries that are added stand behind what needs them.
  EXPECT_LT(llvm::find(arguments, file), llvm::find(arguments, "-lz"));
  EXPECT_TRUE(llvm::is_contained(arguments, "-lm"));
}

TEST_F(ProgramBuildTest, ADatabaseTellsThem) {
  folder.write("compile_commands.json", "[{\"directory\": \"" + folder.path() +
                                            "\", \"file\": \"a.cpp\", \"command\": \"c++ -O1 -DX "
                                            "-c a.cpp -o a.o\"}]");
  ProgramBuild found = build();
  EXPECT_TRUE(llvm::is_contained(found.arguments, "-O1"));
  EXPECT_FALSE(llvm::is_contained(found.arguments, "-c"));
  EXPECT_FALSE(llvm::is_contained(found.arguments, "a.o"));
  EXPECT_EQ(found.directory, folder.path());
}

TEST_F(ProgramBuildTest, RustIsOneModuleThatKeepsItsFramesWhateverItsFlags) {
  request.command.file = folder.write("a.rs", "fn main() {}\n");
  ProgramBuild found = build();
  EXPECT_EQ(found.compiler, "/x/rustc");
  Words always{"-Cdebuginfo=2", "-Cforce-frame-pointers=yes", "-Ccodegen-units=1", "-Clto=off"};
  auto with = [&](const Words &flags) {
    Words all = always;
    llvm::append_range(all, flags);
    llvm::append_range(all, Words{request.command.file, "-o", request.output});
    return all;
  };
  EXPECT_EQ(found.arguments, with({"-C", "opt-level=2", "--edition=2021"}));
  ASSERT_EQ(found.notes.size(), 1u);
  EXPECT_NE(found.notes[0].find("edition is taken to be 2021"), std::string::npos);
  request.command.flags = Words{"--edition", "2018", "-o", "x", "-Clto=fat", "--emit=asm"};
  EXPECT_EQ(build().arguments, with({"--edition", "2018"}));
  EXPECT_EQ(build().notes, Words{});
}

TEST_F(ProgramBuildTest, WhatCannotBeBuiltIsNamed) {
  request.command.file = folder.path("none.cpp");
  EXPECT_EQ(complaint(), folder.path("none.cpp") + ": No such file or directory");
  request.command.file = folder.path("none.rs");
  EXPECT_EQ(complaint(), folder.path("none.rs") + ": cannot be read: No such file or directory");
}

} // namespace
} // namespace heaplight
