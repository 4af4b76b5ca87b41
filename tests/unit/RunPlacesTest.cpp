#include "report/RunPlaces.h"

#include "Recorded.h"

namespace heaplight {
namespace {

TEST(RunPlacesTest, FilesOfTheSystemAreNotTheUsers) {
  for (const char *file :
       {"/usr/include/c++/12/vector", "/usr/lib/llvm-22/lib/clang/22/include/stddef.h",
        "/rustc/90c541806f23a127002de5b4038be731ba1458ca/library/std/src/rt.rs",
        "/rust/deps/hashbrown-0.16.1/src/raw/alloc.rs",
        "/usr/src/rustc-1.63.0/library/std/src/rt.rs", "/usr/local/include/zlib.h",
        "/home/me/.rustup/toolchains/stable/lib/rustlib/src/rust/library/alloc/src/vec.rs",
        "/home/me/.cargo/registry/src/index/serde-1.0/src/lib.rs", ""})
    EXPECT_FALSE(isUsersFile(file, "/home/me/work")) << file;
  for (const char *file : {"src/a.cpp", "/home/me/other/b.cpp", "/opt/mine/c.c", "/tmp/d.c",
                           "../lib.cpp", "/usr/d.c", "/home/me/work/usr/include/e.h"})
    EXPECT_TRUE(isUsersFile(file, "/home/me/work")) << file;
}

TEST(RunPlacesTest, WhoWorksInAFolderOfTheSystemOwnsWhatLiesThere) {
  EXPECT_TRUE(isUsersFile("main.c", "/usr/src/mine"));
  EXPECT_TRUE(isUsersFile("/usr/src/mine/main.c", "/usr/src/mine"));
  EXPECT_FALSE(isUsersFile("/usr/src/other/main.c", "/usr/src/mine"));
  EXPECT_FALSE(isUsersFile("usr/include/stdio.h", "/"));
}

TEST(RunPlacesTest, TheInnermostLineOfTheUsersIsThePlace) {
  RecordedProcess server = test::serverProcess();
  RunPlaces places(server, "/home/me/work");
  EXPECT_EQ(places.placeOf(server.stacks[1]), (RunPlace{"src/parse.cpp", 77, "", ""}));
  EXPECT_EQ(places.placeOf(server.stacks[3]), (RunPlace{"src/main.cpp", 10, "", ""}));
}

TEST(RunPlacesTest, CodeOfTheSystemsLibrariesIsNotTheUsersWhateverItsFiles) {
  RecordedProcess server = test::serverProcess();
  server.frames[3].file = "libio/filedoalloc.c"; // As glibc's debug information has it.
  server.frames[3].line = 101;
  EXPECT_EQ(RunPlaces(server, "/home/me/work").placeOf(server.stacks[3]),
            (RunPlace{"src/main.cpp", 10, "", ""}));
  server.frames[4].file = "elf/dl-init.c";
  server.frames[4].line = 74;
  EXPECT_EQ(RunPlaces(server, "/home/me/work").placeOf(server.stacks[0]),
            (RunPlace{"", 0, "", "/lib/libc.so.6"}));
}

TEST(RunPlacesTest, WithoutLinesTheProgramsOwnFunctionIsThePlace) {
  RecordedProcess server = test::serverProcess();
  for (RecordedFrame &frame : server.frames) {
    frame.file.clear();
    frame.line = 0;
  }
  RunPlaces places(server, "/home/me/work");
  // The loader's start reaches none of them.
  EXPECT_EQ(places.placeOf(server.stacks[0]), (RunPlace{"", 0, "", "/lib/libc.so.6"}));
  EXPECT_EQ(places.placeOf(server.stacks[3]), (RunPlace{"", 0, "main", "server"}));
}

TEST(RunPlacesTest, AStackWithoutFramesHasAPlaceWithoutNames) {
  RecordedProcess server = test::serverProcess();
  EXPECT_EQ(RunPlaces(server, "/w").placeOf({{}, RunPhase::Main, 0, {}}), RunPlace());
}

} // namespace
} // namespace heaplight
