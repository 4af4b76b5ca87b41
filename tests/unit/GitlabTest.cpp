#include "show/Gitlab.h"

#include "Linted.h"

namespace heaplight {
namespace {

using test::at;

llvm::json::Value read(const LintReport &report) {
  return test::readJson(
      test::written([&](llvm::raw_ostream &stream) { showGitlab(report, stream); }));
}

TEST(GitlabTest, EachFindingThatCountsIsAnIssue) {
  llvm::json::Value issues = read(test::sampleReport());
  ASSERT_EQ(issues.getAsArray()->size(), 2u);
  EXPECT_EQ(at(issues, "0.check_name"), "heap-allocate");
  EXPECT_EQ(at(issues, "0.severity"), "major");
  EXPECT_EQ(at(issues, "0.location.path"), "app/src/engine.cpp");
  EXPECT_EQ(at(issues, "0.location.lines.begin"), 88);
  EXPECT_EQ(at(issues, "0.fingerprint"), "5f0c3a1be2d94c77");
  EXPECT_EQ(at(issues, "1.severity"), "minor");
}

TEST(GitlabTest, ACleanReportIsAnEmptyList) {
  EXPECT_TRUE(read(test::reportOf({})).getAsArray()->empty());
}

TEST(GitlabTest, NoTwoIssuesHaveTheSameFingerprint) {
  Finding other = test::sampleFinding();
  other.fingerprint += "-2";
  llvm::json::Value issues =
      read(test::reportOf({test::sampleFinding(), other, test::sampleFinding()}));
  EXPECT_EQ(at(issues, "1.fingerprint"), "5f0c3a1be2d94c77-2");
  EXPECT_EQ(at(issues, "2.fingerprint"), "5f0c3a1be2d94c77-3");
}

} // namespace
} // namespace heaplight
