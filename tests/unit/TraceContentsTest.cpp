#include "read/run/TraceContents.h"

#include <cstring>
#include <gtest/gtest.h>

namespace heaplight {
namespace {

/// A recording of one stack of one call, in a file whose tables may be changed before it is made.
struct Recorded {
  Recorded() {
    std::memcpy(header.magic, probe::magic, sizeof(header.magic));
    header.version = probe::layoutVersion;
    header.headerSize = sizeof(header);
    nodes.resize(probe::rootCount + 1);
    nodes.back() = {0x1004, probe::WholeStack, 0, 0, 0, 0, 0};
    records.push_back({3, 96, 1, 32, 1, 32, 0, 0, 0});
    places.push_back({probe::rootCount, 1, 0, 0});
    elsewhere.resize(1);
    modules.push_back({0x1000, 0x2000, 0x800, {0, 8}});
    threads.resize(1);
    std::memcpy(threads[0].name, "a thread's names", sizeof(threads[0].name));
    text.assign({'/', 'b', 'i', 'n', '/', 's',  'r', 'v', '/',  't',
                 'm', 'p', '.', '/', 's', '\0', '-', 'x', '\0', '\0'});
    header.program = {0, 8};
    header.folder = {8, 4};
    header.arguments = {12, 8};
  }

  template <typename Element>
  void append(std::string &bytes, probe::Table table, const std::vector<Element> &elements) {
    header.elementSizes[table] = sizeof(Element);
    header.used[table] = elements.size();
    header.extents[header.extentCount++] = {table, bytes.size(), elements.size() * sizeof(Element)};
    bytes.append(reinterpret_cast<const char *>(elements.data()),
                 elements.size() * sizeof(Element));
  }

  std::string bytes() {
    std::string bytes(probe::headerRoom, '\0');
    header.extentCount = 0;
    append(bytes, probe::NodeTable, nodes);
    append(bytes, probe::RecordTable, records);
    append(bytes, probe::RecordPlaceTable, places);
    append(bytes, probe::FreedElsewhereTable, elsewhere);
    append(bytes, probe::ModuleTable, modules);
    append(bytes, probe::ThreadTable, threads);
    append(bytes, probe::TextTable, text);
    return withHeader(std::move(bytes));
  }
  std::string withHeader(std::string bytes) const {
    std::memcpy(bytes.data(), &header, sizeof(header));
    return bytes;
  }

  probe::Header header = {};
  std::vector<probe::Node> nodes;
  std::vector<probe::Record> records;
  std::vector<probe::RecordPlace> places;
  std::vector<probe::FreedElsewhere> elsewhere;
  std::vector<probe::Module> modules;
  std::vector<probe::Thread> threads;
  std::vector<char> text;
};

/// What is wrong with the bytes; "nothing" where they are read.
std::string problemOf(const std::string &bytes) {
  llvm::Expected<TraceContents> contents = readTraceContents(bytes, "file");
  return contents ? "nothing" : llvm::toString(contents.takeError());
}

constexpr const char *damaged = "file: the recording is damaged; record it again";

TEST(TraceContentsTest, WhatWasWrittenIsRead) {
  llvm::Expected<TraceContents> read = readTraceContents(Recorded().bytes(), "file");
  ASSERT_TRUE(bool(read)) << llvm::toString(read.takeError());
  ASSERT_EQ(read->nodes.size(), size_t(probe::rootCount) + 1);
  EXPECT_EQ(read->nodes.back().address, 0x1004u);
  ASSERT_EQ(read->records.size(), 1u);
  EXPECT_EQ(read->records[0].allocations, 3u);
  EXPECT_EQ(read->records[0].freedBytes, 32u);
  EXPECT_EQ(read->freedElsewhere.size(), 1u);
  ASSERT_EQ(read->modules.size(), 1u);
  EXPECT_EQ(read->modules[0].path, "/bin/srv");
  EXPECT_EQ(read->modules[0].at.bias, 0x800u);
  // A name may fill all of its room.
  EXPECT_EQ(read->threads, std::vector<std::string>{"a thread's names"});
  EXPECT_EQ(read->program, "/bin/srv");
  EXPECT_EQ(read->folder, "/tmp");
  EXPECT_EQ(read->arguments, (std::vector<std::string>{"./s", "-x", ""}));
}

TEST(TraceContentsTest, WhatIsNotInUseYetIsNotRead) {
  Recorded recorded;
  recorded.records.push_back(recorded.records[0]);
  recorded.places.push_back(recorded.places[0]);
  recorded.elsewhere.resize(2);
  std::string bytes = recorded.bytes();
  recorded.header.used[probe::RecordTable] = 1;
  llvm::Expected<TraceContents> read = readTraceContents(recorded.withHeader(bytes), "file");
  ASSERT_TRUE(bool(read)) << llvm::toString(read.takeError());
  EXPECT_EQ(read->records.size(), 1u);
}

TEST(TraceContentsTest, APartOfATableMayLieAnywhere) {
  Recorded recorded;
  recorded.records.push_back(recorded.records[0]);
  recorded.records[1].allocations = 7;
  recorded.places.push_back(recorded.places[0]);
  recorded.elsewhere.resize(2);
  std::string bytes = recorded.bytes();
  // The second record once more at the end of the file, where the table goes on.
  probe::Extent &first = recorded.header.extents[1];
  ASSERT_EQ(first.table, uint64_t(probe::RecordTable));
  first.size = sizeof(probe::Record);
  recorded.header.extents[recorded.header.extentCount++] = {probe::RecordTable, bytes.size(),
                                                            sizeof(probe::Record)};
  bytes.append(reinterpret_cast<const char *>(&recorded.records[1]), sizeof(probe::Record));
  llvm::Expected<TraceContents> read = readTraceContents(recorded.withHeader(bytes), "file");
  ASSERT_TRUE(bool(read)) << llvm::toString(read.takeError());
  ASSERT_EQ(read->records.size(), 2u);
  EXPECT_EQ(read->records[1].allocations, 7u);
}

TEST(TraceContentsTest, AnotherFileIsNoRecording) {
  EXPECT_EQ(problemOf(std::string(probe::headerRoom, 'x')),
            "file: not a recording of heaplight run");
  EXPECT_EQ(problemOf(std::string(probe::headerRoom, '\0')),
            "file: the process ended before its recording began");
  EXPECT_EQ(problemOf(""), "file: the process ended before its recording began");
  EXPECT_EQ(problemOf("heaptrc"), "file: not a recording of heaplight run");
}

TEST(TraceContentsTest, AnotherVersionsIsSaidToBeOne) {
  Recorded recorded;
  recorded.header.version = probe::layoutVersion + 1;
  EXPECT_EQ(problemOf(recorded.bytes()),
            "file: recorded by another version of heaplight; record it again");
}

TEST(TraceContentsTest, BytesThatAreCutOffAreDamaged) {
  std::string bytes = Recorded().bytes();
  for (size_t size : {probe::headerRoom, (probe::headerRoom + bytes.size()) / 2, bytes.size() - 1})
    EXPECT_EQ(problemOf(bytes.substr(0, size)), damaged) << size;
}

/// Each changes one thing of a recording that is whole.
TEST(TraceContentsTest, NumbersOfWhatIsNotThereAreDamage) {
  using Change = void (*)(Recorded &);
  for (Change change :
       {Change([](Recorded &all) { all.nodes.back().parent = probe::rootCount; }), // Itself.
        Change([](Recorded &all) { all.nodes.back().module = 1; }),
        Change([](Recorded &all) { all.places[0].node = probe::rootCount + 1; }),
        Change([](Recorded &all) { all.records[0].thread = 1; }),
        Change([](Recorded &all) { all.places[0].phase = 3; }),
        Change([](Recorded &all) { all.elsewhere.clear(); }),
        Change([](Recorded &all) { all.places.clear(); }),
        Change([](Recorded &all) { all.modules.clear(); }),
        Change([](Recorded &all) { all.modules[0].path = {0, 1000}; }),
        Change([](Recorded &all) { all.header.arguments = {~0u, 2}; })}) {
    Recorded recorded;
    change(recorded);
    EXPECT_EQ(problemOf(recorded.bytes()), damaged);
  }
}

TEST(TraceContentsTest, ElementsOfAnotherSizeAreDamage) {
  Recorded recorded;
  std::string bytes = recorded.bytes();
  recorded.header.elementSizes[probe::NodeTable] = sizeof(probe::Node) / 2;
  EXPECT_EQ(problemOf(recorded.withHeader(bytes)), damaged);
}

TEST(TraceContentsTest, MorePartsThanThereIsRoomForAreDamage) {
  Recorded recorded;
  std::string bytes = recorded.bytes();
  recorded.header.extentCount = probe::maxExtents + 1;
  EXPECT_EQ(problemOf(recorded.withHeader(bytes)), damaged);
  recorded.header.extentCount = probe::tableCount;
  recorded.header.used[probe::NodeTable] = ~uint64_t(0);
  EXPECT_EQ(problemOf(recorded.withHeader(bytes)), damaged);
}

} // namespace
} // namespace heaplight
