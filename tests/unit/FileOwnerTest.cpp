#include "FileOwner.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

TEST(FileOwnerTest, FilesOfTheSystemAreNotTheUsers) {
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

TEST(FileOwnerTest, WhoWorksInAFolderOfTheSystemOwnsWhatLiesThere) {
  EXPECT_TRUE(isUsersFile("main.c", "/usr/src/mine"));
  EXPECT_TRUE(isUsersFile("/usr/src/mine/main.c", "/usr/src/mine"));
  EXPECT_FALSE(isUsersFile("/usr/src/other/main.c", "/usr/src/mine"));
  EXPECT_FALSE(isUsersFile("usr/include/stdio.h", "/"));
}

} // namespace
} // namespace heaplight
