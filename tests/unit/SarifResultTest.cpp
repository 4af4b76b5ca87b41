#include "show/SarifResult.h"

#include "Linted.h"

namespace heaplight {
namespace {

using test::at;
using test::sampleFinding;

llvm::json::Value readResult(const LintReport &report, size_t index) {
  return test::readJson(test::written([&](llvm::raw_ostream &stream) {
    SarifLimits limits;
    JsonWriter json(stream);
    SarifResults results(report, limits, json);
    json.object([&] {
      if (index < report.findings.size())
        results.write(report.findings[index]);
      else
        results.write(report.gone[index - report.findings.size()]);
    });
  }));
}

llvm::json::Value readResult(const Finding &finding) {
  return readResult(test::reportOf({finding}), 0);
}

TEST(SarifResultTest, AResultNamesItsRuleItsPlaceAndItsPrint) {
  llvm::json::Value result = readResult(test::sampleReport(), 0);
  EXPECT_EQ(at(result, "ruleId"), "heap-allocate");
  EXPECT_EQ(at(result, "ruleIndex"), 0);
  EXPECT_EQ(at(result, "level"), "error");
  EXPECT_EQ(at(result, "partialFingerprints").getAsObject()->getString("heaplight/v1"),
            "5f0c3a1be2d94c77");
  llvm::json::Value place = at(result, "locations.0.physicalLocation");
  EXPECT_EQ(at(place, "artifactLocation.uri"), "app/src/engine.cpp");
  EXPECT_EQ(at(place, "artifactLocation.uriBaseId"), "%SRCROOT%");
  EXPECT_EQ(at(place, "region.startColumn"), 10);
  EXPECT_EQ(at(place, "region.endColumn"), 19);
  EXPECT_EQ(at(place, "region.snippet.text"), "push_back");
  EXPECT_EQ(at(place, "contextRegion.snippet.text"), "  queue_.push_back(sample);");
  EXPECT_EQ(at(result, "locations.0.logicalLocations.0.decoratedName"), "_ZN6Engine7enqueueEf");
  EXPECT_EQ(at(result, "relatedLocations.0.physicalLocation.region.startLine"), 31);
}

TEST(SarifResultTest, TheMessageHoldsNoLineNumbers) {
  Finding finding = sampleFinding(), moved = sampleFinding();
  moved.place.line = 89;
  moved.promisedAt.line = 32;
  moved.path[0].place.line = 41;
  EXPECT_EQ(at(readResult(finding), "message.text"), at(readResult(moved), "message.text"));
}

TEST(SarifResultTest, TheWayIsAFlowThatEndsAtTheCall) {
  llvm::json::Value steps = at(readResult(sampleFinding()), "codeFlows.0.threadFlows.0.locations");
  ASSERT_EQ(steps.getAsArray()->size(), 4u);
  EXPECT_EQ(at(steps, "0.importance"), "essential");
  EXPECT_EQ(at(steps, "2.importance"), "unimportant");
  EXPECT_EQ(at(steps, "2.nestingLevel"), 2);
  EXPECT_EQ(at(steps, "3.location.message.text"), "calls operator new(unsigned long)");
  EXPECT_EQ(at(steps, "3.location.physicalLocation.artifactLocation.uri"),
            "file:///usr/include/c++/12/bits/vector.tcc");
  EXPECT_EQ(at(steps, "3.location.physicalLocation.artifactLocation.uriBaseId"), nullptr);
}

TEST(SarifResultTest, ColumnsAreUtf16) {
  Finding finding = sampleFinding();
  finding.code = "/*é𝔘*/ new X;";
  finding.place.column = 12; // é has two bytes, 𝔘 four and two code units.
  llvm::json::Value region = at(readResult(finding), "locations.0.physicalLocation.region");
  EXPECT_EQ(at(region, "snippet.text"), "new");
  EXPECT_EQ(at(region, "startColumn"), 9);
  EXPECT_EQ(at(region, "endColumn"), 12);
}

TEST(SarifResultTest, AMendIsAFixWithColumnsInUtf16) {
  llvm::json::Value result = readResult(test::sampleReport(), 3);
  llvm::json::Value change = at(result, "fixes.0.artifactChanges.0");
  EXPECT_EQ(at(change, "artifactLocation.uri"), "app/src/engine.cpp");
  llvm::json::Value region = at(change, "replacements.0.deletedRegion");
  EXPECT_EQ(at(region, "startLine"), 95);
  EXPECT_EQ(at(region, "startColumn"), 15); // Byte 18 of "  /* é𝔘 */ f(); …".
  EXPECT_EQ(at(region, "endColumn"), 39);
}

TEST(SarifResultTest, AMendOfALineThatIsNotAtHandIsLeftOut) {
  Finding finding = sampleFinding();
  finding.fixes = {{{"src/engine.h", 31, 3}, 0, "x"}};
  EXPECT_EQ(at(readResult(finding), "fixes"), nullptr);
}

TEST(SarifResultTest, StandingsAreSuppressionsAndStates) {
  LintReport report = test::sampleReport();
  EXPECT_EQ(at(readResult(report, 0), "suppressions"), nullptr);
  EXPECT_EQ(at(readResult(report, 0), "baselineState"), "new");
  EXPECT_EQ(at(readResult(report, 1), "suppressions.0.kind"), "inSource");
  EXPECT_EQ(at(readResult(report, 1), "suppressions.0.justification"),
            "measured: never in the first second");
  EXPECT_EQ(at(readResult(report, 2), "suppressions.0.kind"), "external");
  EXPECT_EQ(at(readResult(report, 2), "baselineState"), "unchanged");
  report.hasBaseline = false;
  EXPECT_EQ(at(readResult(report, 0), "baselineState"), nullptr);
}

TEST(SarifResultTest, WhatIsGoneIsAbsentAndNoFinding) {
  LintReport report = test::sampleReport();
  llvm::json::Value gone = readResult(report, report.findings.size());
  EXPECT_EQ(at(gone, "baselineState"), "absent");
  EXPECT_EQ(at(gone, "kind"), "pass");
  EXPECT_EQ(at(gone, "level"), "none");
  EXPECT_EQ(at(gone, "occurrenceCount"), 2);
  EXPECT_EQ(at(gone, "ruleIndex"), 0);
  EXPECT_EQ(at(gone, "locations.0.physicalLocation.artifactLocation.uri"), "app/src/old.cpp");
  report.gone[0].rule = "heap-of-old";
  EXPECT_EQ(at(readResult(report, report.findings.size()), "ruleIndex"), nullptr);
}

TEST(SarifResultTest, APlaceWithoutALineHasNoRegion) {
  Finding finding = sampleFinding();
  finding.place = {"/usr/lib/libx.so", 0, 0};
  llvm::json::Value place = at(readResult(finding), "locations.0.physicalLocation");
  EXPECT_EQ(at(place, "artifactLocation.uri"), "file:///usr/lib/libx.so");
  EXPECT_EQ(at(place, "region"), nullptr);
  finding.place.file.clear();
  EXPECT_EQ(at(readResult(finding), "locations.0.physicalLocation"), nullptr);
}

} // namespace
} // namespace heaplight
