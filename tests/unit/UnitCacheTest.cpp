#include "read/UnitCache.h"

#include "Folder.h"

#include <gtest/gtest.h>

#include <ctime>

namespace heaplight {
namespace {

using test::Folder;

/// A command, the files that it read, and a cache that knows its result.
struct Project {
  Project() {
    files.read = {file("a.cpp", "int a;\n"),
                  file("second/b.h", "int b;\n"),
                  {folder.path("listed"), std::nullopt}};
    folder.write("listed/one", "");
    files.absent = {folder.path("first/b.h")};
    command.file = "a.cpp";
    command.directory = folder.path();
    command.arguments = {"clang++", "-O2", "a.cpp"};
    options.workingFolder = folder.path();
    context.tool = "1";
  }
  ReadFile file(const std::string &name, const std::string &text) {
    return {folder.write(name, text), hashOf(text)};
  }
  void keep() { UnitCache(cache, context).keep(command, options, {files, "the result"}); }
  bool finds() {
    std::unique_ptr<llvm::MemoryBuffer> found = UnitCache(cache, context).find(command, options);
    if (found)
      EXPECT_EQ(found->getBuffer().str(), "the result");
    return bool(found);
  }

  Folder folder;
  Folder cacheFolder;
  Cache cache{{cacheFolder.path()}};
  ReadFiles files;
  Command command;
  CompileOptions options;
  UnitContext context;
};

TEST(UnitCacheTest, WhatIsUnchangedIsFound) {
  Project project;
  EXPECT_FALSE(project.finds());
  project.keep();
  EXPECT_TRUE(project.finds());
  EXPECT_TRUE(project.finds());
}

TEST(UnitCacheTest, AChangedSourceOrHeaderIsNoHitUntilItIsAsBefore) {
  Project project;
  project.keep();
  for (const char *name : {"a.cpp", "second/b.h"}) {
    std::string before = name == std::string("a.cpp") ? "int a;\n" : "int b;\n";
    project.folder.write(name, "int c;\n"); // As long as before.
    EXPECT_FALSE(project.finds()) << name;
    project.folder.write(name, before);
    EXPECT_TRUE(project.finds()) << name;
    llvm::sys::fs::remove(project.folder.path(name));
    EXPECT_FALSE(project.finds()) << name;
    project.folder.write(name, before);
  }
}

TEST(UnitCacheTest, AHeaderThatAppearsEarlierInTheSearchPathIsNoHit) {
  Project project;
  project.keep();
  project.folder.write("first/other.h", "");
  EXPECT_TRUE(project.finds());
  project.folder.write("first/b.h", "int b;\n");
  EXPECT_FALSE(project.finds());
}

TEST(UnitCacheTest, AFolderThatWasListedCountsByItsNames) {
  Project project;
  project.keep();
  project.folder.write("listed/one", "other text");
  EXPECT_TRUE(project.finds());
  project.folder.write("listed/two", "");
  EXPECT_FALSE(project.finds());
}

TEST(UnitCacheTest, WhateverShapesTheResultIsPartOfTheKey) {
  Project project;
  project.keep();
  auto misses = [&](auto change) {
    UnitContext context = project.context;
    Command command = project.command;
    CompileOptions options = project.options;
    change(context, command, options);
    return !UnitCache(project.cache, context).find(command, options);
  };
  using C = UnitContext &;
  using M = Command &;
  using O = CompileOptions &;
  EXPECT_FALSE(misses([](C, M, O) {}));
  EXPECT_TRUE(misses([](C context, M, O) { context.tool = "2"; }));
  EXPECT_TRUE(misses([](C context, M, O) { context.models = "digest"; }));
  EXPECT_TRUE(misses([](C context, M, O) { context.clang = "/elsewhere/clang"; }));
  EXPECT_TRUE(misses([](C context, M, O) { context.environment = {"CPATH=/more"}; }));
  EXPECT_TRUE(misses([](C context, M, O) { context.more = {"x"}; }));
  EXPECT_TRUE(misses([](C, M command, O) { command.file = "./a.cpp"; }));
  EXPECT_TRUE(misses([](C, M command, O) { command.directory += "/"; }));
  EXPECT_TRUE(misses([](C, M command, O) { command.arguments[1] = "-O1"; }));
  EXPECT_TRUE(misses([](C, M command, O) { command.arguments = {"clang++", "-O2a.cpp"}; }));
  EXPECT_TRUE(misses([](C, M command, O) { command.notes = {"a.cpp: a note"}; }));
  EXPECT_TRUE(misses([](C, M, O options) { options.assembly = AssemblySyntax::Att; }));
  EXPECT_TRUE(misses([](C, M, O options) { options.workingFolder = "/"; }));
}

TEST(UnitCacheTest, AFileThatChangedWhileItWasCompiledKeepsNothing) {
  Project project;
  project.files.settled = false;
  project.keep();
  EXPECT_FALSE(project.finds());
}

TEST(UnitCacheTest, AFileThatChangesBetweenCompilingAndKeepingIsNoHit) {
  Project project;
  project.folder.write("second/b.h", "int c;\n");
  project.keep();
  EXPECT_FALSE(project.finds());
  project.folder.write("second/b.h", "int b;\n");
  EXPECT_TRUE(project.finds());
}

TEST(UnitCacheTest, AFileThatWasAskedForAndIsGoneKeepsNothing) {
  Project project;
  project.files.read.push_back({project.folder.path("gone"), std::nullopt});
  project.keep();
  EXPECT_FALSE(project.finds());
}

TEST(UnitCacheTest, AResultMayBeAnyBytes) {
  Project project;
  for (llvm::StringRef bytes : {"", "short", "a text of more than sixteen bytes"}) {
    Folder folder;
    Cache cache({folder.path()});
    UnitCache(cache, project.context).keep(project.command, project.options, {ReadFiles(), bytes});
    std::unique_ptr<llvm::MemoryBuffer> found =
        UnitCache(cache, project.context).find(project.command, project.options);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->getBuffer(), bytes);
  }
}

TEST(UnitCacheTest, ManyUnitsThatShareHeadersAreLookedUpQuickly) {
  Project project;
  constexpr unsigned units = 200, headers = 1000, absent = 2000;
  for (unsigned number = 0; number < headers; ++number)
    project.files.read.push_back(
        project.file("include/some/library/header" + std::to_string(number) + ".h",
                     std::string(5'000, 'x') + std::to_string(number)));
  for (unsigned number = 0; number < absent; ++number)
    project.files.absent.push_back(
        project.folder.path("another/some/library/header" + std::to_string(number) + ".h"));
  auto commandOf = [&](unsigned unit) {
    Command command = project.command;
    command.arguments.back() = "unit" + std::to_string(unit) + ".cpp";
    return command;
  };
  UnitCache keeping(project.cache, project.context);
  std::string result(50'000, 'x');
  for (unsigned unit = 0; unit < units; ++unit)
    keeping.keep(commandOf(unit), project.options, {project.files, result});
  UnitCache finding(project.cache, project.context);
  std::clock_t start = std::clock();
  for (unsigned unit = 0; unit < units; ++unit)
    ASSERT_TRUE(finding.find(commandOf(unit), project.options)) << unit;
  double seconds = double(std::clock() - start) / CLOCKS_PER_SEC;
  RecordProperty("seconds", std::to_string(seconds));
  EXPECT_LT(seconds, 3.0); // Ten times what it takes, for slow builds and sanitizers.
}

} // namespace
} // namespace heaplight
