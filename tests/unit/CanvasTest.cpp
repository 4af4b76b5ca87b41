#include "show/Canvas.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace heaplight {
namespace {

TEST(CanvasTest, WidthIsInColumnsNotBytes) {
  EXPECT_EQ(widthOf("abc"), 3u);
  EXPECT_EQ(widthOf("→·×"), 3u);
  EXPECT_EQ(widthOf("漢字"), 4u);
  EXPECT_EQ(widthOf(""), 0u);
}

TEST(CanvasTest, TabsReachTheNextStop) {
  EXPECT_EQ(printable("\tx"), "    x");
  EXPECT_EQ(printable("ab\tx"), "ab  x");
  EXPECT_EQ(printable("abcd\tx"), "abcd    x");
}

TEST(CanvasTest, WhatMovesTheCursorOrTheReadingDirectionIsMadeVisible) {
  EXPECT_EQ(printable("a\033[31mb"), "a<U+001B>[31mb");
  EXPECT_EQ(printable("a\rb\x7F"), "a<U+000D>b<U+007F>");
  EXPECT_EQ(printable("a\u202Eb\u2066c\u200Bd\uFEFFe"), "a<U+202E>b<U+2066>c<U+200B>d<U+FEFF>e");
  EXPECT_EQ(printable("a → é 漢"), "a → é 漢");
}

TEST(CanvasTest, BytesThatAreNoCharacterAreMadeVisible) {
  EXPECT_EQ(printable("a\xFF\xC3("), "a<FF><C3>(");
  EXPECT_EQ(printable("\xC0\xAF"), "<C0><AF>");             // Longer than it need be.
  EXPECT_EQ(printable("\xED\xA0\x80"), "<ED><A0><80>");     // Half of a pair of UTF-16.
  EXPECT_EQ(printable("\xE2\x82"), "<E2><82>");             // Cut off.
  EXPECT_EQ(printable("\uFFFE\uE000"), "<U+FFFE><U+E000>"); // Nobody's characters.
  EXPECT_EQ(printable("a\u2028b"), "a<U+2028>b");
}

TEST(CanvasTest, AsciiHasAWordForEachCharacter) {
  EXPECT_EQ(asciiOf("push → new · 8 B × n … │ ›"), "push -> new , 8 B x n ... | >");
  EXPECT_EQ(asciiOf("é"), "<U+00E9>");
  EXPECT_TRUE(llvm::isASCII(llvm::StringRef(asciiOf("漢\xFF\xC3"))));
  EXPECT_EQ(asciiOf("plain"), "plain");
}

/// The rows that `phrases` make from `column` on.
std::vector<std::string> rowsOf(const std::vector<std::string> &phrases, unsigned column,
                                TextOptions options) {
  std::vector<Phrase> toned;
  for (const std::string &phrase : phrases)
    toned.push_back({Kind::Allocate, Tone::Allocate, phrase});
  std::string text;
  llvm::raw_string_ostream stream(text);
  Canvas canvas(options, stream);
  canvas.spaces(column);
  canvas.phrases(toned, column);
  llvm::SmallVector<llvm::StringRef> rows;
  llvm::StringRef(text).split(rows, '\n');
  return {rows.begin(), rows.end()};
}

TextOptions columns(unsigned width, bool ascii = false) {
  TextOptions options;
  options.width = width;
  options.ascii = ascii;
  return options;
}

TEST(CanvasTest, WhatFitsStandsOnOneRowWithABarBetween) {
  EXPECT_EQ(rowsOf({"one", "two"}, 0, columns(9)), std::vector<std::string>{"one | two"});
}

TEST(CanvasTest, APhraseThatDoesNotFitBeginsARowOfItsOwn) {
  EXPECT_EQ(rowsOf({"one", "two"}, 2, columns(10)), (std::vector<std::string>{"  one", "  two"}));
}

TEST(CanvasTest, AWordThatDoesNotFitGoesOnIndented) {
  EXPECT_EQ(rowsOf({"one two three"}, 2, columns(11)),
            (std::vector<std::string>{"  one two", "    three"}));
}

const std::vector<std::string> longPhrases{
    "allocates sometimes · in loop · 24 B Node · push_back → operator new",
    "unknown: no body: some_function", "frees only on the way to a throw", "é è ê × × × × …"};

TEST(CanvasTest, NoRowIsWiderThanTheWidth) {
  for (unsigned width = 24; width < 130; ++width)
    for (unsigned column : {0u, 4u, 9u})
      for (const std::string &row : rowsOf(longPhrases, column, columns(width)))
        EXPECT_LE(widthOf(row), width) << row;
}

TEST(CanvasTest, NoRowIsWiderThanTheWidthInAsciiEither) {
  for (unsigned width = 32; width < 130; ++width)
    for (const std::string &row : rowsOf(longPhrases, 4, columns(width, /*ascii=*/true))) {
      ASSERT_LE(row.size(), width) << row;
      EXPECT_TRUE(llvm::isASCII(llvm::StringRef(row))) << row;
    }
}

TEST(CanvasTest, NoWordIsLostByWrapping) {
  std::string all;
  for (const std::string &row : rowsOf({"a b c", "d e"}, 0, columns(6)))
    all += row + " ";
  all.erase(std::remove(all.begin(), all.end(), ' '), all.end());
  EXPECT_TRUE(all == "abcde" || all == "abc|de") << all;
}

TEST(CanvasTest, APhraseHoldsNothingThatATerminalObeys) {
  for (const std::string &row : rowsOf({"unknown: no body: \033[2J\u202E"}, 0, columns(80)))
    EXPECT_EQ(row, "unknown: no body: <U+001B>[2J<U+202E>");
}

TEST(CanvasTest, ColourIsWrittenOnlyWhereItIsAskedFor) {
  TextOptions options = columns(40);
  EXPECT_EQ(rowsOf({"one"}, 0, options).front().find('\033'), std::string::npos);
  options.color = true;
  std::string row = rowsOf({"one"}, 0, options).front();
  EXPECT_EQ(row.find("\033["), 0u);
  EXPECT_TRUE(row.ends_with("\033[0m"));
}

} // namespace
} // namespace heaplight
