#include "show/LintText.h"

#include "Linted.h"

#include "llvm/Support/Locale.h"

namespace heaplight {
namespace {

using test::reportOf;
using test::rowsOf;
using test::sampleFinding;

std::vector<std::string> shown(const LintReport &report, const TextOptions &options = {}) {
  return rowsOf(
      test::written([&](llvm::raw_ostream &stream) { showText(report, options, stream); }));
}

TEST(LintTextTest, AFindingReadsLikeACompilersWarning) {
  EXPECT_EQ(
      shown(reportOf({sampleFinding()})),
      (std::vector<std::string>{
          "src/engine.cpp:88:10: error: 'Engine::process' must not allocate: push_back may "
          "reallocate [heap-allocate]",
          "   88 |   queue_.push_back(sample);",
          "      |          ^~~~~~~~~",
          "  sometimes: push_back → _M_realloc_insert → operator new(unsigned long), 24 B Node",
          "  mend: reserve before the thread starts",
          "src/engine.cpp:40:5: note: reached from 'Engine::process' here",
          "src/engine.h:31:3: note: promised by [[clang::nonallocating]] here",
          "",
          "1 error in 3 units",
          "",
      }));
}

TEST(LintTextTest, WhatIsSuppressedOrKnownIsCountedOnly) {
  Finding suppressed = sampleFinding(), known = sampleFinding();
  suppressed.standing = Standing::Suppressed;
  known.standing = Standing::Known;
  EXPECT_EQ(shown(reportOf({suppressed, known})),
            (std::vector<std::string>{
                "no findings that count in 3 units; 1 suppressed, 1 in the baseline", ""}));
}

TEST(LintTextTest, WithoutItsTextALineIsNotShown) {
  Finding finding = sampleFinding();
  finding.code.clear();
  EXPECT_TRUE(shown(reportOf({finding}))[1].starts_with("  sometimes: "));
}

TEST(LintTextTest, APlaceThatIsNotKnownStillReadsAsOne) {
  EXPECT_EQ(placePrefix({"a.cpp", 3, 0}), "a.cpp:3:1: ");
  EXPECT_EQ(placePrefix({"a.cpp", 0, 0}), "a.cpp:1:1: ");
  Finding finding = sampleFinding();
  finding.place.column = 0;
  std::vector<std::string> rows = shown(reportOf({finding}));
  EXPECT_TRUE(rows[1].ends_with("push_back(sample);"));
  EXPECT_EQ(rows[2].find('^'), std::string::npos) << rows[2];
}

TEST(LintTextTest, CallsThatAreLeftOutAreCounted) {
  Finding finding = sampleFinding();
  finding.path.insert(finding.path.begin(), 9, finding.path.front());
  std::vector<std::string> rows = shown(reportOf({finding}));
  EXPECT_EQ(std::count(rows.begin(), rows.end(), "  (6 more calls between)"), 1);
}

TEST(LintTextTest, OnlyRowsThatToolsReadAreWiderThanTheWidth) {
  TextOptions options;
  for (options.width = 40; options.width < 130; ++options.width)
    for (const std::string &row : shown(test::sampleReport(), options))
      if (!row.starts_with("src/")) {
        EXPECT_LE(llvm::sys::locale::columnWidth(row), int(options.width)) << row;
      }
}

TEST(LintTextTest, ColoursAreThoseOfClang) {
  TextOptions options;
  options.color = true;
  std::vector<std::string> rows = shown(reportOf({sampleFinding()}), options);
  EXPECT_NE(rows[0].find("\033[1;31merror: \033[0m"), std::string::npos) << rows[0];
  EXPECT_NE(rows[2].find("\033[1;32m         ^~~~~~~~~\033[0m"), std::string::npos) << rows[2];
  options.color = false;
  for (const std::string &row : shown(test::sampleReport(), options))
    EXPECT_EQ(row.find('\033'), std::string::npos) << row;
}

TEST(LintTextTest, AsciiIsAsciiWhateverTheTexts) {
  TextOptions options;
  options.ascii = true;
  Finding finding = test::hostileFinding("é\xFF\u202E漢");
  for (const std::string &row : shown(reportOf({sampleFinding(), finding}), options))
    EXPECT_TRUE(llvm::isASCII(llvm::StringRef(row))) << row;
}

TEST(LintTextTest, NoTextMakesARowOfItsOwn) {
  Finding finding = test::hostileFinding("x\ny.cpp:1:1: error: forged");
  size_t heads = 0;
  for (const std::string &row : shown(reportOf({finding})))
    heads += llvm::StringRef(row).starts_with("y.cpp");
  EXPECT_EQ(heads, 0u);
}

} // namespace
} // namespace heaplight
