#include "show/RunJson.h"

#include "Recorded.h"

namespace heaplight {
namespace {

using test::at;
using Json = llvm::json::Value;

Json shown(const RunReport &report) {
  return test::readJson(
      test::written([&](llvm::raw_ostream &stream) { showJson(report, "1.2.3", stream); }));
}

Json read(const char *text) { return llvm::cantFail(llvm::json::parse(text)); }

TEST(RunJsonTest, TheRunIsToldBeforeItsProcesses) {
  Json json = shown(test::serverReport());
  EXPECT_EQ(at(json, "heaplight"), Json("1.2.3"));
  EXPECT_EQ(at(json, "schema"), Json(1));
  EXPECT_EQ(at(json, "program"), Json("./server"));
  EXPECT_EQ(at(json, "arguments"), read(R"json(["./server", "-v"])json"));
  EXPECT_EQ(at(json, "exit"), read(R"json({"status": 0})json"));
}

TEST(RunJsonTest, AnEndBySignalHasNoStatus) {
  RunReport report = test::serverReport();
  report.end = {0, 11};
  EXPECT_EQ(at(shown(report), "exit"), read(R"json({"signal": 11})json"));
  report.end = {3, 0};
  EXPECT_EQ(at(shown(report), "exit"), read(R"json({"status": 3})json"));
}

TEST(RunJsonTest, AProcessHasItsSums) {
  Json json = shown(test::serverReport());
  EXPECT_EQ(at(json, "processes.0.pid"), Json(0)); // Not the system's.
  EXPECT_EQ(at(json, "processes.0.totals"),
            read(R"json({"allocations": 1503, "bytes": 121728, "frees": 1402, "freed_bytes": 45824,
                     "lost_blocks": 101, "lost_bytes": 75904})json"));
  EXPECT_EQ(at(json, "processes.0.phases.before.bytes"), Json(72704));
  EXPECT_EQ(at(json, "processes.0.phases.main.allocations"), Json(1500));
  EXPECT_EQ(at(json, "processes.0.phases.after.lost_blocks"), Json(0));
  EXPECT_EQ(at(json, "processes.0.threads.1"),
            read(R"json({"name": "worker", "allocations": 500, "bytes": 16000, "frees": 500,
                     "freed_bytes": 16000, "lost_blocks": 0, "lost_bytes": 0})json"));
  EXPECT_EQ(at(json, "processes.0.peak_bytes"), Json(80000));
  EXPECT_EQ(at(json, "processes.0.missed"), Json(0));
}

TEST(RunJsonTest, FramesAndStacksAreAsRecorded) {
  Json json = shown(test::serverReport());
  EXPECT_EQ(at(json, "processes.0.frames.2"),
            read(R"json({"function": "std::string::string()", "file": "/usr/include/c++/12/string",
                     "line": 500, "column": 1, "inlined": true, "object": "server",
                     "address": 512
})json"));
  EXPECT_EQ(at(json, "processes.0.frames.3"),
            read(R"json({"function": "", "file": "", "line": 0, "column": 0,
                     "object": "/lib/libc.so.6", "address": 768})json"));
  EXPECT_EQ(at(json, "processes.0.stacks.2"),
            read(R"json({"frames": [2, 1], "phase": "main", "thread": 1, "allocations": 500,
                     "bytes": 16000, "frees": 500, "freed_bytes": 16000, "lost_blocks": 0,
                     "lost_bytes": 0})json"));
  EXPECT_EQ(at(json, "processes.0.stacks.0.phase"), Json("before"));
  EXPECT_EQ(at(json, "processes.0.stacks.3.phase"), Json("after"));
}

TEST(RunJsonTest, LinesAreThoseOfTheReport) {
  EXPECT_EQ(at(shown(test::serverReport()), "lines.1"),
            read(R"json({"file": "src/main.cpp", "line": 10, "allocations": 1002, "bytes": 33024,
                     "frees": 902, "freed_bytes": 29824, "lost_blocks": 100, "lost_bytes": 3200})json"));
}

TEST(RunJsonTest, AnyBytesMakeJson) {
  RunReport report = test::serverReport();
  report.arguments = {"\xFF\n"};
  report.processes[0].recorded.frames[0].function = "\xC3(";
  EXPECT_EQ(at(shown(report), "arguments.0"), Json("\xEF\xBF\xBD\n"));
}

} // namespace
} // namespace heaplight
