#include "read/ChildProcess.h"

#include "Folder.h"

#include <csignal>
#include <gtest/gtest.h>

namespace heaplight {
namespace {

using test::Folder;

ChildResult shell(const std::string &script, const std::string &folder = {}) {
  llvm::Expected<ChildResult> result =
      runChild({{"/bin/sh", "-c", script}, folder, {"HEAPLIGHT_TEST=told"}});
  if (result)
    return std::move(*result);
  ADD_FAILURE() << llvm::toString(result.takeError());
  return {};
}

TEST(ChildProcessTest, BothStreamsAndTheStatusAreKept) {
  ChildResult result = shell("echo out; echo err >&2; exit 3");
  EXPECT_EQ(result.status, 3);
  EXPECT_EQ(result.output, "out\n");
  EXPECT_EQ(result.errors, "err\n");
}

TEST(ChildProcessTest, ASignalIsAStatusAsShellsHaveIt) {
  EXPECT_EQ(shell("kill -TERM $$").status, 128 + SIGTERM);
}

TEST(ChildProcessTest, VariablesAreAddedToThoseOfThisProcess) {
  EXPECT_EQ(shell("echo \"$HEAPLIGHT_TEST ${PATH:+kept}\"").output, "told kept\n");
}

TEST(ChildProcessTest, ItRunsWhereItIsToldTo) {
  Folder folder;
  EXPECT_EQ(shell("pwd -P", folder.path()).output, folder.path() + "\n");
}

TEST(ChildProcessTest, ThereIsNothingToRead) { EXPECT_EQ(shell("cat").output, ""); }

TEST(ChildProcessTest, MoreThanAPipeHoldsIsKept) {
  EXPECT_EQ(shell("head -c 300000 /dev/zero").output.size(), 300'000u);
}

TEST(ChildProcessTest, WhatIsNotThereCannotBeStarted) {
  Folder folder;
  llvm::Expected<ChildResult> result = runChild({{folder.path("none")}, {}, {}});
  ASSERT_FALSE(bool(result));
  EXPECT_NE(llvm::toString(result.takeError()).find("none"), std::string::npos);
}

} // namespace
} // namespace heaplight
