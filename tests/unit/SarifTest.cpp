#include "show/Sarif.h"

#include "Linted.h"

namespace heaplight {
namespace {

using test::at;
using test::reportOf;
using test::sampleFinding;

llvm::json::Value readRun(const LintReport &report, const SarifLimits &limits = {}) {
  return at(test::readJson(test::written(
                [&](llvm::raw_ostream &stream) { showSarif(report, {"1.2.3", limits}, stream); })),
            "runs.0");
}

std::string noticesOf(const llvm::json::Value &run) {
  std::string text;
  llvm::json::Value notices = at(run, "invocations.0.toolExecutionNotifications");
  for (const llvm::json::Value &notice : *notices.getAsArray())
    text += at(notice, "message.text").getAsString()->str() + "\n";
  return text;
}

TEST(SarifTest, ARunTellsOfTheToolAndOfEveryRule) {
  llvm::json::Value run = readRun(reportOf({}));
  EXPECT_EQ(at(run, "tool.driver.name"), "Heaplight");
  EXPECT_EQ(at(run, "tool.driver.semanticVersion"), "1.2.3");
  EXPECT_EQ(at(run, "tool.driver.rules").getAsArray()->size(), ruleCount);
  EXPECT_EQ(at(run, "tool.driver.rules.8.id"), "heap-unused-suppression");
  EXPECT_EQ(at(run, "tool.driver.rules.8.name"), "HeapUnusedSuppression");
  EXPECT_EQ(at(run, "columnKind"), "utf16CodeUnits");
  EXPECT_EQ(at(run, "invocations.0.executionSuccessful"), true);
  EXPECT_TRUE(at(run, "results").getAsArray()->empty());
}

TEST(SarifTest, ProblemsAreNotifications) {
  LintReport report = reportOf({});
  report.problems = {{"a.cpp", "no such file"}};
  llvm::json::Value run = readRun(report);
  EXPECT_EQ(at(run, "invocations.0.executionSuccessful"), false);
  EXPECT_EQ(noticesOf(run), "a.cpp: no such file\n");
}

TEST(SarifTest, TooManyResultsLeaveTheGravestInTheirOrder) {
  LintReport report = reportOf(std::vector<Finding>(4, sampleFinding()));
  for (size_t index = 0; index < 4; ++index)
    report.findings[index].place.line = uint32_t(index + 1);
  report.findings[0].severity = Severity::Warning;
  report.findings[1].standing = Standing::Known;
  llvm::json::Value run = readRun(report, {.results = 3});
  EXPECT_EQ(at(run, "results").getAsArray()->size(), 3u);
  for (size_t index = 0; index < 3; ++index)
    EXPECT_EQ(at(run, "results." + std::to_string(index) +
                          ".locations.0.physicalLocation.region.startLine"),
              int64_t(index ? index + 2 : 1));
  EXPECT_EQ(noticesOf(run), "1 of the results are left out: GitHub takes 3\n");
}

TEST(SarifTest, WhatIsGoneTakesNoRoomOfFindings) {
  LintReport report = test::sampleReport();
  llvm::json::Value run = readRun(report, {.results = 4});
  EXPECT_EQ(at(run, "results").getAsArray()->size(), 4u);
  EXPECT_NE(noticesOf(run).find("1 of the results"), std::string::npos);
}

TEST(SarifTest, ALongWayKeepsItsStartAndItsEnd) {
  Finding finding = sampleFinding();
  for (size_t index = 0; index < finding.path.size(); ++index)
    finding.path[index].place.line = uint32_t(index + 1);
  llvm::json::Value run = readRun(reportOf({finding, finding}), {.flows = 1, .steps = 3});
  llvm::json::Value steps = at(run, "results.0.codeFlows.0.threadFlows.0.locations");
  ASSERT_EQ(steps.getAsArray()->size(), 3u);
  EXPECT_EQ(at(steps, "0.location.physicalLocation.region.startLine"), 1);
  EXPECT_EQ(at(steps, "1.location.physicalLocation.region.startLine"), 3);
  EXPECT_EQ(at(steps, "2.location.physicalLocation.region.startLine"), 4);
  EXPECT_EQ(at(run, "results.1.codeFlows"), nullptr);
  EXPECT_EQ(noticesOf(run), "1 results are told without their way: GitHub shows 1\n"
                            "1 steps are left out: GitHub shows 3 of a way\n");
}

TEST(SarifTest, LongTextsAreCutBetweenCharacters) {
  Finding finding;
  finding.message = "aé漢𝔘é漢𝔘";
  for (size_t limit = 1; limit < 14; ++limit) {
    llvm::json::Value run = readRun(reportOf({finding}), {.text = limit});
    std::string text = at(run, "results.0.message.text").getAsString()->str();
    EXPECT_TRUE(llvm::StringRef(text).ends_with("…")) << text;
    EXPECT_EQ(text.find("\uFFFD"), std::string::npos) << text;
  }
}

TEST(SarifTest, PathsBecomeUris) {
  EXPECT_EQ(uriOf("src/a.cpp"), "src/a.cpp");
  EXPECT_EQ(uriOf("a b/c#d%e?f:g\\.cpp"), "a%20b/c%23d%25e%3Ff%3Ag%5C.cpp");
  EXPECT_EQ(uriOf("é\xFF"), "%C3%A9%FF");
  EXPECT_EQ(uriOf("/usr/include/c++/12/vector"), "file:///usr/include/c++/12/vector");
}

TEST(SarifTest, ItIsJsonWhateverTheTexts) {
  for (const std::string &text : test::hostileTexts()) {
    llvm::json::Value run = readRun(reportOf({test::hostileFinding(text)}));
    EXPECT_EQ(at(run, "results.0.ruleId"), "heap-allocate");
  }
}

} // namespace
} // namespace heaplight
