#include "read/LinkLine.h"

#include "SharedObject.h"

#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

using Words = std::vector<std::string>;
using test::SharedObject;

/// A system of its own below a folder: `lib` holds what a linker finds.
class LinkLineTest : public testing::Test {
protected:
  LinkLineTest() {
    command.file = "a.cpp";
    command.directory = root.path();
    compile({"clang++"});
    for (const char *name : {"crt1.o", "Scrt1.o", "crti.o", "crtn.o"})
      root.write(lib + name, SharedObject::object());
    root.write(lib + "libc.so", "GROUP ( /usr/lib/x86_64-linux-gnu/libc.so.6 libc_nonshared.a "
                                "AS_NEEDED ( /usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2 ) )");
    root.write(lib + "libc_nonshared.a", "!<arch>\n");
    shared("libc.so.6", {"ld-linux-x86-64.so.2"});
    shared("ld-linux-x86-64.so.2");
    shared("libm.so", {"libc.so.6"});
    shared("libgcc_s.so", {"libc.so.6"});
    root.write(lib + "libgcc.a", "!<arch>\n");
    shared("libstdc++.so", {"libm.so", "libc.so.6", "libgcc_s.so"});
  }

  void shared(const std::string &name, const Words &needed = {}) {
    root.write(lib + name, SharedObject{name, needed, ""}.content());
  }
  /// The command `start` with what makes it find the libraries of `root` alone.
  void compile(Words start, const std::string &source = "a.cpp") {
    command.arguments = std::move(start);
    for (const std::string &flag :
         {std::string("--target=x86_64-linux-gnu"), "--sysroot=" + root.path()})
      command.arguments.insert(command.arguments.begin() + 1, flag);
    command.arguments.push_back(source);
  }
  void addFlag(const std::string &flag) {
    command.arguments.insert(command.arguments.end() - 1, flag);
  }
  /// Their names without folders.
  Words found() {
    llvm::Expected<LinkedLibraries> libraries = findLibraries(request);
    if (!libraries) {
      ADD_FAILURE() << llvm::toString(libraries.takeError());
      return {};
    }
    notes = libraries->notes;
    paths = libraries->paths;
    Words names;
    for (const std::string &path : paths)
      names.push_back(llvm::sys::path::filename(path).str());
    return names;
  }
  bool finds(const std::string &name) {
    Words names = found();
    return std::find(names.begin(), names.end(), name) != names.end();
  }
  bool notesSay(const std::string &words) {
    return llvm::join(notes, "\n").find(words) != std::string::npos;
  }
  std::string complaint() {
    llvm::Expected<LinkedLibraries> libraries = findLibraries(request);
    return libraries ? "" : llvm::toString(libraries.takeError());
  }

  test::Folder root;
  std::string lib = "usr/lib/x86_64-linux-gnu/";
  Command command;
  LinkRequest request{command, {}, {}};
  Words paths, notes;
};

TEST_F(LinkLineTest, DependentsComeBeforeWhatTheyNeedAndStartFilesAreLeftOut) {
  EXPECT_EQ(found(), (Words{"libstdc++.so", "libm.so", "libgcc_s.so", "libgcc.a", "libc.so.6",
                            "libc_nonshared.a", "ld-linux-x86-64.so.2"}));
  EXPECT_EQ(notes, Words{});
  EXPECT_EQ(paths.front(), root.path(lib + "libstdc++.so"));
}

TEST_F(LinkLineTest, TheLanguageTellsWhetherTheLibraryOfCxxIsLinked) {
  compile({"clang"}, "a.c");
  EXPECT_FALSE(finds("libstdc++.so"));
  compile({"clang"}, "a.cpp");
  EXPECT_TRUE(finds("libstdc++.so"));
  compile({"clang", "-x", "c++"}, "a.c");
  EXPECT_TRUE(finds("libstdc++.so"));
  compile({"clang", "--driver-mode=g++"}, "a.c");
  EXPECT_TRUE(finds("libstdc++.so"));
  compile({"clang", "-xc"}, "a.cpp");
  EXPECT_FALSE(finds("libstdc++.so"));
}

TEST_F(LinkLineTest, FlagsOfTheLinkCount) {
  addFlag("-nostdlib");
  EXPECT_EQ(found(), Words{});
  EXPECT_EQ(notes, Words{});
  compile({"clang++"});
  root.write("more/libextra.so", SharedObject{"libextra.so", {"libdeep.so"}, ""}.content());
  root.write("more/libdeep.so", SharedObject{"libdeep.so", {}, ""}.content());
  addFlag("-Lmore"); // Meant from where the command runs.
  addFlag("-lextra");
  EXPECT_TRUE(finds("libextra.so"));
  EXPECT_TRUE(finds("libdeep.so"));
}

TEST_F(LinkLineTest, AnArchiveIsTakenWhereNoSharedObjectIsOrMayBe) {
  root.write(lib + "libboth.a", "!<arch>\n");
  root.write(lib + "libold.a", "!<arch>\n");
  shared("libboth.so");
  addFlag("-lboth");
  addFlag("-lold");
  EXPECT_TRUE(finds("libboth.so"));
  EXPECT_TRUE(finds("libold.a"));
  EXPECT_FALSE(finds("libboth.a"));
  compile({"clang++", "-Wl,-Bstatic", "-lboth", "-Wl,-Bdynamic"});
  EXPECT_TRUE(finds("libboth.a"));
  EXPECT_FALSE(finds("libboth.so"));
  EXPECT_TRUE(finds("libm.so")); // No longer asked to be an archive.
  compile({"clang++", "-static", "-lboth"});
  EXPECT_TRUE(finds("libboth.a"));
  EXPECT_FALSE(finds("ld-linux-x86-64.so.2"));
}

TEST_F(LinkLineTest, AFileIsNamedOnceAndAsItsDependentsKnowIt) {
  std::string real = root.write(lib + "libz.so.1.2.3", SharedObject{"libz.so.1", {}, ""}.content());
  for (const char *name : {"libz.so.1", "libz.so"})
    ASSERT_FALSE(llvm::sys::fs::create_link(real, root.path(lib + name)));
  addFlag("-lz");
  request.libraries = {real, root.path(lib + "libz.so")};
  Words names = found();
  EXPECT_EQ(names.front(), "libz.so.1");
  EXPECT_EQ(std::count(names.begin(), names.end(), "libz.so.1"), 1);
  EXPECT_FALSE(finds("libz.so.1.2.3"));
  EXPECT_FALSE(finds("libz.so"));
}

TEST_F(LinkLineTest, ASharedObjectTellsWhereItsOwnAre) {
  std::string user = root.write("app/libuser.so",
                                SharedObject{"libuser.so", {"libown.so"}, "$ORIGIN/own"}.content());
  request.libraries = {user};
  EXPECT_FALSE(finds("libown.so"));
  EXPECT_TRUE(notesSay("libuser.so needs libown.so, which is not found")) << llvm::join(notes, ";");
  root.write("app/own/libown.so", SharedObject{"libown.so", {}, ""}.content());
  EXPECT_TRUE(finds("libown.so"));
  EXPECT_EQ(notes, Words{});
}

TEST_F(LinkLineTest, LibrariesThatNeedEachOtherEnd) {
  shared("libone.so", {"libtwo.so"});
  shared("libtwo.so", {"libone.so"});
  root.write(lib + "libself.so", "INPUT ( libself.so -lself -lone )");
  addFlag("-lself");
  EXPECT_TRUE(finds("libone.so"));
  EXPECT_TRUE(finds("libtwo.so"));
}

TEST_F(LinkLineTest, TheUsersComeFirstWhateverTheirKind) {
  std::string object = root.write("mine/a.o", SharedObject::object());
  std::string archive = root.write("mine/libar.a", "!<arch>\n");
  root.write("mine/libso.so", SharedObject{"libso.so", {}, ""}.content());
  request.libraries = {object, archive, "-lso", "-L" + root.path("mine")};
  Words names = found();
  ASSERT_GE(names.size(), 3u);
  EXPECT_EQ(Words(names.begin(), names.begin() + 3), (Words{"a.o", "libar.a", "libso.so"}));
}

TEST_F(LinkLineTest, AUsersLibraryThatIsNoneIsAFault) {
  request.libraries = {"-lnone"};
  EXPECT_NE(complaint().find("-lnone: no libnone.so or .a for x86_64"), std::string::npos)
      << complaint();
  request.libraries = {root.path("none.so")};
  EXPECT_NE(complaint().find("none.so: no such library is there"), std::string::npos);
  request.libraries = {root.write("text.so", "nothing")};
  EXPECT_NE(complaint().find("text.so: is no shared object"), std::string::npos);
  request.libraries = {
      root.write("other.so", SharedObject{"other.so", {}, "", "EM_AARCH64"}.content())};
  EXPECT_NE(complaint().find("other.so: is made for aarch64, not for x86_64"), std::string::npos);
  EXPECT_EQ(complaint().find('\n'), std::string::npos);
}

TEST_F(LinkLineTest, WhatTheFlagsOrTheBuildNameInVainIsNoted) {
  addFlag("-lnone");
  request.fromBuild = {root.path("build/libmine.so")};
  EXPECT_TRUE(finds("libc.so.6"));
  ASSERT_EQ(notes.size(), 2u);
  EXPECT_TRUE(notesSay("libmine.so: no such library is there; build the project"));
  EXPECT_TRUE(notesSay("-lnone: no libnone.so"));
}

TEST_F(LinkLineTest, LibrariesOfAnotherTargetAreNotFoundByName) {
  root.write(lib + "libfar.so", SharedObject{"libfar.so", {}, "", "EM_AARCH64"}.content());
  root.write("usr/lib/libfar.so", SharedObject{"libfar.so", {}, ""}.content());
  addFlag("-lfar");
  EXPECT_TRUE(finds("libfar.so"));
  Words at = paths;
  EXPECT_NE(std::find(at.begin(), at.end(), root.path("usr/lib/libfar.so")), at.end());
}

TEST_F(LinkLineTest, ATargetThatIsNotInstalledHasNoLibrariesAndANote) {
  addFlag("--target=riscv64-linux-gnu");
  EXPECT_EQ(found(), Words{});
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_TRUE(notesSay("no library of riscv64-unknown-linux-gnu is installed"));
  addFlag("--target=x86_64-apple-darwin");
  EXPECT_EQ(found(), Words{});
  EXPECT_EQ(notes.size(), 1u);
}

TEST_F(LinkLineTest, FlagsThatClangRefusesDoNotHideLibraries) {
  addFlag("-stdlib=nonsense");
  EXPECT_TRUE(finds("libc.so.6"));
}

TEST_F(LinkLineTest, FlagsThatLeaveNothingToLinkAreNoted) {
  addFlag("-fsyntax-only");
  EXPECT_EQ(found(), Words{});
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_TRUE(notesSay("a.cpp: its libraries are not known: ")) << notes[0];
}

TEST_F(LinkLineTest, ALinkerThatIsNotInstalledIsOfNoConcern) {
  addFlag("-fuse-ld=no-such-linker");
  EXPECT_TRUE(finds("libc.so.6"));
  EXPECT_EQ(notes, Words{});
}

TEST(LinkLineHere, OneProgramIsForOneMachine) {
  EXPECT_TRUE(linkTogether("x86_64-pc-linux-gnu", "x86_64-unknown-linux-gnu"));
  EXPECT_FALSE(linkTogether("x86_64-pc-linux-gnu", "aarch64-unknown-linux-gnu"));
  EXPECT_FALSE(linkTogether("x86_64-pc-linux-gnu", "i386-pc-linux-gnu"));
  EXPECT_TRUE(linkTogether("armv7-linux-gnueabihf", "thumbv7-linux-gnueabihf"));
  EXPECT_TRUE(linkTogether("x86_64-pc-linux-gnu", ""));
}

/// Held against what ldd names on such a machine for a program of C++.
TEST(LinkLineHere, AProgramHasTheSystemsLibraries) {
  llvm::Triple host(llvm::sys::getDefaultTargetTriple());
  if (!host.isOSLinux() || host.getArch() != llvm::Triple::x86_64 || !host.isGNUEnvironment())
    GTEST_SKIP() << "knows the libraries of Linux on x86-64 with glibc";
  Command command{"a.cpp", "/", {"clang++", "--driver-mode=g++", "a.cpp"}, {}, {}};
  llvm::Expected<LinkedLibraries> libraries = findLibraries({command, {}, {}});
  ASSERT_TRUE(bool(libraries));
  std::string all;
  for (const std::string &path : libraries->paths)
    all += llvm::sys::path::filename(path).str() + " ";
  for (const char *name :
       {"libstdc++.so.6 ", "libm.so.6 ", "libgcc_s.so.1 ", "libc.so.6 ", "ld-linux-x86-64.so.2 "})
    EXPECT_NE(all.find(name), std::string::npos) << all;
  EXPECT_EQ(all.find("crt"), std::string::npos) << all;
  EXPECT_LT(all.find("libstdc++.so.6"), all.find("libc.so.6"));
}

} // namespace
} // namespace heaplight
