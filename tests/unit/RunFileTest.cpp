#include "read/run/RunFile.h"

#include "Folder.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

constexpr char counts[] = "\"allocations\": 3, \"bytes\": 96, \"frees\": 1, \"freed_bytes\": 32, "
                          "\"lost_blocks\": 2, \"lost_bytes\": 64";

/// A run with one process and these lines, as `heaplight run --format json` writes it.
std::string runWith(const std::string &lines) {
  return "{\"heaplight\": \"0.1.0\", \"schema\": 1, \"program\": \"./server\",\n"
         " \"arguments\": [\"./server\"], \"exit\": {\"status\": 0},\n"
         " \"processes\": [{\"pid\": 0, \"missed\": 5, \"stacks\": []}, {\"pid\": 1, \"missed\": "
         "2}],\n"
         " \"lines\": [" +
         lines + "]}\n";
}
std::string line(const std::string &file, const std::string &number) {
  return "{\"file\": \"" + file + "\", \"line\": " + number + ", " + counts + "}";
}

llvm::Expected<ObservedRun> readText(const std::string &text) {
  return readRun(llvm::MemoryBufferRef(text, "run.json"));
}
std::string complaintOf(const std::string &text) {
  llvm::Expected<ObservedRun> run = readText(text);
  return run ? "" : llvm::toString(run.takeError());
}
std::string replaced(std::string text, const std::string &what, const std::string &by) {
  size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), by);
}

TEST(RunFileTest, LinesComeWithTheirCounts) {
  llvm::Expected<ObservedRun> run = readText(runWith(line("src/a.cpp", "7")));
  ASSERT_TRUE(bool(run)) << llvm::toString(run.takeError());
  EXPECT_EQ(run->source, "run.json");
  EXPECT_EQ(run->program, "./server");
  EXPECT_EQ(run->missed, 7u); // Of both processes.
  EXPECT_EQ(run->lines, (std::vector<ObservedLine>{{"src/a.cpp", 7, {3, 96, 1, 32, 2, 64}}}));
}

TEST(RunFileTest, WhatIsAddedToTheFormIsPassedOver) {
  std::string text = replaced(runWith(line("a.cpp", "7")), "\"line\"", "\"later\": {}, \"line\"");
  EXPECT_EQ(complaintOf(text), "");
}

TEST(RunFileTest, NumbersMayBeAsLargeAsTheyGet) {
  std::string text = replaced(runWith(line("a.cpp", "4294967295")), "\"bytes\": 96",
                              "\"bytes\": 18446744073709551615");
  llvm::Expected<ObservedRun> run = readText(text);
  ASSERT_TRUE(bool(run)) << llvm::toString(run.takeError());
  EXPECT_EQ(run->lines.front().counts.bytes, UINT64_MAX);
  EXPECT_EQ(run->lines.front().line, UINT32_MAX);
}

TEST(RunFileTest, WhatIsWrongIsToldWithItsPlace) {
  std::string good = runWith(line("a.cpp", "1") + ",\n" + line("a.cpp", "7"));
  const std::string start = "run.json: is no sound run: ";
  const std::string whole = "expected a whole number from 0 to 2^64 - 1 at ";
  for (const char *wrong : {"-1", "1.5", "1e300", "\"3\"", "null", "18446744073709551616"})
    EXPECT_EQ(
        complaintOf(replaced(good, "\"frees\": 1,", std::string("\"frees\": ") + wrong + ",")),
        start + whole + "run.lines[0].frees")
        << wrong;
  EXPECT_EQ(complaintOf(replaced(good, "\"line\": 7, ", "")),
            start + "it is missing at run.lines[1].line");
  for (const char *wrong : {"0", "4294967296"})
    EXPECT_EQ(complaintOf(replaced(good, "\"line\": 7", std::string("\"line\": ") + wrong)),
              start + "expected a line's number, from 1 to 4294967295 at run.lines[1].line");
  EXPECT_EQ(complaintOf(replaced(good, "\"file\": \"a.cpp\"", "\"file\": \"\"")),
            start + "expected a path at run.lines[0].file");
  EXPECT_EQ(complaintOf(replaced(good, "\"file\": \"a.cpp\"", "\"file\": \"a\\u0000b\"")),
            start + "expected a text without zero bytes at run.lines[0].file");
  EXPECT_EQ(complaintOf(replaced(good, "\"lines\": [", "\"lines\": [4, ")),
            start + "expected an object at run.lines[0]");
  EXPECT_EQ(complaintOf(replaced(good, "\"processes\"", "\"others\"")),
            start + "it is missing at run.processes");
  EXPECT_EQ(complaintOf(replaced(good, "\"missed\": 2", "\"missed\": {}")),
            start + whole + "run.processes[1].missed");
  EXPECT_EQ(complaintOf(replaced(good, "\"./server\"", "{}")),
            start + "expected a text without zero bytes at run.program");
}

TEST(RunFileTest, WhatIsNoRunIsNotTakenForOne) {
  EXPECT_EQ(complaintOf(""), "run.json: is empty; did the run that was to write it fail?");
  EXPECT_EQ(complaintOf("{\n \"a\" 1}"),
            "run.json: line 2, column 6: it isn't JSON: Expected : after object key");
  const std::string foreign = "run.json: is not what heaplight run --format json writes";
  EXPECT_EQ(complaintOf("[1]"), foreign);
  EXPECT_EQ(complaintOf("{\"lines\": []}"), foreign);
  EXPECT_EQ(complaintOf(std::string(51, '[') + std::string(51, ']')),
            foreign + ": more than 50 brackets lie in each other");
  // So deep that what follows brackets one by one would run out of stack.
  EXPECT_EQ(complaintOf(std::string(10'000'000, '[')),
            foreign + ": more than 50 brackets lie in each other");
  EXPECT_EQ(
      complaintOf("{\"heaplight\": \"0.1.0\", \"schema\": 1, \"units\": [], \"problems\": []}"),
      "run.json: is another output of heaplight's; give one of heaplight run --format json");
  EXPECT_EQ(complaintOf(replaced(runWith(""), "\"schema\": 1", "\"schema\": 2")),
            "run.json: has form 2, from heaplight 0.1.0; this heaplight reads form 1: make it anew "
            "with heaplight run --format json");
}

TEST(RunFileTest, BracketsInTextAreText) {
  EXPECT_EQ(complaintOf(runWith(line(std::string(60, '[') + "\\\"{", "1"))), "");
}

TEST(RunFileTest, EachPieceOfARunIsTold) {
  std::string good = runWith(line("a.cpp", "1"));
  for (size_t size = 0; size + 2 < good.size(); ++size) {
    std::string complaint = complaintOf(good.substr(0, size));
    EXPECT_EQ(complaint.find("run.json: "), 0u) << size;
    EXPECT_EQ(complaint.find('\n'), std::string::npos) << size;
  }
}

TEST(RunFileTest, OnlyAFileIsRead) {
  test::Folder folder;
  std::string file = folder.write("run.json", runWith(line("a.cpp", "1")));
  llvm::Expected<ObservedRun> run = readRunFile(file);
  ASSERT_TRUE(bool(run)) << llvm::toString(run.takeError());
  EXPECT_GT(run->written, 0);
  EXPECT_EQ(llvm::toString(readRunFile(folder.path("none.json")).takeError()),
            folder.path("none.json") + ": cannot be read: No such file or directory");
  for (const std::string &other : {folder.path(), std::string("/dev/zero")})
    EXPECT_EQ(llvm::toString(readRunFile(other).takeError()),
              other + ": is no file that heaplight run --format json wrote");
}

} // namespace
} // namespace heaplight
