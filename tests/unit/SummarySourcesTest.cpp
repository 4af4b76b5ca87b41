#include "read/SummarySources.h"

#include "Folder.h"
#include "read/SummaryFile.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

using test::Folder;

/// A unit with a function in each of `files`.
Unit unitOf(const std::vector<std::string> &files) {
  Unit unit;
  for (const std::string &file : files) {
    Function &function = unit.built.functions.emplace_back();
    function.file = unit.names.intern(file);
  }
  return unit;
}

std::vector<std::string> filesOf(const std::vector<SourceFact> &sources) {
  std::vector<std::string> files;
  for (const SourceFact &source : sources)
    files.push_back(source.file);
  return files;
}

TEST(SummarySourcesTest, TheUsersFilesThatAreThereAreNamedOnceAndSorted) {
  Folder folder;
  std::string b = folder.write("b.c", "b"), a = folder.write("a.c", "a");
  std::string system = folder.write("system.h", "s"), inlined = folder.write("inlined.h", "i");
  Unit unit = unitOf({b, a, b, system, folder.path("none.c")});
  unit.systemFiles.insert(unit.names.intern(system));
  Frame frame;
  frame.file = unit.names.intern(inlined);
  unit.names.append(frame);
  FileFacts facts;
  EXPECT_EQ(filesOf(sourcesOf(unit, facts)), (std::vector<std::string>{a, b, inlined}));
}

TEST(SummarySourcesTest, AHeaderThatOnlyLacksAPromiseIsNamed) {
  Folder folder;
  std::string header = folder.write("a.h", "h");
  Unit unit;
  Promise promise;
  promise.silentFile = unit.names.intern(header);
  unit.promises.insert(promise);
  FileFacts facts;
  EXPECT_EQ(filesOf(sourcesOf(unit, facts)), std::vector<std::string>{header});
}

TEST(SummarySourcesTest, WhatIsAsItWasIsNotTold) {
  Folder folder;
  std::string file = folder.write("a.c", "text");
  FileFacts before, after;
  EXPECT_EQ(staleness(sourcesOf(unitOf({file}), before), after), "");
}

TEST(SummarySourcesTest, WhatChangedAndWhatIsGoneIsTold) {
  Folder folder;
  std::string changed = folder.write("a.c", "text"), gone = folder.write("b.c", "text");
  FileFacts before, after;
  std::vector<SourceFact> sources = sourcesOf(unitOf({changed, gone}), before);
  folder.write("a.c", "test");
  llvm::sys::fs::remove(gone);
  std::string text = staleness(sources, after);
  EXPECT_EQ(text.find(changed + " has changed since"), 0u) << text;
  EXPECT_NE(text.find("; and " + gone + " is not there"), std::string::npos) << text;
}

TEST(SummarySourcesTest, ASummaryKeepsThem) {
  std::vector<SourceFact> sources{{"a.c", {1, UINT64_MAX}}, {"b.h", {0, 300}}};
  std::string bytes = writeSummary(Unit(), sources);
  llvm::Expected<SummaryFile> file = readSummaryFile(llvm::MemoryBufferRef(bytes, "a.hls"));
  ASSERT_TRUE(bool(file)) << llvm::toString(file.takeError());
  EXPECT_EQ(file->sources, sources);
}

} // namespace
} // namespace heaplight
