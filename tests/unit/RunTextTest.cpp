#include "show/RunText.h"

#include "Recorded.h"

#include "llvm/Support/Locale.h"

namespace heaplight {
namespace {

std::vector<std::string> shown(const RunReport &report, const TextOptions &options = {}) {
  return test::rowsOf(
      test::written([&](llvm::raw_ostream &stream) { showText(report, options, stream); }));
}

RunReport withCode() {
  RunReport report = test::serverReport();
  for (RunTop *top : {&report.allocating, &report.losing})
    for (RunRow &row : top->rows)
      if (row.place.file == "src/parse.cpp")
        row.code = "    std::string token(begin, end);";
      else if (!row.place.file.empty())
        row.code = "  log();";
  return report;
}

TEST(RunTextTest, SumsPhasesThreadsAndPlaces) {
  EXPECT_EQ(shown(withCode()),
            (std::vector<std::string>{
                "./server: 1,503 allocations, 118.9 KiB, peak 78.1 KiB live, 74.1 KiB lost in 101 "
                "blocks",
                "  before main       1      71 KiB",
                "  main          1,500    46.9 KiB",
                "  after main        2       1 KiB",
                "",
                "  thread 1 server   1,003   103.3 KiB",
                "  thread 2 worker     500    15.6 KiB",
                "",
                "  1,500    46.9 KiB   src/parse.cpp:77   std::string token(begin, end);",
                "      2       1 KiB   src/main.cpp:10    log();",
                "      1      71 KiB   libc.so.6",
                "",
                "  never freed:",
                "      1      71 KiB   libc.so.6",
                "    100     3.1 KiB   src/parse.cpp:77   std::string token(begin, end);",
                "",
            }));
}

TEST(RunTextTest, WhatIsNotThereIsNotShown) {
  RunReport report;
  report.program = "./empty";
  EXPECT_EQ(shown(report), (std::vector<std::string>{
                               "./empty: 0 allocations, 0 B, peak 0 B live, 0 B lost",
                               "  before main   0   0 B",
                               "  main          0   0 B",
                               "  after main    0   0 B",
                               "",
                           }));
}

TEST(RunTextTest, AnEndBySignalIsTold) {
  RunReport report = test::serverReport();
  report.end.signal = 11;
  TextOptions wide;
  wide.width = 200;
  EXPECT_TRUE(shown(report, wide)[0].ends_with("; ended by SIGSEGV")) << shown(report, wide)[0];
}

TEST(RunTextTest, ProcessesStandWhereThreadsWould) {
  RunReport report =
      makeRunReport({{test::serverProcess(), test::childProcess()}}, test::serverRequest());
  std::vector<std::string> rows = shown(report);
  EXPECT_NE(rows[0].find("peak 87.9 KiB live in one process,"), std::string::npos) << rows[0];
  EXPECT_EQ(rows[5], "  ./server -v   1,503   118.9 KiB");
  EXPECT_EQ(rows[6], "  sh -c date        7        70 B");
  EXPECT_EQ(rows[rows.size() - 2],
            "  1 event found no room in the recorder and is in none of these numbers");
}

TEST(RunTextTest, WhatIsLeftOutIsCounted) {
  RunRequest request = test::serverRequest();
  request.rows = 1;
  request.parts = 1;
  std::vector<std::string> rows = shown(makeRunReport({{test::serverProcess()}}, request));
  EXPECT_EQ(rows[6], "  1 more thread       500    15.6 KiB");
  EXPECT_EQ(rows[9], "  and 2 other places; --lines 3 shows them all");
}

TEST(RunTextTest, WithoutDebugInformationThatIsSaid) {
  RunReport report = makeRunReport({{test::childProcess()}}, test::serverRequest());
  report.missed = 0;
  std::vector<std::string> rows = shown(report);
  EXPECT_EQ(rows[rows.size() - 2], "  no lines are known: ./server has no debug information (-g)");
}

TEST(RunTextTest, RowsKeepTheWidth) {
  RunReport report = withCode();
  report.program = "./a-program-of-a-fairly-long-name";
  report.allocating.rows[0].place.file = "a/folder/within/another/folder/and/so/on/parse.cpp";
  report.allocating.rows[1].code = std::string(300, 'x');
  report.allocating.rows[2].place.function = "std::map<int, std::vector<std::string>>::insert";
  TextOptions options;
  for (bool ascii : {false, true})
    for (options.width = 40, options.ascii = ascii; options.width < 130; ++options.width)
      for (const std::string &row : shown(report, options))
        EXPECT_LE(llvm::sys::locale::columnWidth(row), int(options.width)) << row;
}

TEST(RunTextTest, OfALongPathTheEndIsKept) {
  RunReport report = withCode();
  report.allocating.rows[0].place.file = "a/folder/within/another/folder/and/so/on/parse.cpp";
  TextOptions options;
  options.width = 80;
  std::vector<std::string> rows = shown(report, options); // The first takes two rows.
  EXPECT_NE(rows[9].find("/on/parse.cpp:77 "), std::string::npos) << rows[9];
  EXPECT_NE(rows[9].find("…"), std::string::npos) << rows[9];
}

TEST(RunTextTest, ColoursAreForThoseWhoAskForThem) {
  TextOptions options;
  for (const std::string &row : shown(withCode(), options))
    EXPECT_EQ(row.find('\033'), std::string::npos) << row;
  options.color = true;
  EXPECT_TRUE(shown(withCode(), options)[0].starts_with("\033[1m./server:\033[0m"));
}

TEST(RunTextTest, NoTextMakesARowOfItsOwn) {
  RunReport report = withCode();
  report.program = "./a\nb";
  report.parts.shown[0].name = "x\033[2J";
  report.allocating.rows[0].place.file = "c\nd";
  EXPECT_EQ(shown(report).size(), shown(withCode()).size());
  for (const std::string &row : shown(report))
    EXPECT_EQ(row.find('\033'), std::string::npos) << row;
}

} // namespace
} // namespace heaplight
