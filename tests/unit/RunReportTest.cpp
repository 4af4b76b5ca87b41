#include "report/RunReport.h"

#include "Folder.h"
#include "Recorded.h"

namespace heaplight {
namespace {

using test::childProcess;
using test::serverProcess;
using test::serverReport;
using test::serverRequest;

TEST(RunReportTest, SumsAreOfAllStacksAndOfEachPhase) {
  RunReport report = serverReport();
  EXPECT_EQ(report.sums.all, (RecordedCounts{1503, 121728, 1402, 45824, 101, 75904}));
  EXPECT_EQ(report.sums.phases[0], (RecordedCounts{1, 72704, 0, 0, 1, 72704}));
  EXPECT_EQ(report.sums.phases[1], (RecordedCounts{1500, 48000, 1400, 44800, 100, 3200}));
  EXPECT_EQ(report.sums.phases[2], (RecordedCounts{2, 1024, 2, 1024, 0, 0}));
  EXPECT_EQ(report.peakBytes, 80000u);
  EXPECT_TRUE(report.tellsLines);
}

TEST(RunReportTest, ThreadsArePartsOfASingleProcess) {
  RunReport report = serverReport();
  ASSERT_EQ(report.parts.shown.size(), 2u);
  EXPECT_EQ(report.parts.shown[0].name, "server");
  EXPECT_EQ(report.parts.shown[0].counts.allocations, 1003u);
  EXPECT_EQ(report.parts.shown[1], (RunPart{"worker", {500, 16000, 500, 16000, 0, 0}}));
  EXPECT_EQ(report.processes[0].threads[1].allocations, 500u);
}

TEST(RunReportTest, OneThreadIsNoPart) {
  EXPECT_EQ(makeRunReport({{childProcess()}}, serverRequest()).parts, RunParts());
}

TEST(RunReportTest, OfSeveralProcessesEachIsAPart) {
  RunReport report = makeRunReport({{serverProcess(), childProcess()}}, serverRequest());
  EXPECT_EQ(report.sums.all.allocations, 1510u);
  EXPECT_EQ(report.peakBytes, 90000u); // Of one of them; they need not have had it together.
  EXPECT_EQ(report.missed, 1u);
  ASSERT_EQ(report.parts.shown.size(), 2u);
  EXPECT_EQ(report.parts.shown[0].name, "./server -v");
  EXPECT_EQ(report.parts.shown[1], (RunPart{"sh -c date", {7, 70, 7, 70, 0, 0}}));
}

TEST(RunReportTest, PartsThatAllocatedLeastAreSummedUpWhereThereIsNoRoom) {
  RunRequest request = serverRequest();
  request.parts = 1;
  RunParts parts =
      makeRunReport({{childProcess(), childProcess(), serverProcess()}}, request).parts;
  ASSERT_EQ(parts.shown.size(), 1u);
  EXPECT_EQ(parts.shown[0].name, "./server -v");
  EXPECT_EQ(parts.more, 2u);
  EXPECT_EQ(parts.others.allocations, 14u);
}

TEST(RunReportTest, LinesCountEveryFrame) {
  std::vector<RunLine> lines = serverReport().lines;
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[0],
            (RunLine{"/usr/include/c++/12/string", 500, {1500, 48000, 1400, 44800, 100, 3200}}));
  EXPECT_EQ(lines[1], (RunLine{"src/main.cpp", 10, {1002, 33024, 902, 29824, 100, 3200}}));
  EXPECT_EQ(lines[2], (RunLine{"src/parse.cpp", 77, {1500, 48000, 1400, 44800, 100, 3200}}));
}

TEST(RunReportTest, RecursionCountsAnEventOncePerLine) {
  RecordedProcess server = serverProcess();
  server.stacks = {{{1, 1, 1, 0}, RunPhase::Main, 0, {3, 30, 0, 0, 3, 30}}};
  // The same line by another call of it.
  server.frames.push_back(server.frames[1]);
  server.frames.back().address = 0x208;
  server.stacks[0].frames.insert(server.stacks[0].frames.begin(), 5);
  std::vector<RunLine> lines = makeRunReport({{server}}, serverRequest()).lines;
  ASSERT_EQ(lines.size(), 2u); // That of the header is in no stack.
  EXPECT_EQ(lines[1].counts.allocations, 3u);
}

TEST(RunReportTest, RowsAreTheInnermostPlacesTheBusiestFirst) {
  RunTop top = serverReport().allocating;
  ASSERT_EQ(top.rows.size(), 3u);
  EXPECT_EQ(top.rows[0].place.file, "src/parse.cpp");
  EXPECT_EQ(top.rows[0].counts.allocations, 1500u);
  EXPECT_EQ(top.rows[1].place.file, "src/main.cpp");
  EXPECT_EQ(top.rows[1].counts.allocations, 2u);
  EXPECT_EQ(top.rows[2].place.object, "/lib/libc.so.6");
  EXPECT_EQ(top.more, 0u);
}

TEST(RunReportTest, WhatLosesMostIsFirstAndWhatLosesNothingIsNotThere) {
  RunTop top = serverReport().losing;
  ASSERT_EQ(top.rows.size(), 2u);
  EXPECT_EQ(top.rows[0].counts.lostBytes, 72704u);
  EXPECT_EQ(top.rows[1].place.file, "src/parse.cpp");
}

TEST(RunReportTest, RowsThatFindNoRoomAreCounted) {
  RunRequest request = serverRequest();
  request.rows = 1;
  RunTop top = makeRunReport({{serverProcess()}}, request).allocating;
  EXPECT_EQ(top.rows.size(), 1u);
  EXPECT_EQ(top.more, 2u);
}

TEST(RunReportTest, RowsBearTheirSource) {
  test::Folder folder;
  folder.write("src/main.cpp", std::string(9, '\n') + "  writeLog();\n");
  RunRequest request = serverRequest();
  request.workingFolder = folder.path();
  RunTop top = makeRunReport({{serverProcess()}}, request).allocating;
  EXPECT_EQ(top.rows[1].code, "  writeLog();");
  EXPECT_EQ(top.rows[0].code, ""); // src/parse.cpp isn't there.
}

TEST(RunReportTest, AProgramWithoutDebugInformationTellsNoLines) {
  EXPECT_FALSE(makeRunReport({{childProcess()}}, serverRequest()).tellsLines);
}

TEST(RunReportTest, NothingRecordedIsNothingReported) {
  RunReport report = makeRunReport({}, serverRequest());
  EXPECT_EQ(report.sums, RunSums());
  EXPECT_TRUE(report.allocating.rows.empty());
}

} // namespace
} // namespace heaplight
