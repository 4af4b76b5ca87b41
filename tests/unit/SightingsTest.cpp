#include "report/Sightings.h"

#include "Folder.h"

#include "llvm/Support/FileSystem.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

using Unmarked = std::vector<ReportUnmarked>;

ReportEffect effectOf(Kind kind) {
  ReportEffect effect;
  effect.kind = kind;
  return effect;
}

class SightingsTest : public testing::Test {
protected:
  SightingsTest() : file(folder.write("a.cpp", "1\n2\n3\n4\n5\n")) {
    report.units.emplace_back();
    ReportUnit &unit = report.units.front();
    unit.source = file;
    unit.userFiles = {file};
    unit.texts[file] = std::make_shared<const std::vector<std::string>>(5, "code;");
    run.source = "run.json";
  }

  void mark(uint32_t line, ReportEffect effect) {
    report.units[0].lines.push_back({file, line, {effect}});
  }
  void saw(uint32_t line, RecordedCounts counts) { run.lines.push_back({file, line, counts}); }

  ReportUnit &hold() {
    addObserved(report, {run}, options);
    return report.units[0];
  }
  /// The notes, in one text.
  std::string notes() {
    std::string text;
    for (const std::string &note : report.units[0].notes)
      text += note + "\n";
    return text;
  }

  test::Folder folder;
  std::string file;
  Report report;
  ObservedRun run;
  ReportOptions options;
  const RecordedCounts made{3, 96, 0, 0, 0, 0};
};

TEST_F(SightingsTest, EachMarkedLineBearsWhatWasSeen) {
  mark(2, effectOf(Kind::Allocate));
  mark(3, effectOf(Kind::Deallocate));
  saw(2, made);
  ReportUnit &unit = hold();
  EXPECT_EQ(unit.lines[0].observed, made);
  EXPECT_EQ(unit.lines[1].observed, RecordedCounts());
  EXPECT_EQ(unit.unmarked, Unmarked());
  EXPECT_EQ(unit.notes, std::vector<std::string>());
  EXPECT_EQ(unit.totals.seenAllocatingLines, 1u);
  EXPECT_EQ(unit.totals.seenFreeingLines, 0u);
  ASSERT_EQ(report.runs.size(), 1u);
  EXPECT_EQ(report.runs[0].source, "run.json");
}

TEST_F(SightingsTest, WithoutARunNothingIsSaidOfAny) {
  mark(2, effectOf(Kind::Allocate));
  addObserved(report, {}, options);
  EXPECT_EQ(report.units[0].lines[0].observed, std::nullopt);
  EXPECT_TRUE(report.runs.empty());
}

TEST_F(SightingsTest, RunsAddUpAndNeverWrapAround) {
  mark(2, effectOf(Kind::Allocate));
  saw(2, {UINT64_MAX - 1, 5, 0, 0, 0, 0});
  addObserved(report, {run, run}, options);
  EXPECT_EQ(report.units[0].lines[0].observed, (RecordedCounts{UINT64_MAX, 10, 0, 0, 0, 0}));
}

TEST_F(SightingsTest, ALineThatDidWhatItIsNotMarkedForIsFound) {
  mark(3, effectOf(Kind::Deallocate));
  saw(2, {3, 96, 1, 32, 0, 0});
  saw(3, {1, 8, 1, 8, 0, 0});
  EXPECT_EQ(hold().unmarked,
            (Unmarked{{file, 2, {Kind::Allocate, Kind::Deallocate}, run.lines[0].counts},
                      {file, 3, {Kind::Allocate}, run.lines[1].counts}}));
  EXPECT_NE(notes().find(file + ":2 and 1 other line came to the heap in run.json without a mark: "
                                "either Heaplight missed something there, or the run was of other "
                                "code\n"),
            std::string::npos)
      << notes();
}

TEST_F(SightingsTest, AnUnknownCallMayDoAnything) {
  mark(2, effectOf(Kind::Unknown));
  saw(2, {1, 8, 1, 8, 0, 0});
  EXPECT_EQ(hold().unmarked, Unmarked());
}

TEST_F(SightingsTest, AMarkOfAnotherUnitCounts) {
  // A header: its function stands in the first unit, its lines in the second.
  report.units.emplace_back();
  report.units[1].lines.push_back({file, 2, {effectOf(Kind::Allocate)}});
  saw(2, made);
  EXPECT_EQ(hold().unmarked, Unmarked());
  EXPECT_EQ(report.units[1].lines[0].observed, made);
}

TEST_F(SightingsTest, WhatWasElidedAndDidItAllTheSameIsOfOtherFlags) {
  ReportEffect elided = effectOf(Kind::Allocate);
  elided.stage = Stage::Written;
  elided.elided = true;
  mark(2, elided);
  saw(2, made);
  EXPECT_EQ(hold().unmarked, Unmarked());
  EXPECT_EQ(notes(),
            "run.json: 1 line came to the heap where the optimizer leaves nothing of that: "
            "the run was of code built with other flags\n");
}

TEST_F(SightingsTest, WhereFunctionsAreLeftOutNoMarkIsMissing) {
  saw(2, made);
  options.functionFilter = "f";
  EXPECT_EQ(hold().unmarked, Unmarked());
}

TEST_F(SightingsTest, FilesAreOneByWhatTheyAre) {
  llvm::sys::fs::create_link(folder.path(), folder.path("link"));
  mark(2, effectOf(Kind::Allocate));
  run.lines.push_back({folder.path("link/a.cpp"), 2, made});
  EXPECT_EQ(hold().lines[0].observed, made);
  EXPECT_EQ(notes(), "");
}

TEST_F(SightingsTest, RelativePathsAreOfTheWorkingFolder) {
  llvm::SmallString<128> before;
  llvm::sys::fs::current_path(before);
  llvm::sys::fs::set_current_path(folder.path());
  mark(2, effectOf(Kind::Allocate));
  run.lines.push_back({"./a.cpp", 2, made});
  EXPECT_EQ(hold().lines[0].observed, made);
  llvm::sys::fs::set_current_path(before);
}

TEST_F(SightingsTest, ARunOfOtherFilesIsTold) {
  run.lines.push_back({"/elsewhere/b.cpp", 2, made});
  mark(2, effectOf(Kind::Allocate));
  EXPECT_EQ(hold().lines[0].observed, RecordedCounts());
  EXPECT_NE(notes().find("run.json: tells of none of this report's files"), std::string::npos)
      << notes();
}

TEST_F(SightingsTest, ALineBeyondTheEndTellsThatTheRunWasOfOtherCode) {
  saw(6, made);
  EXPECT_EQ(hold().unmarked, Unmarked());
  EXPECT_EQ(notes(), "run.json: tells of " + file +
                         ":6, but the file has 5 lines: the run was of other code\n");
}

TEST_F(SightingsTest, ASourceThatIsNewerThanTheRunIsTold) {
  mark(2, effectOf(Kind::Allocate));
  saw(2, made);
  run.written = 1000;
  hold();
  EXPECT_EQ(notes(), file + ": is newer than run.json, so its lines may be others than those that "
                            "ran\n");
}

TEST_F(SightingsTest, EventsWithoutAStackAreTold) {
  mark(2, effectOf(Kind::Allocate));
  saw(3, {});
  run.missed = 1204;
  hold();
  EXPECT_EQ(notes(), "run.json: of 1,204 events it doesn't know the lines, so what is not seen may "
                     "have happened\n");
}

TEST_F(SightingsTest, AnExplainedLineBearsThemToo) {
  Explanation explanation;
  explanation.subjects.emplace_back();
  Explained &line = explanation.subjects[0];
  line.file = file;
  line.line = 2;
  line.effects.push_back({Kind::Allocate, Phase::Run, {}});
  saw(2, {3, 96, 1, 32, 0, 0});
  EXPECT_EQ(addObserved(explanation, {run}), std::vector<std::string>());
  EXPECT_EQ(line.observed, run.lines[0].counts);
  EXPECT_EQ(line.unmarked, std::vector<Kind>{Kind::Deallocate});
}

TEST_F(SightingsTest, OfAFunctionNothingIsKnown) {
  Explanation explanation;
  explanation.subjects.emplace_back();
  explanation.subjects[0].function = "f()";
  EXPECT_EQ(addObserved(explanation, {run}).size(), 1u);
  EXPECT_EQ(explanation.subjects[0].observed, std::nullopt);
}

} // namespace
} // namespace heaplight
