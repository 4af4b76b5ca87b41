#include "show/FindingText.h"

#include "Linted.h"

namespace heaplight {
namespace {

using test::reportOf;
using test::sampleFinding;

FindingFrame userFrame(uint32_t line) {
  return {{"a.cpp", line, 1}, "ns::f" + std::to_string(line) + "(int)", true, false, ""};
}

TEST(FindingTextTest, NotesGoFromThePlaceOutToThePromise) {
  Finding finding = sampleFinding();
  finding.path = {userFrame(1), userFrame(2), userFrame(3), finding.path.back()};
  std::vector<Note> notes = notesOf(finding);
  ASSERT_EQ(notes.size(), 3u);
  EXPECT_EQ(notes[0].place.line, 2u);
  EXPECT_EQ(notes[0].text, "reached from 'ns::f2' here");
  EXPECT_EQ(notes[1].place.line, 1u);
  EXPECT_EQ(notes[2].place, (FilePlace{"src/engine.h", 31, 3}));
  EXPECT_EQ(notes[2].text, "promised by [[clang::nonallocating]] here");
}

TEST(FindingTextTest, OfALongWayTheMiddleIsCounted) {
  Finding finding = sampleFinding();
  finding.path.clear();
  finding.promisedAt = {};
  for (uint32_t line = 1; line <= 8; ++line)
    finding.path.push_back(userFrame(line));
  std::vector<Note> notes = notesOf(finding);
  ASSERT_EQ(notes.size(), 4u);
  EXPECT_EQ(notes[0].place.line, 7u);
  EXPECT_EQ(notes[1].place.line, 6u);
  EXPECT_EQ(notes[2].place.line, 2u);
  EXPECT_EQ(notes[2].leftOut, 3u);
  EXPECT_EQ(notes[3].place.line, 1u);
  EXPECT_EQ(notes[3].leftOut, 0u);
}

TEST(FindingTextTest, AWayWithoutAPromiseOrCallersHasNoNotes) {
  Finding finding;
  EXPECT_TRUE(notesOf(finding).empty());
  finding.path = {userFrame(1)};
  EXPECT_TRUE(notesOf(finding).empty());
}

TEST(FindingTextTest, TheWayNamesWhatStandsBetweenTheUsersCodeAndTheCall) {
  EXPECT_EQ(wayText(sampleFinding()),
            "sometimes: push_back → _M_realloc_insert → operator new(unsigned long), 24 B Node");
}

TEST(FindingTextTest, TheWaySaysWhenItIsTaken) {
  Finding finding = sampleFinding();
  finding.path.resize(2);
  finding.size.clear();
  finding.certainty = Certainty::Always;
  finding.inLoop = true;
  EXPECT_EQ(wayText(finding), "always, in a loop: operator new(unsigned long)");
  finding.inLoop = false;
  finding.phase = Phase::Startup;
  finding.certainty = Certainty::Exceptional;
  EXPECT_EQ(wayText(finding), "only when something fails at startup: operator new(unsigned long)");
}

TEST(FindingTextTest, AnUnknownCallIsToldByItsReason) {
  Finding finding = sampleFinding();
  finding.path.resize(2);
  finding.size.clear();
  finding.callee.clear();
  finding.reason = "call through a pointer: void (int)";
  EXPECT_EQ(wayText(finding), "sometimes: call through a pointer: void (int)");
}

TEST(FindingTextTest, ALongWayThroughALibraryIsShortened) {
  Finding finding = sampleFinding();
  for (int step = 0; step < 10; ++step)
    finding.path.push_back({{}, "lib::step" + std::to_string(step) + "()", false, false, ""});
  EXPECT_EQ(wayText(finding), "sometimes: push_back → _M_realloc_insert → step0 → … 8 more → "
                              "step9 → operator new(unsigned long), 24 B Node");
}

TEST(FindingTextTest, WhatNeedsNoWayHasNone) { EXPECT_EQ(wayText(Finding()), ""); }

TEST(FindingTextTest, APromiseIsToldWithAsMuchAsIsKnown) {
  Finding finding;
  EXPECT_EQ(promiseText(finding), "");
  finding.promise = "// heaplight: none";
  EXPECT_EQ(promiseText(finding), "promised by // heaplight: none");
  finding.promisedAt = {"a.h", 3, 1};
  EXPECT_EQ(promiseText(finding), "promised by // heaplight: none at a.h:3");
}

TEST(FindingTextTest, DetailsLeaveThePromiseToTheNotes) {
  Finding finding = sampleFinding();
  EXPECT_EQ(detailsOf(finding).size(), 2u);
  EXPECT_EQ(allDetailsOf(finding).size(), 3u);
  EXPECT_EQ(detailsOf(finding)[1], "mend: reserve before the thread starts");
  finding.promisedAt = {};
  EXPECT_EQ(detailsOf(finding).size(), 3u);
  finding.fixes = {{finding.place, 1, ""}};
  EXPECT_EQ(detailsOf(finding)[2], "mend: reserve before the thread starts (--fix does it)");
}

TEST(FindingTextTest, ACleanRunSaysWhatHolds) {
  LintReport report = reportOf({});
  EXPECT_EQ(summaryText(report), "no findings in 3 units; 12 promises hold");
  report.promises = 1;
  report.units = 1;
  EXPECT_EQ(summaryText(report), "no findings in 1 unit; 1 promise holds");
  report.onlySomeLines = true;
  EXPECT_EQ(summaryText(report), "no findings on the lines that were asked for in 1 unit");
  report.onlySomeLines = false;
  report.promises = 0;
  EXPECT_EQ(summaryText(report), "no findings in 1 unit; nothing in them promises anything");
}

TEST(FindingTextTest, TheSummaryCountsEachSort) {
  LintReport report = test::sampleReport();
  report.findings.resize(3);
  EXPECT_EQ(summaryText(report), "1 error in 214 units; 1 suppressed, 1 in the baseline (2 of it "
                                 "are gone: --prune-baseline)");
  report.gone[0].count = 1;
  report.findings = {sampleFinding(), Finding(), Finding()};
  EXPECT_EQ(summaryText(report), "1 error, 2 warnings in 214 units; 0 in the baseline (1 of it is "
                                 "gone: --prune-baseline)");
}

TEST(FindingTextTest, WhatCouldNotBeReadIsNoCleanRun) {
  LintReport report = reportOf({});
  report.problems = {{"a.cpp", "no such file"}};
  EXPECT_EQ(summaryText(report),
            "no findings in 3 units; 12 promises hold; 1 input could not be read whole");
}

TEST(FindingTextTest, ThePathsOfTheRepositoryBeginAtItsTop) {
  LintReport report;
  EXPECT_EQ(repositoryPath(report, "a.cpp"), "a.cpp");
  report.repositoryPrefix = "sub/dir/";
  EXPECT_EQ(repositoryPath(report, "./a.cpp"), "sub/dir/a.cpp");
  EXPECT_EQ(repositoryPath(report, "/usr/include/a.h"), "/usr/include/a.h");
}

} // namespace
} // namespace heaplight
