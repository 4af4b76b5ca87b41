#include "judge/Finding.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

Finding finding(Severity severity, Standing standing = Standing::Counts) {
  Finding finding;
  finding.severity = severity;
  finding.standing = standing;
  return finding;
}

TEST(FindingTest, OnlyWhatCountsIsCounted) {
  LintReport report;
  report.findings = {finding(Severity::Warning), finding(Severity::Error),
                     finding(Severity::Warning), finding(Severity::Error, Standing::Suppressed),
                     finding(Severity::Warning, Standing::Known)};
  EXPECT_EQ(countOf(report, Severity::Warning), 2u);
  EXPECT_EQ(countOf(report, Severity::Error), 1u);
  EXPECT_EQ(countOf({}, Severity::Error), 0u);
}

TEST(FindingTest, SeveritiesHaveTheWordsOfAPolicy) {
  EXPECT_STREQ(word(Severity::Warning), "warning");
  EXPECT_STREQ(word(Severity::Error), "error");
}

} // namespace
} // namespace heaplight
