#include "read/rust/RustFlags.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

using Words = std::vector<std::string>;

TEST(RustFlagsTest, WhatSaysWhereOutputGoesIsDropped) {
  EXPECT_EQ(keepRustFlags({"--crate-name", "a", "src/lib.rs", "--emit=dep-info,link", "--out-dir",
                           "/t", "-o", "x", "--error-format=json", "--json=artifacts", "--cfg",
                           "feature=\"b\"", "-L", "dependency=/t"}),
            (Words{"--crate-name", "a", "--cfg", "feature=\"b\"", "-L", "dependency=/t"}));
}

TEST(RustFlagsTest, WhatWouldSplitOrJoinCratesIsDropped) {
  EXPECT_EQ(keepRustFlags({"-C", "incremental=/t", "-Cincremental=/t", "--codegen",
                           "codegen-units=16", "-C", "lto=fat", "-C", "panic=abort", "-Clto"}),
            (Words{"-C", "panic=abort"}));
}

TEST(RustFlagsTest, ValuesThatLookLikeInputsAreKept) {
  EXPECT_EQ(keepRustFlags({"--extern", "b=/t/libb.rmeta", "-Zx", "--test"}),
            (Words{"--extern", "b=/t/libb.rmeta", "-Zx", "--test"}));
}

TEST(RustFlagsTest, TheLastLevelCounts) {
  EXPECT_EQ(rustLevel({}, "3"), "0");
  EXPECT_EQ(rustLevel({"-O"}, "3"), "3");
  EXPECT_EQ(rustLevel({"-O"}, "2"), "2");
  EXPECT_EQ(rustLevel({"-O", "-C", "opt-level=s"}, "3"), "s");
  EXPECT_EQ(rustLevel({"-Copt-level=1", "--codegen=opt-level=2"}, "3"), "2");
}

TEST(RustFlagsTest, OptionsAreFoundInAnySpelling) {
  EXPECT_EQ(codegenOption({"-C", "extra-filename=-12"}, "extra-filename"), "-12");
  EXPECT_EQ(codegenOption({"--cfg", "extra-filename=-12"}, "extra-filename"), "");
  EXPECT_EQ(longOption({"--edition", "2018"}, "edition"), "2018");
  EXPECT_EQ(longOption({"--edition=2024"}, "edition"), "2024");
}

TEST(RustFlagsTest, CratesAreFilesWhereTheyAreNamedSo) {
  EXPECT_EQ(externFiles({"--extern", "a=/t/liba.rmeta", "--extern=b=/t/libb.rlib", "--extern",
                         "proc_macro"}),
            (Words{"/t/liba.rmeta", "/t/libb.rlib"}));
}

} // namespace
} // namespace heaplight
