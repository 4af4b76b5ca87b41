#include "judge/Baseline.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

using Words = std::vector<std::string>;

const BaselineFolders here{"/repo", "/repo"};

Finding finding(const std::string &file, const std::string &message, uint32_t line = 1) {
  Finding found;
  found.rule = Rule::Allocate;
  found.place = {file, line, 1};
  found.function = "f()";
  found.message = message;
  return found;
}

LintReport reportOf(std::vector<Finding> findings) {
  LintReport report;
  report.findings = std::move(findings);
  return report;
}

GoneFinding entry(const std::string &file, const std::string &message, uint32_t count) {
  return {"heap-allocate", file, "f()", message, count};
}

Baseline parsed(const std::string &text, const BaselineFolders &folders = here) {
  llvm::Expected<Baseline> baseline = parseBaseline(text, "base.json", folders);
  if (baseline)
    return *baseline;
  ADD_FAILURE() << llvm::toString(baseline.takeError());
  return {};
}

/// What each finding's standing is, in order.
std::vector<Standing> standings(const LintReport &report) {
  std::vector<Standing> all;
  for (const Finding &each : report.findings)
    all.push_back(each.standing);
  return all;
}

TEST(BaselineTest, OneEntryALine) {
  LintReport report = reportOf({finding("b.cpp", "m"), finding("a.cpp", "\"q\""),
                                finding("b.cpp", "m", 9), finding("c.cpp", "s")});
  report.findings[3].standing = Standing::Suppressed;
  report.findings[2].standing = Standing::Known;
  EXPECT_EQ(
      writeBaseline(baselineOf(report), here),
      "{\"heaplight-baseline\":1,\"findings\":[\n"
      R"x({"rule":"heap-allocate","file":"a.cpp","function":"f()","message":"\"q\"","count":1},)x"
      "\n"
      R"x({"rule":"heap-allocate","file":"b.cpp","function":"f()","message":"m","count":2}]})x"
      "\n");
}

TEST(BaselineTest, WhatIsWrittenIsReadBackTheSame) {
  Baseline baseline{{entry("a.cpp", "caf\xC3\xA9 \"\n\\", 3),
                     entry("src/b.cpp", "m", 1),
                     {"heap-startup", "", "", "m", 1},
                     {"heap-startup", "<built-in>", "", "m", 1}}};
  EXPECT_EQ(parsed(writeBaseline(baseline, here)), baseline);
  EXPECT_EQ(parsed(writeBaseline({}, here)), Baseline{});
}

TEST(BaselineTest, PathsStartFromTheFileOfTheBaseline) {
  auto filesIn = [](const std::string &file, const BaselineFolders &folders) {
    std::string text = writeBaseline({{entry(file, "m", 1)}}, folders);
    EXPECT_EQ(parsed(text, folders).entries[0].file, file);
    llvm::StringRef rest = llvm::StringRef(text).split("\"file\":\"").second;
    return rest.split('"').first.str();
  };
  EXPECT_EQ(filesIn("a.cpp", {"/repo", "/repo/src"}), "src/a.cpp");
  EXPECT_EQ(filesIn("/repo/lib/a.cpp", {"/repo", "/repo/src"}), "lib/a.cpp");
  EXPECT_EQ(filesIn("a.cpp", {"/repo/ci", "/repo"}), "../a.cpp");
  EXPECT_EQ(filesIn("/elsewhere/a.cpp", {"/repo/ci", "/repo"}), "../../elsewhere/a.cpp");
  EXPECT_EQ(filesIn("repo2/a.cpp", {"/w/repo", "/w"}), "../repo2/a.cpp");
  EXPECT_EQ(filesIn("a.cpp", {"/repo/ci/../", "/repo"}), "a.cpp");
  EXPECT_EQ(filesIn("repo/a.cpp", {"/repo", "/"}), "a.cpp");
  EXPECT_EQ(filesIn("..a.cpp", {"/repo", "/repo"}), "..a.cpp");
}

TEST(BaselineTest, ItSaysTheSameFromAnotherFolder) {
  std::string text = writeBaseline({{entry("src/a.cpp", "m", 1)}}, {"/repo/ci", "/repo"});
  EXPECT_EQ(parsed(text, {"/repo/ci", "/repo/src"}).entries[0].file, "a.cpp");
  EXPECT_EQ(parsed(text, {"/repo/ci", "/repo/lib"}).entries[0].file, "/repo/src/a.cpp");
  EXPECT_EQ(parsed(text, {"/moved/ci", "/moved"}).entries[0].file, "src/a.cpp");
}

TEST(BaselineTest, AsManyAsItCountsAreKnown) {
  LintReport report =
      reportOf({finding("a.cpp", "m", 1), finding("a.cpp", "m", 5), finding("a.cpp", "m", 9),
                finding("a.cpp", "n", 2), finding("b.cpp", "m", 1)});
  apply({{entry("a.cpp", "m", 2)}}, {"a.cpp", "b.cpp"}, report);
  EXPECT_EQ(standings(report),
            (std::vector<Standing>{Standing::Known, Standing::Known, Standing::Counts,
                                   Standing::Counts, Standing::Counts}));
  EXPECT_TRUE(report.gone.empty());
  EXPECT_TRUE(report.hasBaseline);
}

TEST(BaselineTest, WhatNothingAnswersToIsGone) {
  LintReport report = reportOf({finding("a.cpp", "m"), finding("a.cpp", "s")});
  report.findings[1].standing = Standing::Suppressed;
  Baseline baseline{{entry("a.cpp", "m", 3), entry("a.cpp", "n", 1), entry("a.cpp", "s", 1)}};
  apply(baseline, {"a.cpp"}, report);
  EXPECT_EQ(report.gone, (std::vector<GoneFinding>{entry("a.cpp", "m", 2), entry("a.cpp", "n", 1),
                                                   entry("a.cpp", "s", 1)}));
  EXPECT_EQ(standings(report), (std::vector<Standing>{Standing::Known, Standing::Suppressed}));
  EXPECT_EQ(pruned(baseline, report.gone), Baseline{{entry("a.cpp", "m", 1)}});
  EXPECT_EQ(pruned(baseline, {}), baseline);
}

TEST(BaselineTest, FilesThatWereNotJudgedAreLeftAlone) {
  LintReport report = reportOf({});
  Baseline baseline{{entry("a.cpp", "m", 1), entry("b.cpp", "m", 1)}};
  apply(baseline, {"b.cpp"}, report);
  EXPECT_EQ(report.gone, std::vector<GoneFinding>{entry("b.cpp", "m", 1)});
}

TEST(BaselineTest, EachPartOfAFindingTellsItApart) {
  for (int part = 0; part < 4; ++part) {
    Finding other = finding("a.cpp", "m");
    if (part == 0)
      other.rule = Rule::Destroy;
    if (part == 1)
      other.place.file = "b.cpp";
    if (part == 2)
      other.function = "g()";
    if (part == 3)
      other.message = "n";
    LintReport report = reportOf({other});
    apply({{entry("a.cpp", "m", 1)}}, {"a.cpp", "b.cpp"}, report);
    EXPECT_EQ(standings(report), std::vector<Standing>{Standing::Counts}) << part;
  }
}

TEST(BaselineTest, BytesThatAreNoUtf8AreKnownAgain) {
  LintReport report = reportOf({finding("caf\xE9.cpp", "\xFF")});
  Baseline baseline = parsed(writeBaseline(baselineOf(report), here));
  apply(baseline, {"caf\xE9.cpp"}, report);
  EXPECT_EQ(standings(report), std::vector<Standing>{Standing::Known});
  EXPECT_TRUE(report.gone.empty());
}

struct BadBaseline {
  const char *text;
  const char *problem; ///< Behind the path.
};

class BadBaselineTest : public testing::TestWithParam<BadBaseline> {};

TEST_P(BadBaselineTest, SaysWhatIsWrongAndWhere) {
  std::string text = GetParam().text;
  for (size_t at; (at = text.find('@')) != std::string::npos;)
    text.replace(at, 1, R"("rule":"heap-allocate","file":"a.cpp","function":"f")");
  llvm::Expected<Baseline> baseline = parseBaseline(text, "base.json", here);
  ASSERT_FALSE(bool(baseline));
  EXPECT_EQ(llvm::toString(baseline.takeError()), std::string("base.json:") + GetParam().problem);
}

#define TOP "{\"heaplight-baseline\":1,\"findings\":[\n"
INSTANTIATE_TEST_SUITE_P(
    All, BadBaselineTest,
    testing::Values(
        BadBaseline{"", "1: it is empty"}, BadBaseline{" \n\n", "1: it is empty"},
        BadBaseline{"[]", "1: it is an array, not a baseline"},
        BadBaseline{"null", "1: it is null, not a baseline"},
        BadBaseline{"{}", "1: it is no baseline: it has no \"heaplight-baseline\""},
        BadBaseline{"{\"heaplight-baseline\":2,\"news\":1}",
                    "1: it is of version 2; this Heaplight reads version 1: take a newer one, or "
                    "write the baseline anew by --write-baseline"},
        BadBaseline{"{\"heaplight-baseline\":\"1\"}",
                    "1: \"heaplight-baseline\" is not 1, the version that there is"},
        BadBaseline{"{\"heaplight-baseline\":-1}",
                    "1: \"heaplight-baseline\" is not 1, the version that there is"},
        BadBaseline{"{\"heaplight-baseline\":1.5}",
                    "1: \"heaplight-baseline\" is not 1, the version that there is"},
        BadBaseline{"{\"heaplight-baseline\":1}", "1: it has no array \"findings\""},
        BadBaseline{"{\"heaplight-baseline\":1,\"findings\":{}}",
                    "1: it has no array \"findings\""},
        BadBaseline{"{\"heaplight-baseline\":1,\"finding\":[]}",
                    "1: 'finding' is no key here; did you mean 'findings'?"},
        BadBaseline{TOP "{@,\"message\":\"m\",\"count\":1},\n7]}",
                    "3: a finding is an object, not a number"},
        BadBaseline{TOP "{@,\"message\":\"m\",\"count\":1},\n{@,\"message\":\"m\",\"conut\":1}]}",
                    "3: 'conut' is no key here; did you mean 'count'?"},
        BadBaseline{TOP "{@,\"message\":\"m\",\"count\":1,\"since\":\"x\"}]}",
                    "2: 'since' is no key here; the keys are rule, file, function, message, count"},
        BadBaseline{TOP "{@,\"count\":1}]}", "2: the finding has no \"message\""},
        BadBaseline{TOP "{@,\"message\":\"\",\"count\":1}]}",
                    "2: the finding's \"message\" is empty"},
        BadBaseline{TOP "{@,\"message\":[],\"count\":1}]}",
                    "2: \"message\" is an array, not a string"},
        BadBaseline{TOP "{@,\"message\":\"m\"}]}", "2: the finding has no \"count\""},
        BadBaseline{TOP "{@,\"message\":\"m\",\"count\":0}]}",
                    "2: \"count\" is not a whole number from 1 on"},
        BadBaseline{TOP "{@,\"message\":\"m\",\"count\":-3}]}",
                    "2: \"count\" is not a whole number from 1 on"},
        BadBaseline{TOP "{@,\"message\":\"m\",\"count\":1e99}]}",
                    "2: \"count\" is not a whole number from 1 on"},
        BadBaseline{TOP "{@,\"message\":\"m\",\"count\":\"1\"}]}",
                    "2: \"count\" is not a whole number from 1 on"},
        BadBaseline{TOP "{@,\"message\":\"m\",\"count\":1},\n\n{@,\"message\":\"m\",\"count\":2}]}",
                    "4: the finding stands in line 2 already; make them one, with their counts "
                    "added"},
        BadBaseline{TOP "{\"rule\":\"heap-alocate\",\"file\":\"a\",\"function\":\"\","
                        "\"message\":\"m\",\"count\":1}]}",
                    "2: there is no rule 'heap-alocate'; did you mean 'heap-allocate'?"},
        BadBaseline{TOP "{\"rule\":\"heap-allocate\",\"file\":\"/a.cpp\",\"function\":\"\","
                        "\"message\":\"m\",\"count\":1}]}",
                    "2: the path '/a.cpp' is absolute; it starts from the baseline's own folder"},
        BadBaseline{TOP "{@,\"message\":\"m\",\"count\":1},\n", "3: it isn't JSON: Unexpected EOF"},
        BadBaseline{TOP "<<<<<<< HEAD\n", "2: it isn't JSON: Invalid JSON value"},
        BadBaseline{TOP "{\"rule\":\"heap", "2: it isn't JSON: Unterminated string"},
        BadBaseline{TOP "]} more", "2: it isn't JSON: Text after end of document"}));
#undef TOP

TEST(BaselineTest, BracketsTooDeepAreNoCrash) {
  for (const char *bracket : {"[", "{\"a\":"}) {
    std::string text;
    for (int each = 0; each < 1'000'000; ++each)
      text += bracket;
    llvm::Expected<Baseline> baseline = parseBaseline(text, "base.json", here);
    ASSERT_FALSE(bool(baseline));
    EXPECT_EQ(llvm::toString(baseline.takeError()),
              "base.json:1: more than 50 brackets lie in each other");
  }
}

TEST(BaselineTest, AByteOrderMarkAndOtherLayoutsAreRead) {
  std::string text =
      "\xEF\xBB\xBF{\r\n  \"heaplight-baseline\": 1,\r\n  \"findings\": [\r\n    {\r\n"
      "      \"count\": 2, \"message\": \"m\", \"function\": \"f()\",\r\n"
      "      \"file\": \"./src//../a.cpp\", \"rule\": \"heap-allocate\"\r\n    }\r\n"
      "  ]\r\n}\r\n";
  EXPECT_EQ(parsed(text), Baseline{{entry("a.cpp", "m", 2)}});
}

} // namespace
} // namespace heaplight
