#include "read/run/Trace.h"

#include "probe/Layout.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <cstring>
#include <gtest/gtest.h>

namespace heaplight {
namespace {

/// What a recorder might have written, as it lies in the tables.
struct Tables {
  probe::Header header = {};
  std::vector<probe::Node> nodes = std::vector<probe::Node>(probe::rootCount);
  std::vector<probe::Record> records;
  std::vector<probe::RecordPlace> places;
  std::vector<probe::FreedElsewhere> freedElsewhere;
  std::vector<probe::Module> modules = std::vector<probe::Module>(1);
  std::vector<probe::Thread> threads;
  std::string text;

  Tables() {
    std::memcpy(header.magic, probe::magic, sizeof(header.magic));
    header.version = probe::layoutVersion;
    header.headerSize = sizeof(header);
    header.program = add("/work/bin/server");
    header.folder = add("/work/run");
    header.arguments = add(std::string("./server\0-x\0\0", 13));
  }

  probe::Text add(const std::string &value) {
    text += value;
    return {static_cast<uint32_t>(text.size() - value.size()), static_cast<uint32_t>(value.size())};
  }
  uint32_t addNode(uint64_t address, uint32_t parent, uint32_t module = 0) {
    nodes.push_back({address, parent, module, 0, 0, 0, 0});
    return static_cast<uint32_t>(nodes.size() - 1);
  }
  probe::Record &addRecord(uint32_t node, RunPhase phase, uint32_t thread = 0) {
    freedElsewhere.push_back({});
    places.push_back({node, static_cast<uint32_t>(phase), 0, 0});
    records.push_back({0, 0, 0, 0, 0, 0, 0, thread, 0});
    return records.back();
  }
  void addThread(const char *name) {
    threads.push_back({});
    std::strncpy(threads.back().name, name, sizeof(threads.back().name));
  }

  template <typename Element>
  void append(std::string &bytes, probe::Table table, llvm::ArrayRef<Element> elements) {
    header.elementSizes[table] = sizeof(Element);
    header.used[table] = elements.size();
    header.extents[header.extentCount++] = {table, bytes.size(), elements.size() * sizeof(Element)};
    bytes.append(reinterpret_cast<const char *>(elements.data()),
                 elements.size() * sizeof(Element));
  }

  std::string bytes() {
    std::string bytes(probe::headerRoom, '\0');
    header.extentCount = 0;
    append<probe::Node>(bytes, probe::NodeTable, nodes);
    append<probe::Record>(bytes, probe::RecordTable, records);
    append<probe::RecordPlace>(bytes, probe::RecordPlaceTable, places);
    append<probe::FreedElsewhere>(bytes, probe::FreedElsewhereTable, freedElsewhere);
    append<probe::Module>(bytes, probe::ModuleTable, modules);
    append<probe::Thread>(bytes, probe::ThreadTable, threads);
    append<char>(bytes, probe::TextTable, llvm::ArrayRef(text.data(), text.size()));
    std::memcpy(bytes.data(), &header, sizeof(header));
    return bytes;
  }
};

class TraceTest : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("heaplight-trace", folder_));
  }
  void TearDown() override { llvm::sys::fs::remove_directories(folder_); }

  std::string write(const std::string &bytes, const char *name = "1-0.heaptrace") {
    llvm::SmallString<128> path = folder_;
    llvm::sys::path::append(path, name);
    std::error_code error;
    llvm::raw_fd_ostream(path, error) << bytes;
    return std::string(path);
  }
  llvm::Expected<TraceReading> read(const std::string &bytes) {
    return readTrace({write(bytes)}, "/work");
  }
  RecordedProcess readOne(Tables &tables) {
    llvm::Expected<TraceReading> reading = read(tables.bytes());
    if (reading && reading->recording.processes.size() == 1)
      return reading->recording.processes[0];
    ADD_FAILURE() << (reading ? "no process" : llvm::toString(reading.takeError()));
    return {};
  }
  std::string errorOf(const std::string &bytes) {
    llvm::Expected<TraceReading> reading = read(bytes);
    return reading ? "" : llvm::toString(reading.takeError());
  }

  llvm::SmallString<128> folder_;
};

/// Two stacks, of which one continues in the other's caller.
Tables someTables() {
  Tables tables;
  tables.addThread("server");
  uint32_t main = tables.addNode(0x1001, probe::WholeStack);
  uint32_t inner = tables.addNode(0x2001, main);
  probe::Record &record = tables.addRecord(inner, RunPhase::Main);
  record.allocations = 5;
  record.bytes = 50;
  record.ownFreed = 1;
  record.ownFreedBytes = 10;
  tables.freedElsewhere[0] = {2, 20};
  probe::Record &free = tables.addRecord(main, RunPhase::AfterMain);
  free.frees = 3;
  free.freedBytes = 30;
  return tables;
}

TEST_F(TraceTest, CountsStandAtTheirStacks) {
  Tables tables = someTables();
  RecordedProcess process = readOne(tables);
  ASSERT_EQ(process.stacks.size(), 2u);
  std::vector<uint64_t> outer, inner;
  for (const RecordedStack &stack : process.stacks)
    for (uint32_t frame : stack.frames)
      (stack.phase == RunPhase::Main ? inner : outer).push_back(process.frames[frame].address);
  EXPECT_EQ(inner, (std::vector<uint64_t>{0x2000, 0x1000})) << "innermost first";
  EXPECT_EQ(outer, (std::vector<uint64_t>{0x1000}));
  for (const RecordedStack &stack : process.stacks)
    if (stack.phase == RunPhase::Main)
      EXPECT_EQ(stack.counts, (RecordedCounts{5, 50, 0, 0, 2, 20}));
    else
      EXPECT_EQ(stack.counts, (RecordedCounts{0, 0, 3, 30, 0, 0}));
}

TEST_F(TraceTest, ProcessIsDescribed) {
  Tables tables = someTables();
  tables.addThread("sixteen-letters!");
  tables.addThread("");
  tables.header.pid = 77;
  tables.header.peakBytes = 123;
  tables.header.missed = 4;
  RecordedProcess process = readOne(tables);
  EXPECT_EQ(process.pid, 77u);
  EXPECT_EQ(process.program, "bin/server");
  EXPECT_EQ(process.arguments, (std::vector<std::string>{"./server", "-x", ""}));
  EXPECT_EQ(process.peakBytes, 123u);
  EXPECT_EQ(process.missed, 4u);
  ASSERT_EQ(process.threads.size(), 3u);
  EXPECT_EQ(process.threads[1].name, "sixteen-letters!");
  EXPECT_EQ(process.threads[2].name, "server") << "the program's";
}

TEST_F(TraceTest, StacksThatEndEarlySaySo) {
  Tables tables = someTables();
  tables.addRecord(tables.addNode(0x3001, probe::TruncatedStack), RunPhase::Main).frees = 1;
  tables.addRecord(tables.addNode(0x4001, probe::UnknownCallers), RunPhase::Main).frees = 1;
  RecordedProcess process = readOne(tables);
  std::vector<std::string> ends;
  for (const RecordedStack &stack : process.stacks)
    ends.push_back(process.frames[stack.frames.back()].function);
  llvm::sort(ends);
  EXPECT_EQ(ends, (std::vector<std::string>{"", "", "[truncated]", "[unknown callers]"}));
}

TEST_F(TraceTest, SameCallInALibraryThatMovedIsOneFrame) {
  Tables tables = someTables();
  for (uint64_t bias : {0x10000, 0x20000}) {
    tables.modules.push_back({bias, bias + 0x1000, bias, tables.add("lib/libplugin.so")});
    auto module = static_cast<uint32_t>(tables.modules.size() - 1);
    tables.addRecord(tables.addNode(bias + 0x101, 0, module), RunPhase::Main).frees = 2;
  }
  RecordedProcess process = readOne(tables);
  EXPECT_EQ(process.stacks.size(), 3u);
  RecordedFrame wanted;
  wanted.object = "run/lib/libplugin.so";
  wanted.address = 0x100;
  EXPECT_EQ(llvm::count(process.frames, wanted), 1) << "relative to where the program ran";
}

TEST_F(TraceTest, ProcessesAreInTheOrderOfTheirStart) {
  Tables late = someTables(), early = someTables();
  late.header.started = 9;
  late.header.pid = 1;
  early.header.started = 8;
  early.header.pid = 2;
  write(late.bytes(), "1-0.heaptrace");
  write(early.bytes(), "2-0.heaptrace");
  write("unrelated", "notes.txt");
  llvm::Expected<std::vector<std::string>> files = traceFiles(std::string(folder_));
  ASSERT_TRUE(bool(files));
  ASSERT_EQ(files->size(), 2u);
  llvm::Expected<TraceReading> reading = readTrace(*files, "/work");
  ASSERT_TRUE(bool(reading));
  EXPECT_EQ(reading->recording.processes[0].pid, 2u);
  EXPECT_EQ(reading->recording.processes[1].pid, 1u);
  EXPECT_TRUE(reading->lost.empty());
}

/// Whatever became of some files, what the others say is kept.
TEST_F(TraceTest, LostFilesLeaveTheOthers) {
  Tables tables = someTables(), foreign = someTables();
  foreign.header.version = probe::layoutVersion + 1;
  std::string whole = tables.bytes();
  std::vector<std::string> files = {write("", "1-0.heaptrace"), write(whole, "2-0.heaptrace"),
                                    write(whole.substr(0, whole.size() - 1), "3-0.heaptrace"),
                                    write(foreign.bytes(), "4-0.heaptrace"),
                                    std::string(folder_) + "/5-0.heaptrace"};
  llvm::Expected<TraceReading> reading = readTrace(files, "/work");
  ASSERT_TRUE(bool(reading)) << llvm::toString(reading.takeError());
  ASSERT_EQ(reading->recording.processes.size(), 1u);
  EXPECT_EQ(reading->recording.processes[0].stacks.size(), 2u);
  EXPECT_EQ(reading->lost,
            (std::vector<std::string>{
                files[0] + ": the process ended before its recording began",
                files[2] + ": the recording is damaged; record it again",
                files[3] + ": recorded by another version of heaplight; record it again",
                files[4] + ": No such file or directory"}));
  files.erase(files.begin() + 1);
  llvm::Expected<TraceReading> none = readTrace(files, "/work");
  ASSERT_FALSE(bool(none)) << "nothing is left";
  EXPECT_EQ(llvm::toString(none.takeError()),
            files[0] + ": the process ended before its recording began");
}

TEST_F(TraceTest, ForeignFilesAreRefused) {
  EXPECT_NE(errorOf("#!/bin/sh\n").find("not a recording of heaplight run"), std::string::npos);
  EXPECT_NE(errorOf(std::string(9000, 'x')).find("not a recording of heaplight run"),
            std::string::npos);
  EXPECT_NE(errorOf("").find("ended before its recording began"), std::string::npos);
  EXPECT_NE(errorOf(std::string(9000, '\0')).find("ended before its recording began"),
            std::string::npos);
  Tables tables = someTables();
  tables.header.version = probe::layoutVersion + 1;
  EXPECT_NE(errorOf(tables.bytes()).find("another version"), std::string::npos);
  llvm::Expected<TraceReading> absent = readTrace({"/nonexistent/1-0.heaptrace"}, "/work");
  ASSERT_FALSE(bool(absent));
  EXPECT_EQ(llvm::toString(absent.takeError()),
            "/nonexistent/1-0.heaptrace: No such file or directory");
}

TEST_F(TraceTest, ContradictionsAreRefused) {
  const char *damaged = "the recording is damaged";
  EXPECT_EQ(errorOf(someTables().bytes()), "");
  auto damage = [&](auto change) {
    Tables tables = someTables();
    change(tables);
    return errorOf(tables.bytes()).find(damaged) != std::string::npos;
  };
  EXPECT_TRUE(damage([](Tables &t) { t.nodes[3].parent = 3; })) << "a call that calls itself";
  EXPECT_TRUE(damage([](Tables &t) { t.nodes[3].parent = 4; }));
  EXPECT_TRUE(damage([](Tables &t) { t.nodes[3].module = 1; }));
  EXPECT_TRUE(damage([](Tables &t) { t.places[0].node = 5; }));
  EXPECT_TRUE(damage([](Tables &t) { t.records[0].thread = 1; }));
  EXPECT_TRUE(damage([](Tables &t) { t.places[0].phase = 3; }));
  EXPECT_TRUE(damage([](Tables &t) { t.places.clear(); }));
  EXPECT_TRUE(damage([](Tables &t) { t.freedElsewhere.clear(); }));
  EXPECT_TRUE(damage([](Tables &t) { t.header.program = {0, 1000}; }));
  EXPECT_TRUE(damage([](Tables &t) { t.modules.push_back({0, 0, 0, {~0u, 2}}); }));
}

/// However a file is cut or changed, it's read or refused.
TEST_F(TraceTest, DamagedBytesNeverCrash) {
  std::string bytes = someTables().bytes();
  for (size_t length = 0; length < bytes.size(); length += 97)
    errorOf(bytes.substr(0, length));
  EXPECT_NE(errorOf(bytes.substr(0, bytes.size() - 1)), "");
  for (size_t place = 0; place < bytes.size(); place += place < 400 ? 7 : 61)
    for (char value : {'\x01', '\x7f', '\xff'}) {
      std::string changed = bytes;
      changed[place] = value;
      errorOf(changed);
    }
}

} // namespace
} // namespace heaplight
