#include "judge/Judge.h"

#include "Court.h"

namespace heaplight {
namespace {

using test::Court;
using test::placesOf;
using Words = std::vector<std::string>;

class JudgeTest : public test::CourtTest {
protected:
  void allocate(const std::string &symbol, uint32_t line) {
    code.define(symbol, "user.cpp").call("malloc", {{symbol, "user.cpp", line}});
  }

  LintReport judged() {
    Court made = court();
    return judge(
        {made.linked, World::Open, "", made.policyOf, made.comments, made.codeAt, made.mends});
  }
};

TEST_F(JudgeTest, PromisesAndInputsAreCounted) {
  allocate("f", 3);
  code.define("g", "user.cpp");
  promises("f");
  promises("g");
  file.lines[5] = "look(); // heaplight: none";
  LintReport report = judged();
  EXPECT_EQ(placesOf(report.findings), Words{"3 heap-allocate"});
  EXPECT_EQ(report.promises, 3u);
  EXPECT_EQ(report.units, 1u);
}

TEST_F(JudgeTest, CodeThatPromisesNothingHasNoFindings) {
  allocate("f", 3);
  LintReport report = judged();
  EXPECT_TRUE(report.findings.empty());
  EXPECT_EQ(report.promises, 0u);
}

TEST_F(JudgeTest, FindingsComeInTheOrderOfTheirPlaces) {
  allocate("z", 3);
  allocate("a", 30);
  promises("z");
  promises("a");
  file.lines[20] = "look(); // heaplight: alocate";
  EXPECT_EQ(placesOf(judged().findings),
            (Words{"3 heap-allocate", "20 heap-contract", "30 heap-allocate"}));
}

TEST_F(JudgeTest, ARuleThatIsOffFindsNothing) {
  allocate("f", 3);
  promises("f");
  file.policy = "Rules: '-heap-allocate'";
  EXPECT_TRUE(judged().findings.empty());
}

TEST_F(JudgeTest, APolicyMakesWarningsErrors) {
  allocate("f", 3);
  promises("f");
  file.policy = "WarningsAsErrors: heap-allocate";
  EXPECT_EQ(judged().findings.at(0).severity, Severity::Error);
}

TEST_F(JudgeTest, OthersThanThoseThatItNamesStayWarnings) {
  allocate("f", 3);
  promises("f");
  file.lines[5] = "look(); // heaplight: alocate";
  file.policy = "WarningsAsErrors: heap-contract";
  LintReport report = judged();
  ASSERT_EQ(report.findings.size(), 2u);
  EXPECT_EQ(report.findings[0].severity, Severity::Warning);
  EXPECT_EQ(report.findings[1].severity, Severity::Error);
}

TEST_F(JudgeTest, CommentsSilenceWhatEveryStepFinds) {
  file.lines[5] = "look(); // heaplight: alocate // NOLINT(heap-contract)";
  LintReport report = judged();
  ASSERT_EQ(placesOf(report.findings), Words{"5 heap-contract"});
  EXPECT_EQ(report.findings[0].standing, Standing::Suppressed);
}

TEST_F(JudgeTest, CommentsThatSilenceNothingAreFound) {
  file.lines[5] = "look(); // NOLINT(heap-allocate)";
  EXPECT_EQ(placesOf(judged().findings), Words{"5 heap-unused-suppression"});
}

TEST_F(JudgeTest, EachFindingHoldsTheTextOfItsLine) {
  allocate("f", 3);
  promises("f");
  file.lines[3] = "  push(1);";
  file.lines[5] = "  look(); // heaplight: alocate";
  LintReport report = judged();
  ASSERT_EQ(report.findings.size(), 2u);
  EXPECT_EQ(report.findings[0].code, "  push(1);");
  EXPECT_EQ(report.findings[1].code, "  look(); // heaplight: alocate");
}

/// What a finding in `f` at a line is known by.
class FingerprintTest : public JudgeTest {
protected:
  Words fingerprints() {
    promises("f");
    Words prints;
    for (const Finding &finding : judged().findings)
      prints.push_back(finding.fingerprint);
    return prints;
  }
};

TEST_F(FingerprintTest, IsThirtyTwoDigits) {
  allocate("f", 3);
  Words prints = fingerprints();
  ASSERT_EQ(prints.size(), 1u);
  EXPECT_EQ(prints[0].size(), 32u);
  EXPECT_EQ(prints[0].find_first_not_of("0123456789abcdef"), std::string::npos);
}

/// Of one allocation at that line.
std::string printAt(uint32_t line, const std::string &callee = "malloc") {
  test::Code code;
  code.addHeap();
  code.model("calloc", {{Kind::Allocate, Certainty::Always}});
  code.define("f", "user.cpp").call(callee, {{"f", "user.cpp", line}});
  Unit unit;
  unit.source = "user.cpp";
  unit.written = code.summary(Stage::Written);
  unit.built = code.summary(Stage::Built);
  Promise promise;
  promise.function = code.id("f");
  promise.text = code.id("[[clang::nonblocking]]");
  promise.file = code.id("user.cpp");
  promise.line = line - 1;
  unit.promises = {promise};
  unit.names = std::move(code.names);
  Court made(std::move(unit), {});
  LintReport report =
      judge({made.linked, World::Open, "", made.policyOf, made.comments, made.codeAt, made.mends});
  return report.findings.at(0).fingerprint;
}

TEST_F(FingerprintTest, StaysTheSameInCodeThatMoved) { EXPECT_EQ(printAt(3), printAt(40)); }

TEST_F(FingerprintTest, TellsOtherMessagesApart) { EXPECT_NE(printAt(3), printAt(3, "calloc")); }

TEST_F(FingerprintTest, TellsThoseThatAreAlikeApart) {
  allocate("f", 3);
  allocate("f", 4);
  Words prints = fingerprints();
  ASSERT_EQ(prints.size(), 2u);
  EXPECT_NE(prints[0], prints[1]);
}

TEST_F(JudgeTest, TheUsersFilesAreThoseThatCodeIsOfAndTheInputs) {
  allocate("f", 3);
  code.define("g", "user.h").call("malloc", {{"push", "lib.h", 70}, {"g", "user.h", 4}});
  Court made = court();
  EXPECT_EQ(userFilesOf(made.linked, ""), (Words{"user.cpp", "user.h"}));
  EXPECT_EQ(userFilesOf(made.linked, "other"), Words{"user.cpp"});
}

TEST_F(JudgeTest, GlobsMayFitTheUsersFunctionsThatHaveABody) {
  allocate("f", 3);
  code.define("grow", "lib.h");
  code.declare("declared");
  Court made = court();
  PolicyTargets targets = policyTargets(made.linked, "");
  EXPECT_EQ(targets.functions, Words{"f()"});
  EXPECT_EQ(targets.files, Words{"user.cpp"});
}

} // namespace
} // namespace heaplight
