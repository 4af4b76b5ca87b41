#include "show/Rdjsonl.h"

#include "Linted.h"

namespace heaplight {
namespace {

using test::at;

std::vector<llvm::json::Value> read(const LintReport &report) {
  std::vector<llvm::json::Value> rows;
  for (const std::string &row :
       test::rowsOf(test::written([&](llvm::raw_ostream &stream) { showRdjsonl(report, stream); })))
    if (!row.empty())
      rows.push_back(test::readJson(row));
  return rows;
}

TEST(RdjsonlTest, EachFindingThatCountsIsARow) {
  std::vector<llvm::json::Value> rows = read(test::sampleReport());
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(at(rows[0], "severity"), "ERROR");
  EXPECT_EQ(at(rows[0], "code.value"), "heap-allocate");
  EXPECT_EQ(at(rows[0], "source.name"), "heaplight");
  EXPECT_EQ(at(rows[0], "location.path"), "src/engine.cpp");
  EXPECT_EQ(at(rows[0], "location.range.start.line"), 88);
  EXPECT_EQ(at(rows[0], "location.range.start.column"), 10);
  EXPECT_EQ(at(rows[1], "severity"), "WARNING");
}

TEST(RdjsonlTest, AMendIsASuggestionWithColumnsInBytes) {
  llvm::json::Value suggestion = at(read(test::sampleReport())[1], "suggestions.0");
  EXPECT_EQ(at(suggestion, "range.start.column"), 18);
  EXPECT_EQ(at(suggestion, "range.end.line"), 95);
  EXPECT_EQ(at(suggestion, "range.end.column"), 42);
  EXPECT_EQ(at(suggestion, "text"), "");
}

TEST(RdjsonlTest, AMendElsewhereIsNoSuggestion) {
  Finding finding = test::sampleFinding();
  finding.fixes = {{finding.place, 1, ""}, {{"src/engine.h", 31, 3}, 0, "x"}};
  EXPECT_EQ(at(read(test::reportOf({finding}))[0], "suggestions"), nullptr);
}

TEST(RdjsonlTest, EachRowIsJsonWhateverTheTexts) {
  EXPECT_EQ(read(test::reportOf({test::hostileFinding("a\n{\"\xFF\0")})).size(), 1u);
}

} // namespace
} // namespace heaplight
