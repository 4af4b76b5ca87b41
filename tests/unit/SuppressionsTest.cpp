#include "judge/Suppressions.h"

#include "judge/Fixes.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

using Words = std::vector<std::string>;

Suppressions reading(const std::string &source, const std::string &rules = "*") {
  Suppressions suppressions;
  suppressions.add("a.cpp", commentsWith(source, {"NOLINT", "heaplight"}),
                   llvm::cantFail(RuleGlobs::parse(rules)));
  return suppressions;
}

bool silences(const std::string &source, uint32_t line, Rule rule = Rule::Allocate,
              uint32_t column = 0) {
  return reading(source).at(FilePlace{"a.cpp", line, column}, rule) != nullptr;
}

/// "line:column message", with " (suppressed)" behind those that are.
Words saidOf(const Suppressions &suppressions) {
  Words said;
  for (const Finding &finding : suppressions.findings())
    said.push_back(std::to_string(finding.place.line) + ":" + std::to_string(finding.place.column) +
                   " " + finding.message +
                   (finding.standing == Standing::Suppressed ? " (suppressed)" : ""));
  return said;
}

std::string fixed(const std::string &source, const Suppressions &suppressions) {
  LintReport report;
  report.findings = suppressions.findings();
  std::map<std::string, std::vector<Edit>> edits = editsByFile(report);
  llvm::Expected<std::string> text = withEdits(source, edits["a.cpp"]);
  return text ? *text : llvm::toString(text.takeError());
}

/// What one comment does to heap-allocate in the line that it stands in.
struct Form {
  const char *comment;
  bool silences;
};

class SuppressionFormTest : public testing::TestWithParam<Form> {};

TEST_P(SuppressionFormTest, SilencesAsClangTidyDoes) {
  EXPECT_EQ(silences(std::string("f(); ") + GetParam().comment + "\n", 1), GetParam().silences);
}

// Each was run with clang-tidy 22, with the name of one of its own checks.
INSTANTIATE_TEST_SUITE_P(
    All, SuppressionFormTest,
    testing::Values(
        Form{"// NOLINT", true}, Form{"// NOLINT()", false}, Form{"// NOLINT(*)", true},
        Form{"// NOLINT(heap-allocate)", true}, Form{"// NOLINT(heap-deallocate)", false},
        Form{"// NOLINT( heap-allocate )", true}, Form{"// NOLINT(a,heap-allocate)", true},
        Form{"// NOLINT(heap-allocate,)", true}, Form{"// NOLINT(,heap-allocate)", true},
        Form{"// NOLINT(heap-*)", true}, Form{"// NOLINT(*-allocate)", true},
        Form{"// NOLINT(heap-all*)", true}, Form{"// NOLINT(heap-d*)", false},
        Form{"// NOLINT(heap-?llocate)", false}, Form{"// NOLINT(heap-[a]llocate)", false},
        Form{"// NOLINT({heap-allocate})", false}, Form{"// NOLINT(-heap-allocate)", false},
        Form{"// NOLINT(*,-heap-allocate)", true}, Form{"// NOLINT(-heap-allocate,heap-*)", true},
        Form{"// NOLINT(heap-*,-heap-allocate)", true}, Form{"// NOLINT (heap-destroy)", true},
        Form{"// NOLINT(heap-destroy", true}, Form{"// NOLINT(heap-destroy) NOLINT", true},
        Form{"// NOLINT: why", true}, Form{"// NOLINT_x", true}, Form{"// xNOLINT", true},
        Form{"// NOLINTS", false}, Form{"// nolint", false}, Form{"// NOLINT1", true},
        Form{"// NOLINTnextline", false}, Form{"// NOLINTNEXTLINE", false},
        Form{"// NOLINT(HEAP-ALLOCATE)", false}, Form{"// NOLINT(heap-allocate.)", false},
        Form{"// NOLINT(heap-allocate heap-destroy)", false},
        Form{"// NOLINT(heap allocate)", false}, Form{"// NOLINT(\theap-allocate)", true},
        Form{"/* NOLINT */", true}, Form{"/* NOLINT(heap-allocate) */", true},
        Form{"/* NOLINT(heap-destroy) */ // NOLINT(heap-allocate)", true},
        Form{"// NOLINT(bugprone-*)", false}, Form{"// NOLINT(NOLINT)", false},
        Form{"// NOLINT(heap-allocate)(x)", true}, Form{"// NOLINT((heap-allocate))", false},
        Form{"// NOLINT(**)", true}, Form{"// NOLINT(heap-**ate)", true}, Form{"/// NOLINT", true},
        Form{"//NOLINT", true}, Form{"// NOLINTBEGIN", false}));

TEST(SuppressionsTest, TheNextLineIsTheVeryNext) {
  EXPECT_TRUE(silences("// NOLINTNEXTLINE(heap-allocate)\nf();\n", 2));
  EXPECT_FALSE(silences("// NOLINTNEXTLINE(heap-allocate)\n\nf();\n", 3));
  EXPECT_FALSE(silences("// NOLINTNEXTLINE(heap-allocate)\nf();\n", 1));
  EXPECT_FALSE(silences("// NOLINTNEXTLINE(heap-allocate)\nf();\n", 2, Rule::Destroy));
  EXPECT_TRUE(silences("/* NOLINTNEXTLINE\n*/ f();\n", 2));
}

TEST(SuppressionsTest, WhatStandsInALiteralSilencesNothing) {
  EXPECT_FALSE(silences("f(\"// NOLINT\");", 1));
}

TEST(SuppressionsTest, ABlockSilencesWhatIsBetweenItsEnds) {
  std::string source = "a(); /* NOLINTBEGIN(heap-allocate) */ b();\n"
                       "c();\n"
                       "d(); /* NOLINTEND(heap-allocate) */ e();\n";
  EXPECT_FALSE(silences(source, 1, Rule::Allocate, 1));
  EXPECT_TRUE(silences(source, 1, Rule::Allocate, 39));
  EXPECT_TRUE(silences(source, 2));
  EXPECT_FALSE(silences(source, 2, Rule::Destroy));
  EXPECT_TRUE(silences(source, 3, Rule::Allocate, 1));
  EXPECT_FALSE(silences(source, 3, Rule::Allocate, 37));
  EXPECT_FALSE(silences(source, 4));
}

TEST(SuppressionsTest, AnEndClosesWhatBeganLastWithTheSameList) {
  auto block = [](const std::string &begin, const std::string &end) {
    return silences("// NOLINTBEGIN" + begin + "\nf();\n// NOLINTEND" + end + "\n", 2);
  };
  EXPECT_TRUE(block("", ""));
  EXPECT_TRUE(block("(heap-allocate)", "( heap-allocate )"));
  EXPECT_TRUE(block("(heap-allocate,a)", "(heap-allocate, a)"));
  EXPECT_FALSE(block("(a,heap-allocate)", "(heap-allocate,a)"));
  EXPECT_FALSE(block("", "(*)"));
  EXPECT_FALSE(block("(heap-allocate)", ""));
  EXPECT_FALSE(block("(heap-allocate)", "(heap-*)"));
  EXPECT_FALSE(block("(heap-*)", "(heap-allocate)"));
}

TEST(SuppressionsTest, BlocksThatCrossAreNone) {
  std::string source = "// NOLINTBEGIN(heap-allocate)\n// NOLINTBEGIN(heap-destroy)\nf();\n"
                       "// NOLINTEND(heap-allocate)\ng();\n// NOLINTEND(heap-destroy)\n";
  EXPECT_FALSE(silences(source, 3, Rule::Allocate));
  EXPECT_TRUE(silences(source, 3, Rule::Destroy));
  EXPECT_TRUE(silences(source, 5, Rule::Destroy));
}

TEST(SuppressionsTest, BlocksMayLieInEachOther) {
  std::string source = "// NOLINTBEGIN\n// NOLINTBEGIN(heap-destroy)\nf();\n"
                       "// NOLINTEND(heap-destroy)\ng();\n// NOLINTEND\n";
  EXPECT_TRUE(silences(source, 3, Rule::Destroy));
  EXPECT_TRUE(silences(source, 5, Rule::Destroy));
  EXPECT_EQ(saidOf(reading(source)),
            Words{"2:4 'NOLINTBEGIN(heap-destroy)' silences nothing (suppressed)"});
}

TEST(SuppressionsTest, AllowSilencesItsLineOrTheNextThatHoldsCode) {
  EXPECT_TRUE(silences("f(); // heaplight: allow(heap-allocate) once", 1));
  std::string above = "// heaplight: allow(heap-allocate) once\n// and why\n\n#if X\nf();\n";
  EXPECT_TRUE(silences(above, 5));
  EXPECT_FALSE(silences(above, 1));
  EXPECT_FALSE(silences(above, 5, Rule::Destroy));
  EXPECT_FALSE(silences("f(); // heaplight: allow\n", 1));
}

TEST(SuppressionsTest, WhatItSaysComesAlong) {
  Suppressions suppressions = reading("f(); // NOLINT(heap-allocate): grows once\n");
  const Suppression *found = suppressions.at("a.cpp", 1, Rule::Allocate);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->place, (FilePlace{"a.cpp", 1, 9}));
  EXPECT_EQ(found->length, 21u);
  EXPECT_EQ(found->text, "NOLINT(heap-allocate)");
  EXPECT_EQ(found->justification, "grows once");
  EXPECT_TRUE(found->named);
  EXPECT_FALSE(found->used);
  EXPECT_EQ(suppressions.at("b.cpp", 1, Rule::Allocate), nullptr);
}

TEST(SuppressionsTest, OneThatNamesUsComesBeforeOneForEverybody) {
  Suppressions suppressions = reading("f(); // NOLINT NOLINT(heap-allocate)\n");
  suppressions.at("a.cpp", 1, Rule::Allocate)->use(Rule::Allocate);
  EXPECT_EQ(saidOf(suppressions), Words{});
}

TEST(SuppressionsTest, WhatSilencesNothingIsFound) {
  EXPECT_EQ(saidOf(reading("f(); // NOLINT(heap-allocate)\n")),
            Words{"1:9 'NOLINT(heap-allocate)' silences nothing"});
  EXPECT_EQ(saidOf(reading("// NOLINTNEXTLINE(heap-*)\nf();\n")),
            Words{"1:4 'NOLINTNEXTLINE(heap-*)' silences nothing"});
  EXPECT_EQ(saidOf(reading("// heaplight: allow(*)\n")),
            Words{"1:4 'heaplight: allow(*)' silences nothing"});
  EXPECT_EQ(saidOf(reading("f(); // NOLINT(-heap-allocate)\n")),
            Words{"1:9 'NOLINT(-heap-allocate)' silences nothing"});
}

TEST(SuppressionsTest, WhatIsForEverybodyIsNever) {
  EXPECT_EQ(saidOf(reading("// NOLINT NOLINT(*) NOLINT(bugprone-*, *-allocate) NOLINT()\n"
                           "// NOLINTBEGIN(a)\n// NOLINTEND(b)\n")),
            Words{});
}

TEST(SuppressionsTest, WhatIsUsedIsNot) {
  for (const char *source :
       {"f(); // NOLINT(heap-allocate)", "f(); // NOLINT(heap-*)",
        "f(); // NOLINT(heap-allocate, heap-*)", "f(); // heaplight: allow(heap-allocate)"}) {
    Suppressions suppressions = reading(source);
    suppressions.at("a.cpp", 1, Rule::Allocate)->use(Rule::Allocate);
    EXPECT_EQ(saidOf(suppressions), Words{}) << source;
  }
}

TEST(SuppressionsTest, OfSeveralNamesEachMustBeUsed) {
  std::string source = "f(); // NOLINT(heap-allocate, heap-destroy, bugprone-x): why\n";
  Suppressions suppressions = reading(source);
  suppressions.at("a.cpp", 1, Rule::Allocate)->use(Rule::Allocate);
  EXPECT_EQ(saidOf(suppressions),
            Words{"1:9 'heap-destroy' in 'NOLINT(heap-allocate, heap-destroy, bugprone-x)' "
                  "silences nothing"});
  EXPECT_EQ(fixed(source, suppressions), "f(); // NOLINT(heap-allocate, bugprone-x): why\n");
  EXPECT_EQ(fixed(source, reading(source)), "f(); // NOLINT(bugprone-x): why\n");
  suppressions = reading(source);
  suppressions.at("a.cpp", 1, Rule::Allocate)->used = true;
  EXPECT_EQ(saidOf(suppressions), Words{});
}

TEST(SuppressionsTest, WhatIsNotLookedForMayBeUsedElsewhere) {
  std::string source = "f(); // NOLINT(heap-loop)\ng(); // NOLINT(heap-loop, heap-destroy)\n";
  EXPECT_EQ(saidOf(reading(source, "*,-heap-loop")),
            Words{"2:9 'heap-destroy' in 'NOLINT(heap-loop, heap-destroy)' silences nothing"});
  EXPECT_EQ(saidOf(reading(source, "heap-allocate")), Words{});
}

TEST(SuppressionsTest, AFileIsReadOnce) {
  std::string source = "f(); // NOLINT(heap-allocate)\n";
  Suppressions suppressions = reading(source);
  suppressions.at("a.cpp", 1, Rule::Allocate)->use(Rule::Allocate);
  suppressions.add("a.cpp", commentsOf(source));
  EXPECT_EQ(saidOf(suppressions), Words{});
}

TEST(SuppressionsTest, NamesThatFitNoRuleAreFound) {
  EXPECT_EQ(saidOf(reading("f(); // NOLINT(heap-alocate, bugprone-x)\n")),
            Words{"1:9 'heap-alocate' in 'NOLINT(heap-alocate, bugprone-x)' fits no rule"});
  EXPECT_EQ(reading("// NOLINT(heap-alocate)").findings()[0].mend, "write 'heap-allocate'");
  EXPECT_EQ(saidOf(reading("// heaplight: allow(allocate)\n")),
            Words{"1:4 'allocate' in 'heaplight: allow(allocate)' fits no rule"});
  EXPECT_EQ(saidOf(reading("// heaplight: allow heap-allocate\n")),
            Words{"1:4 'heaplight: allow' names no rule"});
  EXPECT_EQ(saidOf(reading("// NOLINT(alocate)\n")), Words{});
}

TEST(SuppressionsTest, ABeginOrAnEndAloneIsFound) {
  EXPECT_EQ(saidOf(reading("// NOLINTBEGIN(heap-allocate)\nf();\n// NOLINTEND(heap-destroy)\n")),
            (Words{"1:4 'NOLINTBEGIN(heap-allocate)' has no 'NOLINTEND(heap-allocate)' behind it "
                   "to pair up with",
                   "3:4 'NOLINTEND(heap-destroy)' has no 'NOLINTBEGIN(heap-destroy)' before it "
                   "to pair up with"}));
  EXPECT_EQ(saidOf(reading("// NOLINTEND\n")),
            Words{"1:4 'NOLINTEND' has no 'NOLINTBEGIN' before it to pair up with"});
  std::string source = "// NOLINTBEGIN(heap-allocate)\n";
  EXPECT_EQ(fixed(source, reading(source)), source);
}

TEST(SuppressionsTest, OfABlockBothEndsGo) {
  std::string source = "// NOLINTBEGIN(heap-allocate)\nf();\n  // NOLINTEND( heap-allocate )\n";
  EXPECT_EQ(fixed(source, reading(source)), "f();\n");
  source = "// NOLINTBEGIN(heap-allocate, a)\nf();\n// NOLINTEND(heap-allocate,a): x\n";
  EXPECT_EQ(fixed(source, reading(source)), "// NOLINTBEGIN(a)\nf();\n// NOLINTEND(a): x\n");
}

TEST(SuppressionsTest, EachUnusedOfACommentCanGo) {
  std::string source = "f(); // NOLINT(heap-allocate) a NOLINT(heap-destroy)\n";
  EXPECT_EQ(fixed(source, reading(source)), "f(); // a\n");
}

TEST(SuppressionsTest, ACommentThatIsKeptThoughUnusedSaysSo) {
  std::string kept = "f(); // NOLINT(heap-allocate, heap-unused-suppression): for clang 15\n";
  std::vector<Finding> findings = reading(kept).findings();
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].standing, Standing::Suppressed);
  EXPECT_EQ(findings[0].justification, "for clang 15");
  EXPECT_EQ(fixed(kept, reading(kept)), kept);
  // A glob says nothing of the kind of itself, but does of others.
  EXPECT_EQ(saidOf(reading("f(); // NOLINT(heap-*)\n")),
            Words{"1:9 'NOLINT(heap-*)' silences nothing"});
  EXPECT_EQ(saidOf(reading("// NOLINTBEGIN\nf(); // NOLINT(heap-allocate)\n// NOLINTEND\n")),
            Words{"2:9 'NOLINT(heap-allocate)' silences nothing (suppressed)"});
}

} // namespace
} // namespace heaplight
