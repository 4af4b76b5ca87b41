#include "read/rust/RustToolchain.h"

#include "FakeRustc.h"

namespace heaplight {
namespace {

using test::fakeRustc;
using test::Folder;

std::string problemOf(const std::string &rustc) {
  llvm::Expected<RustToolchain> rust = findRust(rustc);
  return rust ? "none" : llvm::toString(rust.takeError());
}

TEST(RustToolchainTest, ItSaysItselfWhatItIs) {
  Folder folder;
  std::string file = fakeRustc(folder);
  llvm::Expected<RustToolchain> rust = findRust(file);
  ASSERT_TRUE(bool(rust)) << llvm::toString(rust.takeError());
  EXPECT_EQ(rust->rustc, file);
  EXPECT_EQ(rust->host, "riscv64gc-unknown-none");
  EXPECT_EQ(rust->sysroot, "/opt/rust");
  EXPECT_EQ(rust->fastLevel, "3");
}

TEST(RustToolchainTest, ANewerLlvmIsRefusedByVersion) {
  Folder folder;
  std::string file = fakeRustc(folder, "", "99.1.0");
  std::string problem = problemOf(file);
  EXPECT_EQ(problem.find(file + ": makes code for LLVM 99.1.0, which LLVM 22."), 0u) << problem;
}

TEST(RustToolchainTest, AnotherProgramIsNoRustc) {
  EXPECT_EQ(problemOf("/bin/true").find("/bin/true: does not say which LLVM it uses; "), 0u);
  EXPECT_EQ(problemOf("/bin/false").find("/bin/false: does not work as a rustc: "), 0u);
  EXPECT_EQ(problemOf("/none/rustc"), "/none/rustc: is no program that can be run; name a rustc");
}

TEST(RustToolchainTest, AFieldIsFoundBehindItsName) {
  std::string version = "rustc 1.2\nhost: x\nLLVM version: 22.1\n";
  EXPECT_EQ(versionField(version, "host"), "x");
  EXPECT_EQ(versionField(version, "LLVM version"), "22.1");
  EXPECT_EQ(versionField(version, "LLVM"), "");
}

TEST(RustToolchainTest, SharedObjectsComeBeforeTheArchivesThatHoldTheSame) {
  Folder folder;
  RustToolchain rust;
  rust.sysroot = folder.path();
  rust.host = "here";
  EXPECT_EQ(standardLibraries(rust, ""), std::vector<std::string>{});
  std::string archive = folder.write("lib/rustlib/here/lib/libstd-1.rlib", "");
  EXPECT_EQ(standardLibraries(rust, ""), std::vector<std::string>{archive});
  std::string shared = folder.write("lib/rustlib/here/lib/libstd-1.so", "");
  EXPECT_EQ(standardLibraries(rust, "here"), std::vector<std::string>{shared});
  EXPECT_EQ(standardLibraries(rust, "elsewhere"), std::vector<std::string>{});
}

} // namespace
} // namespace heaplight
