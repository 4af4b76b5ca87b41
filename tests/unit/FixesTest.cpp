#include "judge/Fixes.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

Edit edit(uint32_t line, uint32_t column, uint32_t length, const std::string &text = "") {
  return {{"a.cpp", line, column}, length, text};
}

/// The text, or "!" and why there is none.
std::string made(const std::string &text, const std::vector<Edit> &edits) {
  llvm::Expected<std::string> result = withEdits(text, edits);
  return result ? *result : "!" + llvm::toString(result.takeError());
}

TEST(FixesTest, SeveralEditsOfOneFileInAnyOrder) {
  EXPECT_EQ(made("one two\nthree\n", {edit(2, 1, 5, "3"), edit(1, 1, 3, "1"), edit(1, 5, 3, "2")}),
            "1 2\n3\n");
}

TEST(FixesTest, NoEditsChangeNothing) {
  EXPECT_EQ(made("a\r\nb\rc", {}), "a\r\nb\rc");
  EXPECT_EQ(made("", {}), "");
}

TEST(FixesTest, TextMayComeInAnywhereInALine) {
  EXPECT_EQ(made("ab\n", {edit(1, 1, 0, "x"), edit(1, 2, 0, "y"), edit(1, 3, 0, "z")}), "xaybz\n");
  EXPECT_EQ(made("a\n", {edit(2, 1, 0, "b")}), "a\nb");
  EXPECT_EQ(made("", {edit(1, 1, 0, "b")}), "b");
}

TEST(FixesTest, ALineMayGoWithItsBreak) {
  EXPECT_EQ(made("a\nb\nc", {edit(1, 1, 2), edit(2, 1, 2)}), "c");
  EXPECT_EQ(made("a\r\nb\r\n", {edit(1, 1, 3)}), "b\r\n");
  EXPECT_EQ(made("a\nb", {edit(2, 1, 1)}), "a\n");
}

TEST(FixesTest, BreaksThatComeInAreThoseOfTheFile) {
  EXPECT_EQ(made("a\r\nb\r\n", {edit(2, 1, 0, "x\ny\r\n")}), "a\r\nx\r\ny\r\nb\r\n");
  EXPECT_EQ(made("a\r\nb", {edit(2, 2, 0, "\nx")}), "a\r\nb\r\nx");
  EXPECT_EQ(made("a\nb", {edit(2, 2, 0, "\nx")}), "a\nb\nx");
}

TEST(FixesTest, AnEditThatIsThereTwiceIsMadeOnce) {
  EXPECT_EQ(made("ab", {edit(1, 1, 1, "x"), edit(1, 1, 1, "x")}), "xb");
}

TEST(FixesTest, EditsThatOverlapAreRefused) {
  const char *why = "two edits overlap here, so none was made";
  EXPECT_EQ(made("abcd", {edit(1, 1, 3), edit(1, 3, 1)}), std::string("!a.cpp:1:3: ") + why);
  EXPECT_EQ(made("abcd", {edit(1, 2, 0, "x"), edit(1, 2, 0, "y")}),
            std::string("!a.cpp:1:2: ") + why);
  EXPECT_EQ(made("abcd", {edit(1, 2, 0, "x"), edit(1, 2, 1)}), std::string("!a.cpp:1:2: ") + why);
  EXPECT_EQ(made("ab\ncd", {edit(1, 1, 3), edit(2, 1, 1)}), "d");
}

TEST(FixesTest, EditsOutsideTheTextAreRefused) {
  const char *line = "the file has no such line; it is not the text that was read";
  const char *bytes = "the line has no such bytes; it is not the text that was read";
  EXPECT_EQ(made("a\n", {edit(3, 1, 0)}), std::string("!a.cpp:3:1: ") + line);
  EXPECT_EQ(made("a\n", {edit(0, 1, 0)}), std::string("!a.cpp:0:1: ") + line);
  EXPECT_EQ(made("a\n", {edit(1, 0, 0)}), std::string("!a.cpp:1:0: ") + bytes);
  EXPECT_EQ(made("a\n", {edit(1, 3, 0)}), std::string("!a.cpp:1:3: ") + bytes);
  EXPECT_EQ(made("a\nb", {edit(1, 1, 3)}), std::string("!a.cpp:1:1: ") + bytes);
  EXPECT_EQ(made("a\nb", {edit(1, 1, ~0u)}), std::string("!a.cpp:1:1: ") + bytes);
}

TEST(FixesTest, WhatIsSuppressedIsNotMended) {
  LintReport report;
  report.findings.resize(3);
  report.findings[0].fixes = {edit(2, 1, 1), edit(1, 1, 1)};
  report.findings[1].fixes = {edit(1, 1, 1)};
  report.findings[2].fixes = {edit(3, 1, 1)};
  report.findings[2].standing = Standing::Suppressed;
  std::map<std::string, std::vector<Edit>> expected{{"a.cpp", {edit(1, 1, 1), edit(2, 1, 1)}}};
  EXPECT_EQ(editsByFile(report), expected);
}

} // namespace
} // namespace heaplight
