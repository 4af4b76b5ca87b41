#include "read/BuildStep.h"

#include "Folder.h"

#include "llvm/ADT/StringExtras.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

using Words = std::vector<std::string>;

Words split(llvm::StringRef text) {
  Words words;
  for (llvm::StringRef word : llvm::split(text, ' '))
    words.push_back(word.str());
  return words;
}

BuildStep step(llvm::StringRef command, const std::string &file = "a.cpp") {
  return {"/build", file, split(command)};
}

TEST(BuildStep, TheCompilersCommandIsTakenFromSeveral) {
  EXPECT_EQ(compilerStep(step("c++ -c a.cpp")), step("c++ -c a.cpp"));
  EXPECT_EQ(compilerStep(step(": && /usr/bin/c++ a.o -o app && :")),
            step("/usr/bin/c++ a.o -o app"));
  EXPECT_EQ(compilerStep(step("cmake -E check --tidy=x -- g++-12 -c a.cpp")),
            step("g++-12 -c a.cpp"));
  BuildStep below{"/build/sub", "a.cpp", split("aarch64-linux-gnu-gcc -c a.cpp")};
  EXPECT_EQ(compilerStep(step("cd sub && aarch64-linux-gnu-gcc -c a.cpp")), below);
}

TEST(BuildStep, WithoutACompilerItStaysAsItIs) {
  for (const char *command : {": && ar qc libx.a a.o && ranlib libx.a && :", "moc a.h", ""})
    EXPECT_EQ(compilerStep(step(command)), step(command));
  EXPECT_EQ(compilerStep({"/build", "a.cpp", {}}), (BuildStep{"/build", "a.cpp", {}}));
}

TEST(BuildStep, TheSourcesLanguageIsToldByEndingAndFlags) {
  EXPECT_EQ(sourceOf(step("c++ -c a.cpp")), StepSource::Own);
  EXPECT_EQ(sourceOf(step("cc -c a.c", "a.c")), StepSource::Own);
  EXPECT_EQ(sourceOf(step("cc -c a.s", "a.s")), StepSource::Foreign);
  EXPECT_EQ(sourceOf(step("cc -c a.S", "a.S")), StepSource::Foreign);
  EXPECT_EQ(sourceOf(step("as a.s -o a.o", "a.s")), StepSource::Foreign);
  EXPECT_EQ(sourceOf(step("nasm -f elf64 a.asm", "a.asm")), StepSource::Foreign);
  EXPECT_EQ(sourceOf(step("gcc -c a.f90", "a.f90")), StepSource::Foreign);
  EXPECT_EQ(sourceOf(step("nvcc -c a.cu", "a.cu")), StepSource::Foreign);
  EXPECT_EQ(sourceOf(step("clang -c a.m", "a.m")), StepSource::Foreign);
  EXPECT_EQ(sourceOf(step("cc -x assembler -c a.c", "a.c")), StepSource::Foreign);
  EXPECT_EQ(sourceOf(step("c++ -xc++ -c a.inl", "a.inl")), StepSource::Own);
  EXPECT_EQ(sourceOf(step("icc -xHost -c a.c -o a.o", "a.c")), StepSource::Own);
  EXPECT_EQ(sourceOf(step("c++ -x c++-header -c a.hpp", "a.hpp")), StepSource::Header);
}

TEST(BuildStep, OnlyACompilerCompiles) {
  EXPECT_EQ(sourceOf(step("mpicxx -c a.cpp -o a.o")), StepSource::Own);
  EXPECT_EQ(sourceOf(step("clang-tidy a.cpp")), StepSource::None);
  EXPECT_EQ(sourceOf(step("python -c code a.cpp")), StepSource::None);
  EXPECT_EQ(sourceOf(step("c++ a.o -o app", "a.o")), StepSource::None);
  EXPECT_EQ(sourceOf({"/build", "a.cpp", {}}), StepSource::None);
}

TEST(BuildStep, WhatIsNotStoppedBeforeLinksAProgram) {
  EXPECT_TRUE(linksProgram(step("c++ a.o -o app", "a.o")));
  EXPECT_TRUE(linksProgram(step("c++ -shared a.o -o libx.so", "a.o")));
  EXPECT_TRUE(linksProgram(step("cc a.c -lm", "a.c")));
  EXPECT_FALSE(linksProgram(step("c++ -c a.cpp")));
  EXPECT_FALSE(linksProgram(step("ar qc libx.a a.o", "a.o")));
}

TEST(BuildStep, ALinkNamesLibrariesWithAbsolutePaths) {
  llvm::Expected<Words> names = librariesOf(step(
      "c++ -O2 a.o -o app -Llib -Wl,-L../far libx.a ../y/liby.so.1 -lz "
      "-Wl,-Bstatic,-lq -lw -Xlinker -Bdynamic -lv -Wl,-rpath,/r:/s -Wl,--as-needed -pthread"));
  ASSERT_TRUE(bool(names));
  EXPECT_EQ(*names, (Words{"-L/build/lib", "-L/far", "/build/libx.a", "/y/liby.so.1", "-lz",
                           "-l:libq.a", "-l:libw.a", "-lv"}));
}

TEST(BuildStep, LibrariesInAResponseFileCount) {
  test::Folder folder;
  folder.write("app.rsp", "a.o -lz");
  BuildStep link{folder.path(), "a.o", {"c++", "@app.rsp", "-o", "app"}};
  llvm::Expected<Words> names = librariesOf(link);
  ASSERT_TRUE(bool(names));
  EXPECT_EQ(*names, Words{"-lz"});
  link.arguments[1] = "@gone.rsp";
  names = librariesOf(link);
  ASSERT_FALSE(bool(names));
  EXPECT_NE(llvm::toString(names.takeError()).find("gone.rsp"), std::string::npos);
}

} // namespace
} // namespace heaplight
