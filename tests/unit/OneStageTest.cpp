#include "report/OneStage.h"

#include "OneUnit.h"
#include "Reported.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

class OneStageTest : public test::OneUnitTest {
protected:
  /// A function g without a place, that allocates.
  void addUnplaced() {
    test::FunctionBuilder g = code.define("g", "");
    g->linkage = Linkage::Strong;
    g.call("malloc", {{"g", "", 0}});
  }

  /// A unit of IR whose two summaries are the same code, at `stage`.
  ReportUnit make(Stage stage) {
    code.define("f", "user.cpp").call("malloc", {f3});
    addUnplaced();
    Unit taken = take();
    taken.language = "ir";
    taken.written.stage = taken.built.stage = stage;
    return test::reportOf(std::move(taken), options);
  }
};

TEST_F(OneStageTest, NothingIsOfTheAbsentStage) {
  for (Stage stage : {Stage::Written, Stage::Built}) {
    SCOPED_TRACE(word(stage));
    code = {};
    code.addHeap();
    unit = {};
    unit.source = "user.cpp";
    ReportUnit report = make(stage);
    ASSERT_EQ(report.only, stage);
    ASSERT_EQ(report.lines.size(), 1u);
    ASSERT_EQ(report.lines[0].effects.size(), 1u);
    EXPECT_EQ(report.lines[0].effects[0].stage, stage);
    EXPECT_FALSE(report.lines[0].effects[0].elided);
    ASSERT_EQ(report.functions.size(), 1u);
    ASSERT_EQ(report.functions[0].effects.size(), 1u);
    EXPECT_EQ(report.functions[0].effects[0].stage, stage);
    EXPECT_EQ(report.totals.allocatingLines, 1u); // Of the stage that there is.
    EXPECT_EQ(report.totals.heapFunctions, 2u);
  }
}

TEST_F(OneStageTest, FunctionsWithoutAPlaceAreListed) {
  ReportUnit report = make(Stage::Built);
  ASSERT_EQ(report.unplaced.size(), 1u);
  EXPECT_EQ(report.unplaced[0].symbol, "g");
  EXPECT_EQ(report.unplaced[0].effects.size(), 1u);
  EXPECT_EQ(report.totals.functions, 2u);
}

TEST_F(OneStageTest, ASourceHasBothAndFunctionsWithoutAPlaceAreItsCompilers) {
  code.define("f", "user.cpp").call("malloc", {f3});
  addUnplaced();
  ReportUnit report = test::reportOf(take(), options);
  EXPECT_EQ(report.only, std::nullopt);
  EXPECT_EQ(report.lines[0].effects.size(), 2u);
  EXPECT_TRUE(report.unplaced.empty());
}

} // namespace
} // namespace heaplight
