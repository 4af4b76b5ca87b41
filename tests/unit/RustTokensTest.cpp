#include "read/rust/RustTokens.h"

#include "read/Comments.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

using Words = std::vector<std::string>;

/// "line:column text" of each comment.
Words commentsIn(std::string_view source) {
  Words places;
  for (const Comment &comment : commentsWith(source, {}, TextLanguage::Rust))
    places.push_back(std::to_string(comment.line) + ":" + std::to_string(comment.column) + " " +
                     comment.text);
  return places;
}

TEST(RustTokensTest, BlockCommentsStandInBlockComments) {
  EXPECT_EQ(commentsIn("/* a /* b */ c */ x // d"), (Words{"1:3  a /* b */ c ", "1:23  d"}));
}

TEST(RustTokensTest, LifetimesOpenNoLetter) {
  EXPECT_EQ(commentsIn("fn f<'a>(x: &'a str) {} // one\n"), (Words{"1:27  one"}));
  EXPECT_EQ(commentsIn("'outer: loop {} // two\n"), (Words{"1:19  two"}));
}

TEST(RustTokensTest, LettersInQuotesHideMarks) {
  EXPECT_EQ(commentsIn("let a = '\"'; // one\n"), (Words{"1:16  one"}));
  EXPECT_EQ(commentsIn("let a = ('\\'', '/', '/'); // two\n"), (Words{"1:29  two"}));
  EXPECT_EQ(commentsIn("let a = '\xC3\xA4'; // three\n"), (Words{"1:17  three"}));
}

TEST(RustTokensTest, StringsHideMarks) {
  EXPECT_EQ(commentsIn("\"// no \\\" // no\" // yes"), (Words{"1:20  yes"}));
  EXPECT_EQ(commentsIn("r\"\\\" // yes"), (Words{"1:8  yes"}));
  EXPECT_EQ(commentsIn("r##\"// \"# // \"## // yes"), (Words{"1:20  yes"}));
  EXPECT_EQ(commentsIn("br#\"/*\"# /* yes */"), (Words{"1:12  yes "}));
  EXPECT_EQ(commentsIn("r#fn // yes"), (Words{"1:8  yes"}));
}

TEST(RustTokensTest, ABackslashJoinsNoLines) {
  EXPECT_EQ(commentsIn("// a \\\nlet b; // c"), (Words{"1:3  a \\", "2:10  c"}));
}

TEST(RustTokensTest, AttributesAreNoCodeBeneathAComment) {
  std::vector<Comment> comments = commentsWith(
      "// over f\n#[inline(never)]\n#[cfg(all(\n  unix))]\nfn f() {}\n", {}, TextLanguage::Rust);
  ASSERT_EQ(comments.size(), 1u);
  EXPECT_EQ(comments[0].nextLine, 5u);
}

TEST(RustTokensTest, WhatIsNotClosedGoesOnToTheEnd) {
  EXPECT_EQ(commentsIn("/* a /* b */"), (Words{"1:3  a /* b "}));
  EXPECT_EQ(commentsIn("\"// a"), Words{});
  EXPECT_EQ(commentsIn("'"), Words{});
  EXPECT_EQ(commentsIn("#["), Words{});
}

TEST(RustTokensTest, FilesOfRustAreKnownByTheirName) {
  EXPECT_EQ(languageOfFile("src/a.rs"), TextLanguage::Rust);
  EXPECT_EQ(languageOfFile("rs.cpp"), TextLanguage::Cxx);
}

} // namespace
} // namespace heaplight
