#include "judge/LineFilter.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

LineFilter ofJson(const std::string &text, const std::string &workingFolder = "/repo") {
  llvm::Expected<LineFilter> filter = LineFilter::parseJson(text, workingFolder);
  if (filter)
    return *filter;
  ADD_FAILURE() << llvm::toString(filter.takeError());
  return {};
}

LineFilter ofDiff(const std::string &text, const std::string &prefix = "") {
  llvm::Expected<LineFilter> filter = LineFilter::parseDiff(text, prefix);
  if (filter)
    return *filter;
  ADD_FAILURE() << llvm::toString(filter.takeError());
  return {};
}

std::string addedTo(const std::string &path) {
  return "diff --git a/" + path + " b/" + path + "\n--- a/" + path + "\n+++ b/" + path +
         "\n@@ -3,0 +4,2 @@\n+x\n+y\n";
}

TEST(LineFilterTest, NoneLetsEverythingThrough) { EXPECT_TRUE(LineFilter().passes("a.cpp", 1)); }

TEST(LineFilterTest, BothEndsOfARangePass) {
  LineFilter filter = ofJson(R"([{"name": "a.cpp", "lines": [[2, 3], [7, 7]]}])");
  std::vector<uint32_t> passing;
  for (uint32_t line = 0; line < 10; ++line)
    if (filter.passes("a.cpp", line))
      passing.push_back(line);
  EXPECT_EQ(passing, (std::vector<uint32_t>{2, 3, 7}));
}

TEST(LineFilterTest, WithoutLinesAllOfTheFilePasses) {
  LineFilter filter = ofJson(R"([{"name": "a.cpp"}, {"name": "b.cpp", "lines": []}])");
  EXPECT_TRUE(filter.passes("a.cpp", 9));
  EXPECT_TRUE(filter.passes("b.cpp", 9));
  EXPECT_FALSE(filter.passes("c.cpp", 9));
  EXPECT_TRUE(ofJson("[]").passes("c.cpp", 9));
}

TEST(LineFilterTest, ANameFitsTheEndOfAPathAtASlash) {
  LineFilter filter = ofJson(R"([{"name": "src/a.cpp"}, {"name": "./b.cpp"}])");
  EXPECT_TRUE(filter.passes("src/a.cpp", 1));
  EXPECT_TRUE(filter.passes("/x/src/a.cpp", 1));
  EXPECT_FALSE(filter.passes("notsrc/a.cpp", 1));
  EXPECT_FALSE(filter.passes("a.cpp", 1));
  EXPECT_TRUE(filter.passes("lib/b.cpp", 1));
}

TEST(LineFilterTest, AnAbsoluteNameFitsOneFile) {
  LineFilter filter = ofJson(R"([{"name": "/repo/a.cpp"}, {"name": "/usr/include/b.h"}])");
  EXPECT_TRUE(filter.passes("a.cpp", 1));
  EXPECT_FALSE(filter.passes("src/a.cpp", 1));
  EXPECT_TRUE(filter.passes("/usr/include/b.h", 1));
  EXPECT_FALSE(filter.passes("usr/include/b.h", 1));
}

TEST(LineFilterTest, EachEntryThatFitsLetsItsLinesPass) {
  LineFilter filter =
      ofJson(R"([{"name": "a.cpp", "lines": [[1, 1]]}, {"name": "src/a.cpp", "lines": [[2, 2]]}])");
  EXPECT_TRUE(filter.passes("src/a.cpp", 1));
  EXPECT_TRUE(filter.passes("src/a.cpp", 2));
  EXPECT_FALSE(filter.passes("a.cpp", 2));
}

TEST(LineFilterTest, OfADiffTheAddedLinesPass) {
  LineFilter filter = ofDiff(addedTo("src/a.cpp"));
  EXPECT_FALSE(filter.passes("src/a.cpp", 3));
  EXPECT_TRUE(filter.passes("src/a.cpp", 4));
  EXPECT_TRUE(filter.passes("src/a.cpp", 5));
  EXPECT_FALSE(filter.passes("src/a.cpp", 6));
  EXPECT_FALSE(filter.passes("lib/src/a.cpp", 4));
  EXPECT_FALSE(ofDiff("").passes("src/a.cpp", 4));
}

TEST(LineFilterTest, PathsOfADiffStartFromTheWorkingFolder) {
  LineFilter filter = ofDiff(addedTo("sub/a.cpp") + addedTo("b.h"), "sub/");
  EXPECT_TRUE(filter.passes("a.cpp", 4));
  EXPECT_FALSE(filter.passes("sub/a.cpp", 4));
  EXPECT_TRUE(filter.passes("/repo/b.h", 4));
  EXPECT_FALSE(filter.passes("b.h", 4));
  EXPECT_FALSE(filter.passes("/repo/xb.h", 4));
}

TEST(LineFilterTest, AFindingPassesIfAUsersLineOfItsPathDoes) {
  LineFilter filter = ofJson(R"([{"name": "a.cpp", "lines": [[2, 2]]}])");
  Finding finding;
  finding.place = {"b.cpp", 2, 1};
  EXPECT_FALSE(filter.passes(finding));
  finding.path.push_back({{"a.cpp", 2, 1}, "f()", false, false, ""});
  EXPECT_FALSE(filter.passes(finding));
  finding.path.back().user = true;
  EXPECT_TRUE(filter.passes(finding));
  finding.path.clear();
  finding.place.file = "a.cpp";
  EXPECT_TRUE(filter.passes(finding));
}

struct BadFilter {
  const char *text;
  const char *problem;
};

class BadLineFilterTest : public testing::TestWithParam<BadFilter> {};

TEST_P(BadLineFilterTest, SaysWhatIsWrong) {
  llvm::Expected<LineFilter> filter = LineFilter::parseJson(GetParam().text);
  ASSERT_FALSE(bool(filter));
  EXPECT_EQ(llvm::toString(filter.takeError()), GetParam().problem);
}

INSTANTIATE_TEST_SUITE_P(
    All, BadLineFilterTest,
    testing::Values(
        BadFilter{"", "line 1: it is empty"},
        BadFilter{"{}", "it is an object, not an array: [{\"name\": \"FILE\", \"lines\": [[1, "
                        "3]]}]"},
        BadFilter{"[{'name':'a.cpp'}]", "line 1: it isn't JSON: Expected object key"},
        BadFilter{"[\n{\"name\": a.cpp}]", "line 2: it isn't JSON: Invalid JSON value"},
        BadFilter{"a.cpp:3", "line 1: it isn't JSON: Invalid JSON value"},
        BadFilter{"[\"a.cpp\"]",
                  "entry 1: it is a string, not an object with \"name\" and \"lines\""},
        BadFilter{"[{\"name\":\"a\"},{}]", "entry 2: it has no \"name\""},
        BadFilter{"[{\"name\":\"\"}]", "entry 1: it has no \"name\""},
        BadFilter{"[{\"name\":3}]", "entry 1: it has no \"name\""},
        BadFilter{"[{\"name\":\"a\",\"line\":[[1,2]]}]",
                  "entry 1: 'line' is no key here; did you mean 'lines'?"},
        BadFilter{"[{\"name\":\"a\",\"lines\":3}]",
                  "entry 1: its \"lines\" are a number, not an array of ranges"},
        BadFilter{"[{\"name\":\"a\",\"lines\":[3]}]", "entry 1: a range of lines is [FIRST, LAST]"},
        BadFilter{"[{\"name\":\"a\",\"lines\":[[3]]}]",
                  "entry 1: a range of lines is [FIRST, LAST]"},
        BadFilter{"[{\"name\":\"a\",\"lines\":[[1,2,3]]}]",
                  "entry 1: a range of lines is [FIRST, LAST]"},
        BadFilter{"[{\"name\":\"a\",\"lines\":[[0,2]]}]",
                  "entry 1: lines are whole numbers from 1 on"},
        BadFilter{"[{\"name\":\"a\",\"lines\":[[-1,2]]}]",
                  "entry 1: lines are whole numbers from 1 on"},
        BadFilter{"[{\"name\":\"a\",\"lines\":[[1.5,2]]}]",
                  "entry 1: lines are whole numbers from 1 on"},
        BadFilter{"[{\"name\":\"a\",\"lines\":[[\"1\",2]]}]",
                  "entry 1: lines are whole numbers from 1 on"},
        BadFilter{"[{\"name\":\"a\",\"lines\":[[1,99999999999]]}]",
                  "entry 1: lines are whole numbers from 1 on"},
        BadFilter{"[{\"name\":\"a\",\"lines\":[[7,5]]}]",
                  "entry 1: a range of lines ends before it begins: [7, 5]"}));

} // namespace
} // namespace heaplight
