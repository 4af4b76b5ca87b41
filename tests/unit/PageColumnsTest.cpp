#include "show/PageColumns.h"

#include "llvm/Support/raw_ostream.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

template <typename Columns> std::string written(const Columns &columns) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  JsonWriter json(stream);
  json.object([&] { columns.write("x", json); });
  return text;
}

TEST(PageColumnsTest, AColumnIsDifferences) {
  PageColumn column;
  for (int64_t value : {7, 7, 9, 4})
    column.add(value);
  column.add(std::optional<uint32_t>());
  EXPECT_EQ(written(column), R"({"x":[7,0,2,-5,-5]})");
}

TEST(PageColumnsTest, CountsAreAsTheyAre) {
  PageCounts counts;
  counts.add(uint64_t(24));
  counts.add(std::optional<uint64_t>());
  counts.add(~uint64_t(0));
  EXPECT_EQ(written(counts), R"({"x":[24,-1,18446744073709551615]})");
}

TEST(PageColumnsTest, ATextStandsOnce) {
  PageStrings strings;
  EXPECT_EQ(strings("b"), 0);
  EXPECT_EQ(strings("a"), 1);
  EXPECT_EQ(strings("b"), 0);
  EXPECT_EQ(strings.orNone(""), -1);
  EXPECT_EQ(written(strings), R"({"x":["b","a"]})");
}

TEST(PageColumnsTest, BytesThatAreNoTextStayOutOfJson) {
  PageStrings strings;
  strings("\xff");
  EXPECT_EQ(written(strings), "{\"x\":[\"\xEF\xBF\xBD\"]}");
}

} // namespace
} // namespace heaplight
