#include "read/Comments.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

using Words = std::vector<std::string>;

Words textsOf(std::string_view source) {
  Words texts;
  for (const Comment &comment : commentsOf(source))
    texts.push_back(comment.text);
  return texts;
}

/// "line:column text" of each.
Words placesOf(std::string_view source) {
  Words places;
  for (const Comment &comment : commentsOf(source))
    places.push_back(std::to_string(comment.line) + ":" + std::to_string(comment.column) + " " +
                     comment.text);
  return places;
}

TEST(CommentsTest, BothSortsComeWithoutTheirMarks) {
  EXPECT_EQ(placesOf("int a; // one\n/* two */ int b;\n"), (Words{"1:10  one", "2:3  two "}));
}

TEST(CommentsTest, WhereTheMarksAreAndTheBlanksAroundThem) {
  std::vector<Comment> comments = commentsOf("a; \t/* x */  b;\r\n");
  ASSERT_EQ(comments.size(), 1u);
  Comment expected;
  expected.line = 1;
  expected.column = 7;
  expected.text = " x ";
  expected.whole = true;
  expected.before = 3;
  expected.start = 5;
  expected.end = 12;
  expected.behind = 14;
  expected.lineEnd = 16;
  expected.breakBytes = 2;
  EXPECT_EQ(comments[0], expected);
}

TEST(CommentsTest, EachLineOfABlockIsOne) {
  EXPECT_EQ(placesOf("x /* a\n   b\n*/ y"), (Words{"1:5  a", "2:1    b", "3:1 "}));
  for (const Comment &comment : commentsOf("/* a\n b */"))
    EXPECT_FALSE(comment.whole) << comment.line;
}

TEST(CommentsTest, ABackslashContinuesALineComment) {
  EXPECT_EQ(placesOf("// a \\\n b\nint c; // d"), (Words{"1:3  a ", "2:1  b", "3:10  d"}));
  EXPECT_EQ(placesOf("// a \\ \r\n b\r\n"), (Words{"1:3  a ", "2:1  b"}));
}

TEST(CommentsTest, ABackslashMayStandInsideAMark) {
  EXPECT_EQ(placesOf("/\\\n/ a\nint b;"), Words{"2:2  a"});
  EXPECT_EQ(placesOf("a \\\n \\\n/* b */"), Words{"3:3  b "});
  EXPECT_EQ(textsOf("/\\\n* a *\\\n/ int b; // c"), (Words{" a ", " c"}));
}

TEST(CommentsTest, TrigraphsAreText) { EXPECT_EQ(textsOf("// a?\?/\nint b;"), Words{" a?\?/"}); }

TEST(CommentsTest, WhatLooksLikeOneInsideALiteralIsNone) {
  EXPECT_EQ(textsOf(R"(s = "// a"; t = "\" /* b"; // c)"), Words{" c"});
  EXPECT_EQ(textsOf("c = '\"'; // a\nd = '\\''; // b"), (Words{" a", " b"}));
  EXPECT_EQ(textsOf("s = R\"x(// a\n)\" /* b */ )x\"; // c"), Words{" c"});
  EXPECT_EQ(textsOf("s = u8R\"(\" // a)\"; // c"), Words{" c"});
  EXPECT_EQ(textsOf("n = 1'000'000; // a"), Words{" a"});
  EXPECT_EQ(textsOf("n = 0x1'F; c = 'x'; // a 'b"), Words{" a 'b"});
}

TEST(CommentsTest, TheNameOfAHeaderHoldsNone) {
  EXPECT_EQ(textsOf("#include <a//b.h> // c\n"), Words{" c"});
  EXPECT_EQ(textsOf("# /* 1 */ include /* 2 */ <a/*b.h> // c\n"), (Words{" 1 ", " 2 ", " c"}));
  EXPECT_EQ(textsOf("/* 1 */ #include_next <a//b.h>\n"), Words{" 1 "});
  EXPECT_EQ(textsOf("#if __has_include(<a//b.h>) // c\n#endif\n"), Words{" c"});
  EXPECT_EQ(textsOf("include <a//b.h>\n"), Words{"b.h>"});
  EXPECT_EQ(textsOf("#include \"a//b.h\" // c"), Words{" c"});
}

TEST(CommentsTest, ALiteralWithoutItsEndEndsWithTheLine) {
  EXPECT_EQ(textsOf("s = \"abc // a\nint b; // c\n"), Words{" c"});
  EXPECT_EQ(textsOf("#error don't // a\nint b; // c\n"), Words{" c"});
}

TEST(CommentsTest, ABlockWithoutItsEndIsNone) {
  EXPECT_EQ(textsOf("int a; // b\n/* c\nd"), Words{" b"});
  EXPECT_EQ(textsOf("s = R\"(abc // a\nint b; // c\n"), Words{});
}

TEST(CommentsTest, AloneIsWhatHasNoCodeOnItsLine) {
  std::vector<Comment> comments = commentsOf("  // a\nx; // b\n/* c */ y;\n/* d */ // e\n"
                                             "#define F // f\n/* g\nh */ z; /* i */\n");
  std::map<std::string, bool> alone;
  for (const Comment &comment : comments)
    alone[comment.text] = comment.alone;
  EXPECT_EQ(alone, (std::map<std::string, bool>{{" a", true},
                                                {" b", false},
                                                {" c ", false},
                                                {" d ", true},
                                                {" e", true},
                                                {" f", false},
                                                {" g", true},
                                                {"h ", false},
                                                {" i ", false}}));
}

TEST(CommentsTest, ALiteralOfSeveralLinesIsCodeOnEachItEndsOrBegins) {
  std::vector<Comment> comments = commentsOf("// a\nR\"(\n)\" // b\n;");
  ASSERT_EQ(comments.size(), 2u);
  EXPECT_EQ(comments[0].nextLine, 2u);
  EXPECT_FALSE(comments[1].alone);
  EXPECT_EQ(comments[1].nextLine, 4u);
  comments = commentsOf("/* a */ R\"(\n\n)\";");
  ASSERT_EQ(comments.size(), 1u);
  EXPECT_EQ(comments[0].nextLine, 2u);
  comments = commentsOf("// a\n \\\nb; // c");
  ASSERT_EQ(comments.size(), 2u);
  EXPECT_EQ(comments[0].nextLine, 3u);
}

TEST(CommentsTest, TheNextLineIsTheFirstThatHoldsCode) {
  std::vector<Comment> comments =
      commentsOf("// a\n\n// b\n#if X \\\n + 1\n/* c */ #endif\nint d; // "
                 "e\nint f;\n// g");
  Words lines;
  for (const Comment &comment : comments)
    lines.push_back(comment.text + " " + std::to_string(comment.nextLine));
  EXPECT_EQ(lines, (Words{" a 7", " b 7", " c  7", " e 8", " g 0"}));
}

TEST(CommentsTest, LinesEndAsTheyDoForTheCompiler) {
  EXPECT_EQ(placesOf("// a\r\nx // b\r\n"), (Words{"1:3  a", "2:5  b"}));
  EXPECT_EQ(placesOf("// a\rx // b\n"), (Words{"1:3  a", "2:5  b"}));
  EXPECT_EQ(placesOf("x // a"), Words{"1:5  a"});
}

TEST(CommentsTest, TheBreakOfALineThatIsJoinedToTheOneBeforeMustStay) {
  std::vector<Comment> comments =
      commentsOf("#define A b \\\n// c\nint d;\n// e\n#define F ?\?/\n// g\n// h");
  std::map<std::string, uint32_t> bytes;
  for (const Comment &comment : comments)
    bytes[comment.text] = comment.breakBytes;
  EXPECT_EQ(bytes, (std::map<std::string, uint32_t>{{" c", 0}, {" e", 1}, {" g", 0}, {" h", 0}}));
}

TEST(CommentsTest, BytesThatAreNoTextAreReadOver) {
  using namespace std::string_literals;
  EXPECT_EQ(placesOf("int\0a; // b\0c\nx // d"s), (Words{"1:10  b\0c"s, "2:5  d"}));
  EXPECT_EQ(placesOf("caf\xE9 // \xFF\n"), Words{"1:8  \xFF"});
  EXPECT_EQ(placesOf("\xEF\xBB\xBF// a"), Words{"1:6  a"});
  EXPECT_EQ(placesOf(""), Words{});
}

TEST(CommentsTest, OnlyThoseWithAWordThatIsAskedFor) {
  std::string source = "// one\n// two\n/* one\n two */";
  EXPECT_EQ(commentsOf(source, "two").size(), 2u);
  EXPECT_EQ(commentsWith(source, {"two", "one"}).size(), 4u);
  EXPECT_EQ(commentsOf(source, "three").size(), 0u);
  // What isn't wanted still takes its place.
  std::vector<Comment> comments = commentsOf("x /* one */ // two", "two");
  ASSERT_EQ(comments.size(), 1u);
  EXPECT_FALSE(comments[0].alone);
  EXPECT_EQ(comments[0].before, 12u);
}

/// Each takes well under a second where reading is linear, and hours where it isn't.
TEST(CommentsTest, LongLinesAndManyCommentsCostNoMoreThanTheirBytes) {
  constexpr size_t bytes = 10'000'000;
  std::string longComment = "// " + std::string(bytes, 'x') + " NOLINT";
  EXPECT_EQ(commentsOf(longComment, "NOLINT").size(), 1u);
  std::string many;
  while (many.size() < bytes)
    many += "/*NOLINT*/ a ";
  size_t count = commentsOf(many).size();
  EXPECT_EQ(count, many.size() / std::string_view("/*NOLINT*/ a ").size());
  std::string stars = "/*" + std::string(bytes, '*') + "/ b // NOLINT";
  EXPECT_EQ(commentsOf(stars, "NOLINT").size(), 1u);
  std::string blanks = "#define A \\" + std::string(bytes / 10, ' ') + "\n";
  for (int each = 0; each < 100'000; ++each)
    blanks += "/*NOLINT*/";
  EXPECT_EQ(commentsOf(blanks).size(), 100'000u);
  std::string lines = "/*\n";
  while (lines.size() < bytes)
    lines += "\n\\\n";
  EXPECT_EQ(commentsOf(lines + "*/ // NOLINT", "NOLINT").size(), 1u);
}

TEST(CommentsTest, ATextThatClangRunsOutOfStackWithHasNone) {
  std::string joins;
  for (int each = 0; each < 1'000'000; ++each)
    joins += "\\\n";
  EXPECT_EQ(commentsOf("a " + joins + "b // c").size(), 0u);
  EXPECT_EQ(commentsOf("// c" + joins).size(), 0u);
  EXPECT_EQ(commentsOf("a " + joins.substr(0, 2000) + "b // c").size(), 1u);
}

/// Any bytes: the reader ends, and what it says lies inside the text.
TEST(CommentsTest, EachPlaceLiesInTheText) {
  const std::string alphabet = "/*\\\n\r'\"R(x)#<> \t?include";
  uint32_t state = 1;
  auto next = [&] { return state = state * 1664525u + 1013904223u; };
  for (int round = 0; round < 20'000; ++round) {
    std::string source;
    uint32_t size = next() >> 25;
    while (source.size() < size)
      source += alphabet[(next() >> 8) % alphabet.size()];
    for (const Comment &comment : commentsOf(source)) {
      EXPECT_GE(comment.before, 1u) << source;
      EXPECT_LE(comment.before, comment.start) << source;
      EXPECT_LE(comment.start, comment.column) << source;
      EXPECT_LE(comment.column + comment.text.size(), comment.end) << source;
      EXPECT_LE(comment.end, comment.behind) << source;
      EXPECT_LE(comment.behind, comment.lineEnd) << source;
      EXPECT_NE(source.find(comment.text), std::string::npos) << source;
      EXPECT_TRUE(comment.nextLine == 0 || comment.nextLine > comment.line) << source;
    }
  }
}

} // namespace
} // namespace heaplight
