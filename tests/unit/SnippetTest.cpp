#include "show/Snippet.h"

#include "show/Canvas.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

/// What stands over the mark.
std::string marked(const Snippet &snippet) {
  size_t from = snippet.mark.find('^');
  return from == std::string::npos ? "" : snippet.code.substr(from, snippet.mark.size() - from);
}

TEST(SnippetTest, TheWordAtTheColumnIsMarked) {
  Snippet snippet = snippetOf("  queue_.push_back(sample);", 10, {});
  EXPECT_EQ(snippet.code, "  queue_.push_back(sample);");
  EXPECT_EQ(snippet.mark, "         ^~~~~~~~~");
}

TEST(SnippetTest, ASignIsMarkedAlone) {
  EXPECT_EQ(snippetOf("}", 1, {}).mark, "^");
  EXPECT_EQ(snippetOf("a + b", 3, {}).mark, "  ^");
}

TEST(SnippetTest, WithoutAColumnNothingIsMarked) { EXPECT_EQ(snippetOf("a + b", 0, {}).mark, ""); }

TEST(SnippetTest, AColumnPastTheEndIsMarkedAtTheEnd) {
  EXPECT_EQ(snippetOf("ab", 3, {}).mark, "  ^");
  EXPECT_EQ(snippetOf("ab", ~0u, {}).mark, "  ^");
  EXPECT_EQ(snippetOf("", 1, {}).mark, "^");
}

TEST(SnippetTest, ColumnsAreBytesAndMarksAreColumnsOfATerminal) {
  // Two columns and three bytes each; then a tab, up to the next stop.
  EXPECT_EQ(snippetOf("漢字 x", 8, {}).mark, "     ^");
  EXPECT_EQ(snippetOf("\tx", 2, {}).mark, "    ^");
  EXPECT_EQ(snippetOf("漢字 x", 1, {}).mark, "^~~~");
}

TEST(SnippetTest, WhatCantBeShownIsNamedAndMovesTheMark) {
  Snippet snippet = snippetOf("\u202E\xFFx", 5, {});
  EXPECT_EQ(snippet.code, "<U+202E><FF>x");
  EXPECT_EQ(marked(snippet), "x");
}

TEST(SnippetTest, AsciiKeepsTheMarkUnderItsWord) {
  Snippet snippet = snippetOf("é → word", 8, {120, true});
  EXPECT_EQ(snippet.code, "<U+00E9> -> word");
  EXPECT_EQ(marked(snippet), "word");
}

TEST(SnippetTest, ALongLineIsCutAroundTheMark) {
  std::string line = std::string(300, 'a') + " word " + std::string(300, 'b');
  Snippet snippet = snippetOf(line, 302, {60, false});
  EXPECT_EQ(widthOf(snippet.code), 60u);
  EXPECT_TRUE(snippet.code.starts_with("...aaa")) << snippet.code;
  EXPECT_TRUE(snippet.code.ends_with("bbb...")) << snippet.code;
  EXPECT_EQ(marked(snippet), "word");
}

TEST(SnippetTest, ALongLineKeepsItsStartOrItsEndWhereThatIsNear) {
  std::string line = "word " + std::string(300, 'b');
  EXPECT_TRUE(snippetOf(line, 1, {60, false}).code.starts_with("word b"));
  line = std::string(300, 'a') + " word";
  Snippet snippet = snippetOf(line, 302, {60, false});
  EXPECT_TRUE(snippet.code.ends_with("a word")) << snippet.code;
  EXPECT_EQ(marked(snippet), "word");
}

TEST(SnippetTest, NoRowIsWiderThanTheWidthAndTheMarkIsAlwaysThere) {
  std::string line;
  for (int word = 0; word < 40; ++word)
    line += "漢x\té ab" + std::string(size_t(word), 'w') + " ";
  for (unsigned width : {20u, 21u, 37u, 80u, 200u})
    for (uint32_t column = 1; column <= line.size() + 2; ++column)
      for (bool ascii : {false, true}) {
        Snippet snippet = snippetOf(line, column, {width, ascii});
        ASSERT_LE(widthOf(snippet.code), width) << column;
        ASSERT_NE(snippet.mark.find('^'), std::string::npos) << column;
        ASSERT_LE(widthOf(snippet.mark), width + 1) << column;
      }
}

TEST(SnippetTest, ALineOfAMegabyteTakesNoTime) {
  std::string line(1 << 20, 'x');
  for (uint32_t column = 1; column < 2000; ++column)
    ASSERT_EQ(widthOf(snippetOf(line, column * 500, {80, false}).code), 80u);
}

TEST(SnippetTest, ColumnsInUtf16CountCodeUnits) {
  // é: two bytes, one unit. 𝔘: four bytes, two units. 漢: three bytes, one unit.
  EXPECT_EQ(utf16Column("é𝔘漢x", 1), 1u);
  EXPECT_EQ(utf16Column("é𝔘漢x", 3), 2u);
  EXPECT_EQ(utf16Column("é𝔘漢x", 7), 4u);
  EXPECT_EQ(utf16Column("é𝔘漢x", 10), 5u);
  EXPECT_EQ(utf16Column("ab", 0), 0u);
  EXPECT_EQ(utf16Column("", 7), 7u);
}

TEST(SnippetTest, AWordEndsBehindItsLastLetter) {
  EXPECT_EQ(endOfWord("ab cd", 1), 3u);
  EXPECT_EQ(endOfWord("ab cd", 4), 6u);
  EXPECT_EQ(endOfWord("ab cd", 3), 4u);
  EXPECT_EQ(endOfWord("ab", 9), 10u);
}

} // namespace
} // namespace heaplight
