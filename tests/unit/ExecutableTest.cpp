#include "read/run/Executable.h"

#include "Machine.h"

namespace heaplight {
namespace {

using llvm::Triple;
using test::MachineFolder;

const test::Words withoutLibraries{"-nostdlib", "-fuse-ld=lld", "-Wl,-e,start"};
constexpr const char *program = "void start(void) { for (;;) ; }";

Executable read(const std::string &file) {
  llvm::Expected<Executable> executable = readExecutable(file);
  if (executable)
    return *executable;
  ADD_FAILURE() << llvm::toString(executable.takeError());
  return {};
}

test::Words with(test::Words more) {
  more.insert(more.end(), withoutLibraries.begin(), withoutLibraries.end());
  return more;
}

TEST(ExecutableTest, AProgramNamesItsLoader) {
  MachineFolder folder;
  EXPECT_EQ(read(folder.build("a", program, with({"-pie", "-fPIE", "-Wl,-dynamic-linker,/x/ld"}))),
            (Executable{StartKind::Loaded, Triple::x86_64, "/x/ld"}));
}

TEST(ExecutableTest, WithoutALoaderItIsStatic) {
  MachineFolder folder;
  EXPECT_EQ(read(folder.build("a", program, with({"-static"}))),
            (Executable{StartKind::Static, Triple::x86_64, ""}));
  EXPECT_EQ(read(folder.build("b", program, with({"-static-pie", "-fPIE"}))).kind,
            StartKind::Static);
}

TEST(ExecutableTest, ALibraryIsNoStaticProgram) {
  MachineFolder folder;
  EXPECT_EQ(read(folder.build("a", program, with({"-shared", "-fPIC"}))),
            (Executable{StartKind::Shared, Triple::x86_64, ""}));
}

TEST(ExecutableTest, OtherMachinesProgramsAreKnownAsSuch) {
  EXPECT_EQ(read(MachineFolder("aarch64-linux-gnu").build("a", program, with({"-static"}))),
            (Executable{StartKind::Static, Triple::aarch64, ""}));
  EXPECT_EQ(read(MachineFolder("i386-linux-gnu").build("a", program, with({"-static"}))),
            (Executable{StartKind::Static, Triple::x86, ""}));
}

TEST(ExecutableTest, AnObjectIsNoProgram) {
  MachineFolder folder;
  EXPECT_EQ(read(folder.object(program)), (Executable{StartKind::Other, Triple::x86_64, ""}));
}

TEST(ExecutableTest, AScriptNamesWhatReadsIt) {
  test::Folder folder;
  EXPECT_EQ(read(folder.write("a", "#!/bin/sh\nls\n")),
            (Executable{StartKind::Script, Triple::UnknownArch, "/bin/sh"}));
  EXPECT_EQ(read(folder.write("b", "#! /usr/bin/env -S python3 -u\n")).interpreter, "/usr/bin/env");
  EXPECT_EQ(read(folder.write("c", "#!/bin/sh\r\n")).interpreter, "/bin/sh\r");
  EXPECT_EQ(read(folder.write("d", "#!")).interpreter, "");
}

TEST(ExecutableTest, TextIsNoProgram) {
  test::Folder folder;
  EXPECT_EQ(read(folder.write("a", "ls\n")), Executable());
  EXPECT_EQ(read(folder.write("b", "")), Executable());
}

TEST(ExecutableTest, WhatIsCutOffIsSaidToBeDamaged) {
  test::Folder folder;
  std::string file = folder.write("a", std::string("\x7F"
                                                   "ELF\2\1\1",
                                                   7));
  llvm::Expected<Executable> executable = readExecutable(file);
  ASSERT_FALSE(bool(executable));
  EXPECT_TRUE(
      llvm::StringRef(llvm::toString(executable.takeError())).starts_with(file + ": is damaged"));
  executable = readExecutable(folder.path("none"));
  ASSERT_FALSE(bool(executable));
  EXPECT_EQ(llvm::toString(executable.takeError()),
            folder.path("none") + ": cannot be read: No such file or directory");
}

} // namespace
} // namespace heaplight
