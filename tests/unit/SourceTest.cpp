#include "report/Source.h"

#include "Folder.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

using Words = std::vector<std::string>;

Words linesOf(const std::string &text) {
  test::Folder folder;
  std::optional<Words> lines = readSource(folder.write("a.cpp", text));
  EXPECT_TRUE(lines);
  return lines.value_or(Words{});
}

TEST(SourceTest, LinesComeWithoutTheirBreaks) {
  EXPECT_EQ(linesOf("one\ntwo\n"), (Words{"one", "two"}));
  EXPECT_EQ(linesOf("one\r\ntwo\r\n"), (Words{"one", "two"}));
}

TEST(SourceTest, ALastLineWithoutABreakCounts) {
  EXPECT_EQ(linesOf("one\ntwo"), (Words{"one", "two"}));
}

TEST(SourceTest, EmptyLinesKeepTheirPlace) {
  EXPECT_EQ(linesOf("\n\none\n\n"), (Words{"", "", "one", ""}));
  EXPECT_EQ(linesOf(""), Words{});
}

TEST(SourceTest, ByteOrderMarkOfTheFileIsNoPartOfItsFirstLine) {
  EXPECT_EQ(linesOf("\xEF\xBB\xBFone\n"), Words{"one"});
  EXPECT_EQ(linesOf("one\n\xEF\xBB\xBFtwo\n"), (Words{"one", "\xEF\xBB\xBFtwo"}));
}

TEST(SourceTest, BytesThatAreNoUtf8BecomeReplacements) {
  EXPECT_EQ(linesOf("caf\xE9 // Latin-1\n"), Words{"caf\xEF\xBF\xBD // Latin-1"});
  EXPECT_EQ(linesOf("caf\xC3\xA9 // UTF-8\n"), Words{"caf\xC3\xA9 // UTF-8"});
}

TEST(SourceTest, ABadLineSpoilsNoOther) {
  EXPECT_EQ(linesOf("\xFF\none \xC3\xA9\n")[1], "one \xC3\xA9");
}

TEST(SourceTest, ACarriageReturnAloneEndsALineAsItDoesForTheCompiler) {
  EXPECT_EQ(linesOf("one\rtwo\n"), (Words{"one", "two"}));
}

TEST(SourceTest, AFileThatCannotBeReadHasNoLines) {
  test::Folder folder;
  EXPECT_EQ(readSource(folder.path("none.cpp")), std::nullopt);
}

} // namespace
} // namespace heaplight
