#include "report/Totals.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

ReportEffect effect(Kind kind, Certainty certainty = Certainty::Sometimes,
                    Stage stage = Stage::Built) {
  ReportEffect effect;
  effect.kind = kind;
  effect.certainty = certainty;
  effect.stage = stage;
  return effect;
}

ReportTotals totalsOf(ReportUnit unit) {
  addSums(unit);
  return unit.totals;
}

TEST(TotalsTest, EachLineCountsOnceForEachKind) {
  ReportUnit unit;
  unit.lines = {{"a.cpp", 1, {effect(Kind::Allocate), effect(Kind::Allocate)}},
                {"a.cpp", 2, {effect(Kind::Allocate), effect(Kind::Deallocate)}},
                {"a.cpp", 3, {effect(Kind::Unknown)}},
                {"a.cpp", 4, {effect(Kind::Destroy)}}};
  ReportTotals totals = totalsOf(unit);
  EXPECT_EQ(totals.allocatingLines, 2u);
  EXPECT_EQ(totals.freeingLines, 1u);
  EXPECT_EQ(totals.unknownLines, 1u);
}

TEST(TotalsTest, WhatWasRemovedOrHappensOnFailureAloneDoesNotCount) {
  ReportUnit unit;
  unit.lines = {{"a.cpp", 1, {effect(Kind::Allocate, Certainty::Always, Stage::Written)}},
                {"a.cpp", 2, {effect(Kind::Allocate, Certainty::Exceptional)}}};
  EXPECT_EQ(totalsOf(unit).allocatingLines, 0u);
}

TEST(TotalsTest, AFunctionThatOnlyDestroysReachesNoHeap) {
  ReportUnit unit;
  unit.functions.resize(3);
  unit.functions[0].effects = {effect(Kind::Deallocate), effect(Kind::Allocate)};
  unit.functions[1].effects = {effect(Kind::Destroy)};
  unit.functions[2].effects = {effect(Kind::Unknown)};
  ReportTotals totals = totalsOf(unit);
  EXPECT_EQ(totals.functions, 3u);
  EXPECT_EQ(totals.heapFunctions, 2u);
}

TEST(TotalsTest, LinesOfAllTextsAreCounted) {
  ReportUnit unit;
  unit.texts["a.cpp"] = std::make_shared<const std::vector<std::string>>(3);
  unit.texts["a.h"] = std::make_shared<const std::vector<std::string>>(2);
  EXPECT_EQ(totalsOf(unit).sourceLines, 5u);
}

} // namespace
} // namespace heaplight
