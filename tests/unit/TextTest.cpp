#include "show/Text.h"

#include "show/Canvas.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

class TextTest : public testing::Test {
protected:
  TextTest() {
    unit.source = "a.cpp";
    unit.language = "c++";
    unit.standard = "c++20";
    unit.optimization = "2";
    unit.target = "x86_64-pc-linux-gnu";
    unit.userFiles = {"a.cpp"};
    unit.frames = {{"f()", "a.cpp", 5, 1, std::nullopt}};
    std::vector<std::string> text;
    for (int line = 1; line <= 12; ++line)
      text.push_back("code" + std::to_string(line) + ";");
    unit.texts["a.cpp"] = std::make_shared<const std::vector<std::string>>(text);
  }

  void mark(uint32_t line, Kind kind, const std::string &callee = "malloc") {
    ReportEffect effect;
    effect.kind = kind;
    effect.certainty = Certainty::Always;
    effect.direct = true;
    effect.callee = callee;
    effect.path = {0};
    if (unit.lines.empty() || unit.lines.back().line != line)
      unit.lines.push_back({"a.cpp", line, {}});
    unit.lines.back().effects.push_back(effect);
  }

  std::string shown() {
    std::string text;
    llvm::raw_string_ostream stream(text);
    showText(unit, options, stream);
    return text;
  }
  std::vector<std::string> rows() {
    std::string text = shown();
    llvm::SmallVector<llvm::StringRef> rows;
    llvm::StringRef(text).split(rows, '\n');
    return {rows.begin(), rows.end()};
  }
  /// The row of a source line; "" where it isn't shown.
  std::string row(const std::string &code) {
    for (const std::string &row : rows())
      if (row.find(code) != std::string::npos)
        return row;
    return "";
  }

  ReportUnit unit;
  TextOptions options;
};

TEST_F(TextTest, AMarkedLineBearsItsMarkItsNumberAndItsPhrase) {
  mark(5, Kind::Allocate);
  std::string line = row("code5;");
  EXPECT_EQ(line.find("▲"), 0u);
  EXPECT_NE(line.find(" 5   code5;"), std::string::npos) << line;
  EXPECT_NE(line.find("allocates always · malloc"), std::string::npos) << line;
  EXPECT_EQ(row("code6;").find("allocates"), std::string::npos);
}

TEST_F(TextTest, AsManyLinesAreShownAroundAMarkAsAskedFor) {
  mark(5, Kind::Allocate);
  options.context = 1;
  EXPECT_NE(row("code4;"), "");
  EXPECT_NE(row("code6;"), "");
  EXPECT_EQ(row("code3;"), "");
  EXPECT_EQ(row("code7;"), "");
  options.context = 100;
  EXPECT_NE(row("code1;"), "");
  EXPECT_NE(row("code12;"), "");
}

TEST_F(TextTest, WhatIsLeftOutIsShownAsAGap) {
  mark(5, Kind::Allocate);
  options.context = 1;
  EXPECT_NE(shown().find("…"), std::string::npos);
  options.context = 100;
  EXPECT_EQ(shown().find("…"), std::string::npos);
}

TEST_F(TextTest, AFileWithoutMarksSaysSo) {
  EXPECT_NE(shown().find("nothing can be said"), std::string::npos); // No code, no verdict.
  unit.functions.emplace_back();
  EXPECT_NE(shown().find("No line touches the heap."), std::string::npos);
  mark(5, Kind::Allocate);
  EXPECT_EQ(shown().find("No line touches the heap."), std::string::npos);
}

TEST_F(TextTest, AHeaderWithoutMarksIsNotShown) {
  unit.userFiles = {"a.cpp", "a.h"};
  EXPECT_EQ(shown().find("a.h"), std::string::npos);
  mark(5, Kind::Allocate);
  unit.lines.back().file = "a.h";
  EXPECT_NE(shown().find("a.h"), std::string::npos);
}

TEST_F(TextTest, TheLastRowSumsUp) {
  unit.totals = {12, 1, 2, 0, 1, 1, 3, 2};
  EXPECT_NE(
      shown().find("a.cpp: 1 of 12 lines allocates, 2 free; 1 of 1 function reaches the heap; "
                   "allocating sites: 3 written → 2 built\n"),
      std::string::npos)
      << shown();
  unit.totals.unknownLines = 4;
  EXPECT_NE(shown().find(", 4 unknown;"), std::string::npos);
}

TEST_F(TextTest, WhatARunDidWithoutAMarkStandsFirst) {
  mark(5, Kind::Allocate);
  unit.lines[0].observed = RecordedCounts();
  EXPECT_EQ(shown().find("came to the heap"), std::string::npos);
  unit.unmarked = {{"a.cpp", 7, {Kind::Allocate, Kind::Deallocate}, {2, 16, 1, 8, 0, 0}}};
  std::vector<std::string> all = rows();
  EXPECT_EQ(all[0], "1 line came to the heap in the run and bears no mark here:");
  EXPECT_EQ(all[1], "  a.cpp:7 allocated 2 × 8 B = 16 B and freed once");
  EXPECT_EQ(all[2], "    code7;");
  EXPECT_EQ(all[3].find("Either Heaplight missed something there"), 0u);
  unit.unmarked.push_back({"a.cpp", 99, {Kind::Deallocate}, {0, 0, 3, 8, 0, 0}});
  EXPECT_EQ(rows()[0], "2 lines came to the heap in the run and bear no mark here:");
  EXPECT_EQ(rows()[3], "  a.cpp:99 freed 3 times");
}

TEST_F(TextTest, WhatWasSeenIsSummedUp) {
  mark(5, Kind::Allocate);
  unit.totals = {12, 2, 1, 0, 1, 1, 3, 2, 1, 0};
  EXPECT_EQ(shown().find("seen"), std::string::npos);
  unit.lines[0].observed = RecordedCounts{1, 8, 0, 0, 0, 0};
  options.width = 200;
  EXPECT_NE(shown().find("; seen in the run: 1 of 2 allocating lines, 0 of 1 freeing\n"),
            std::string::npos)
      << shown();
}

TEST_F(TextTest, AsciiIsAsciiThroughout) {
  mark(5, Kind::Allocate);
  mark(6, Kind::Unknown);
  options.context = 1;
  EXPECT_FALSE(llvm::isASCII(llvm::StringRef(shown())));
  options.ascii = true;
  EXPECT_TRUE(llvm::isASCII(llvm::StringRef(shown()))) << shown();
  EXPECT_EQ(row("code5;").find("A"), 0u);
}

TEST_F(TextTest, ARowWithPhrasesKeepsToTheWidth) {
  mark(5, Kind::Allocate, "a_function_with_a_name");
  mark(5, Kind::Deallocate, "free");
  mark(5, Kind::Unknown, "other");
  for (options.width = 48; options.width < 160; ++options.width)
    for (const std::string &row : rows())
      if (row.find("lines") == std::string::npos) // But for the sum at the end.
        EXPECT_LE(widthOf(row), options.width) << row;
}

TEST_F(TextTest, SourceCannotHideAMark) {
  unit.texts["a.cpp"] = std::make_shared<const std::vector<std::string>>(
      std::vector<std::string>{"x; /* \u202E \033[1A\r */"});
  mark(1, Kind::Allocate);
  std::string text = shown();
  EXPECT_EQ(text.find("\u202E"), std::string::npos);
  EXPECT_EQ(text.find('\033'), std::string::npos);
  EXPECT_EQ(text.find('\r'), std::string::npos);
  EXPECT_NE(text.find("▲"), std::string::npos);
}

TEST_F(TextTest, AMarkedLineIsShownThoughItsTextIsGone) {
  mark(40, Kind::Allocate); // Beyond the end of the file.
  EXPECT_NE(row(" 40"), "");
  unit.texts.clear();
  EXPECT_NE(row(" 40"), "");
}

TEST_F(TextTest, NothingEndsInSpaces) {
  mark(5, Kind::Allocate);
  for (const std::string &row : rows())
    EXPECT_FALSE(row.ends_with(" ")) << "'" << row << "'";
}

} // namespace
} // namespace heaplight
