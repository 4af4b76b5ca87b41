#include "show/Json.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

/// A report with one unit that has one of everything.
Report sample() {
  ReportEffect effect;
  effect.kind = Kind::Allocate;
  effect.certainty = Certainty::Always;
  effect.callee = "malloc";
  effect.path = {0, 1};
  ReportUnit unit;
  unit.source = "a.cpp";
  unit.language = "c++";
  unit.target = "x86_64-pc-linux-gnu";
  unit.optimization = "2";
  unit.frames = {{"f()", "a.cpp", 3, 5, std::nullopt}, {"g()", "lib.h", 7, 1, 0}};
  unit.lines = {{"a.cpp", 3, {effect}}};
  unit.functions = {{"f()", "_Z1fv", "a.cpp", 3, 4, Phase::Run, {effect}}};
  Report report;
  report.units.push_back(std::move(unit));
  return report;
}

std::string textOf(const Report &report) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  showJson(report, "1.2.3", stream);
  return text;
}

/// The report as another program reads it; one that is no JSON fails the test.
llvm::json::Object read(const Report &report) {
  llvm::Expected<llvm::json::Value> value = llvm::json::parse(textOf(report));
  if (value && value->getAsObject())
    return *value->getAsObject();
  ADD_FAILURE() << "no JSON object: " << llvm::toString(value.takeError());
  return {};
}

llvm::json::Object readUnit(const Report &report) {
  return *(*read(report).getArray("units"))[0].getAsObject();
}

/// The effect of the sample's line, changed by `change`.
template <typename Change> llvm::json::Object readEffect(Change change) {
  Report report = sample();
  change(report.units[0].lines[0].effects[0]);
  llvm::json::Object unit = readUnit(report);
  const llvm::json::Object &line = *(*unit.getArray("lines"))[0].getAsObject();
  return *(*line.getArray("effects"))[0].getAsObject();
}
llvm::json::Object readEffect() {
  return readEffect([](ReportEffect &) {});
}

TEST(JsonTest, AnEmptyReportIsWhole) {
  llvm::json::Object report = read(Report());
  EXPECT_EQ(report.getString("heaplight"), "1.2.3");
  EXPECT_EQ(report.getInteger("schema"), 1);
  EXPECT_TRUE(report.getArray("units")->empty());
  EXPECT_TRUE(report.getArray("problems")->empty());
}

TEST(JsonTest, WhatRunsDidIsThereOnlyWithARun) {
  Report report = sample();
  EXPECT_FALSE(read(report).get("runs"));
  EXPECT_FALSE(readUnit(report).get("unmarked"));
  report.runs = {{"run.json", "./server"}};
  report.units[0].lines[0].observed = RecordedCounts{3, UINT64_MAX, 1, 32, 2, 64};
  EXPECT_TRUE(readUnit(report).getArray("unmarked")->empty());
  report.units[0].unmarked = {{"a.cpp", 4, {Kind::Deallocate}, {0, 0, 1, 8, 0, 0}}};
  EXPECT_EQ(*(*read(report).getArray("runs"))[0].getAsObject()->getString("source"), "run.json");
  llvm::json::Object unit = readUnit(report);
  const llvm::json::Object &line = *(*unit.getArray("lines"))[0].getAsObject();
  EXPECT_EQ(*line.getObject("observed"), (llvm::json::Object{{"allocations", 3},
                                                             {"bytes", UINT64_MAX},
                                                             {"frees", 1},
                                                             {"freed_bytes", 32},
                                                             {"lost_blocks", 2},
                                                             {"lost_bytes", 64}}));
  const llvm::json::Object &unmarked = *(*unit.getArray("unmarked"))[0].getAsObject();
  EXPECT_EQ(*unmarked.getArray("missing"), (llvm::json::Array{"deallocate"}));
  EXPECT_EQ(unmarked.getObject("observed")->getInteger("frees"), 1);
}

TEST(JsonTest, AnEffectHasAllThatTheSchemaAsksFor) {
  llvm::json::Object effect = readEffect();
  EXPECT_EQ(effect.getString("kind"), "allocate");
  EXPECT_EQ(effect.getString("stage"), "built");
  EXPECT_EQ(effect.getString("certainty"), "always");
  EXPECT_EQ(effect.getString("phase"), "run");
  EXPECT_EQ(effect.getBoolean("direct"), false);
  EXPECT_EQ(effect.getBoolean("in_loop"), false);
  EXPECT_EQ(effect.getString("callee"), "malloc");
  EXPECT_EQ(*effect.getArray("path"), (llvm::json::Array{0, 1}));
}

TEST(JsonTest, WhatIsNotKnownIsAbsent) {
  llvm::json::Object effect = readEffect();
  for (const char *key : {"bytes", "element_bytes", "type", "subject", "reason", "elided"})
    EXPECT_FALSE(effect.get(key)) << key;
  llvm::json::Object full = readEffect([](ReportEffect &effect) {
    effect.bytes = effect.elementBytes = 0;
    effect.type = effect.subject = effect.reason = "x";
    effect.elided = true;
  });
  for (const char *key : {"bytes", "element_bytes", "type", "subject", "reason", "elided"})
    EXPECT_TRUE(full.get(key)) << key;
}

TEST(JsonTest, ALargeNumberOfBytesStaysExact) {
  llvm::json::Object effect =
      readEffect([](ReportEffect &effect) { effect.bytes = 0xFFFFFFFFFFFFFFFFull; });
  EXPECT_EQ(effect.get("bytes")->getAsUINT64(), 0xFFFFFFFFFFFFFFFFull);
}

TEST(JsonTest, AnOutermostFrameIsInNone) {
  llvm::json::Object unit = readUnit(sample());
  const llvm::json::Array &frames = *unit.getArray("frames");
  EXPECT_FALSE(frames[0].getAsObject()->get("in"));
  EXPECT_EQ(frames[1].getAsObject()->getInteger("in"), 0);
  EXPECT_EQ(frames[1].getAsObject()->getInteger("line"), 7);
}

TEST(JsonTest, AssemblyIsThereOnlyWhereItWasMade) {
  Report report = sample();
  EXPECT_FALSE(readUnit(report).get("assembly"));
  ReportAssembly line;
  line.text = "\tcallq\t_Znwm@PLT";
  line.symbol = "_Z1fv";
  line.frame = 1;
  line.effect = Kind::Allocate;
  ReportAssembly plain;
  plain.text = "\tretq";
  report.units[0].assembly = {line, plain};
  llvm::json::Object unit = readUnit(report);
  const llvm::json::Array &assembly = *unit.getArray("assembly");
  EXPECT_EQ(assembly[0].getAsObject()->getString("text"), "\tcallq\t_Znwm@PLT");
  EXPECT_EQ(assembly[0].getAsObject()->getInteger("frame"), 1);
  EXPECT_EQ(assembly[0].getAsObject()->getString("effect"), "allocate");
  EXPECT_FALSE(assembly[1].getAsObject()->get("frame"));
  EXPECT_FALSE(assembly[1].getAsObject()->get("effect"));
}

TEST(JsonTest, ProblemsAreTold) {
  Report report;
  report.problems = {{"b.cpp", "b.cpp: does not compile"}};
  llvm::json::Object read = heaplight::read(report);
  const llvm::json::Object &problem = *(*read.getArray("problems"))[0].getAsObject();
  EXPECT_EQ(problem.getString("source"), "b.cpp");
  EXPECT_EQ(problem.getString("message"), "b.cpp: does not compile");
}

TEST(JsonTest, AnyBytesInANameMakeValidJson) {
  const std::string odd = "\xFF\"\\\n\033\xC3";
  Report report = sample();
  report.units[0].source = report.units[0].frames[0].function = odd;
  report.units[0].lines[0].effects[0].callee = report.units[0].lines[0].file = odd;
  report.problems = {{odd, odd}};
  EXPECT_TRUE(llvm::json::isUTF8(textOf(report)));
  EXPECT_EQ(readUnit(report).getString("source")->drop_front(3).take_front(3), "\"\\\n");
}

TEST(JsonTest, AnyBytesInANoteMakeValidJson) {
  Report report = sample();
  report.units[0].notes = {"caf\xE9.cpp is not in the database"};
  EXPECT_TRUE(llvm::json::isUTF8(textOf(report)));
  EXPECT_EQ(readUnit(report).getArray("notes")->size(), 1u);
}

} // namespace
} // namespace heaplight
