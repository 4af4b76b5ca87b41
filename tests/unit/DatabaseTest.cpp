#include "read/Database.h"

#include "Folder.h"

#include "llvm/Support/JSON.h"

#include <gtest/gtest.h>

#include <utime.h>

namespace heaplight {
namespace {

using Words = std::vector<std::string>;

class DatabaseTest : public testing::Test {
protected:
  void add(const std::string &file, const std::string &command, const std::string &where = "") {
    entries.push_back(llvm::json::Object{{"directory", where.empty() ? folder.path() : where},
                                         {"file", file},
                                         {"command", command}});
  }
  /// The database that holds what was added.
  std::unique_ptr<Database> load() {
    llvm::json::Array all = entries;
    folder.write("compile_commands.json",
                 llvm::formatv("{0}", llvm::json::Value(std::move(all))).str());
    llvm::Expected<std::unique_ptr<Database>> database = Database::load(folder.path());
    if (database)
      return std::move(*database);
    ADD_FAILURE() << llvm::toString(database.takeError());
    return nullptr;
  }
  DatabaseSources sources() {
    llvm::Expected<DatabaseSources> found = load()->sources();
    if (found)
      return *found;
    ADD_FAILURE() << llvm::toString(found.takeError());
    return {};
  }

  test::Folder folder;
  llvm::json::Array entries;
};

TEST_F(DatabaseTest, EachSourceIsThereOnceInTheDatabasesOrder) {
  add("z.cpp", "c++ -c z.cpp");
  add("a.c", "cc -c a.c");
  add("./z.cpp", "c++ -O2 -c ./z.cpp");
  add("../z.cpp", "c++ -c ../z.cpp", folder.path("sub"));
  EXPECT_EQ(sources().files, (Words{folder.path("z.cpp"), folder.path("a.c")}));
  EXPECT_EQ(sources().notes, Words{});
}

TEST_F(DatabaseTest, SourcesBelowTheWorkingFolderAreShownFromThere) {
  llvm::SmallString<128> before;
  llvm::sys::fs::current_path(before);
  add("sub/a.cpp", "c++ -c sub/a.cpp");
  add("/elsewhere/b.cpp", "c++ -c /elsewhere/b.cpp");
  ASSERT_FALSE(llvm::sys::fs::set_current_path(folder.path()));
  Words files = sources().files;
  llvm::sys::fs::set_current_path(before);
  EXPECT_EQ(files, (Words{"sub/a.cpp", "/elsewhere/b.cpp"}));
}

TEST_F(DatabaseTest, OtherLanguagesAreLeftOutWithANote) {
  add("a.cpp", "c++ -c a.cpp");
  add("b.s", "cc -c b.s");
  add("c.f90", "gcc -c c.f90");
  DatabaseSources found = sources();
  EXPECT_EQ(found.files, Words{folder.path("a.cpp")});
  ASSERT_EQ(found.notes.size(), 1u);
  EXPECT_NE(found.notes[0].find(folder.path("b.s") + ", " + folder.path("c.f90") +
                                " are left out: neither C nor C++"),
            std::string::npos)
      << found.notes[0];
}

TEST_F(DatabaseTest, WhatIsBuiltOfOtherLanguagesIsAnObject) {
  add("a.cpp", "c++ -c a.cpp");
  add("b.s", "as b.s -o b.o");
  add("c.s", "as c.s -o c.o");
  add("d.s", "as d.s -o d.o");
  // An ELF file's first bytes: 64 bits, little-endian, and of type 1, relocatable.
  std::string elf("\x7f"
                  "ELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x01\0\x3e\0",
                  20);
  elf.resize(64);
  folder.write("b.s", "");
  std::string built = folder.write("b.o", elf);
  folder.write("c.s", "");
  folder.write("c.o", "no object");
  // Its source is from the year 2100.
  std::string changed = folder.write("d.s", "");
  folder.write("d.o", elf);
  utimbuf future{4102444800, 4102444800};
  ASSERT_EQ(utime(changed.c_str(), &future), 0);
  DatabaseSources found = sources();
  EXPECT_EQ(found.files, Words{folder.path("a.cpp")});
  EXPECT_EQ(found.objects, Words{built});
  ASSERT_EQ(found.notes.size(), 1u);
  EXPECT_NE(found.notes[0].find(folder.path("c.s") + ", " + changed + " are left out"),
            std::string::npos)
      << found.notes[0];
}

TEST_F(DatabaseTest, LinksAndOtherCommandsAreNoSources) {
  add("a.cpp", "c++ -c a.cpp -o a.o");
  add("a.o", ": && c++ a.o -o app && :");
  add("a.o", ": && ar qc libx.a a.o && ranlib libx.a && :");
  add("b.h", "moc b.h -o moc_b.cpp");
  EXPECT_EQ(sources().files, Words{folder.path("a.cpp")});
  EXPECT_EQ(sources().notes, Words{});
}

TEST_F(DatabaseTest, WithoutSourcesIsAFault) {
  add("a.o", "c++ a.o -o app");
  llvm::Expected<DatabaseSources> found = load()->sources();
  ASSERT_FALSE(bool(found));
  EXPECT_NE(llvm::toString(found.takeError()).find("names no source of C or C++"),
            std::string::npos);
}

TEST_F(DatabaseTest, PlainFlagsNameNoSources) {
  std::string file = folder.write("compile_flags.txt", "-O1\n");
  llvm::Expected<std::unique_ptr<Database>> database = Database::load(file);
  ASSERT_TRUE(bool(database));
  llvm::Expected<DatabaseSources> found = (*database)->sources();
  ASSERT_FALSE(bool(found));
  EXPECT_NE(llvm::toString(found.takeError()).find("compile_flags.txt: names no source"),
            std::string::npos);
}

TEST_F(DatabaseTest, TheCommandThatCompilesAFileIsItsOwn) {
  add("a.cpp", "clang-tidy a.cpp");
  add("a.cpp", "c++ -O1 -c a.cpp");
  add("a.cpp", "c++ -O3 -c a.cpp");
  std::unique_ptr<Database> database = load();
  llvm::Expected<FoundStep> found = database->find(folder.path("a.cpp"));
  ASSERT_TRUE(bool(found));
  EXPECT_EQ(found->step.arguments, (Words{"c++", "-O1", "-c", "a.cpp"}));
  ASSERT_EQ(found->others.size(), 1u);
  EXPECT_EQ(found->others[0]->arguments[1], "-O3");
  EXPECT_FALSE(found->guessed);
}

TEST_F(DatabaseTest, AFileIsFoundByAnotherName) {
  std::string real = folder.write("real/a.cpp", "");
  ASSERT_FALSE(llvm::sys::fs::create_link(folder.path("real"), folder.path("link")));
  add("real/a.cpp", "c++ -O1 -c real/a.cpp");
  std::unique_ptr<Database> database = load();
  llvm::Expected<FoundStep> found = database->find(folder.path("link/a.cpp"));
  ASSERT_TRUE(bool(found));
  EXPECT_FALSE(found->guessed);
  EXPECT_EQ(found->step.file, "real/a.cpp");
}

TEST_F(DatabaseTest, AGuessIsSaidToBeOneAndHindersNoOther) {
  add("a.cpp", "c++ -O1 -c a.cpp");
  std::unique_ptr<Database> database = load();
  for (int round = 0; round < 2; ++round) {
    llvm::Expected<FoundStep> guessed = database->find(folder.path("b.cpp"));
    ASSERT_TRUE(bool(guessed));
    EXPECT_TRUE(guessed->guessed);
    EXPECT_NE(guessed->guess.find("a.cpp"), std::string::npos) << guessed->guess;
    llvm::Expected<FoundStep> exact = database->find(folder.path("a.cpp"));
    ASSERT_TRUE(bool(exact));
    EXPECT_FALSE(exact->guessed);
  }
}

TEST_F(DatabaseTest, LibrariesOfAllLinksAreThereOnce) {
  add("a.cpp", "c++ -c a.cpp -lnever");
  add("a.o", ": && c++ a.o -o app libx.a -lz -L/l && :");
  add("b.o", "c++ b.o -o other libx.a -lq @gone.rsp");
  add("c.c", "cc c.c -o third -lz -lm");
  DatabaseLibraries libraries = load()->libraries();
  EXPECT_EQ(libraries.names, (Words{folder.path("libx.a"), "-lz", "-L/l", "-lm"}));
  ASSERT_EQ(libraries.notes.size(), 1u);
  EXPECT_NE(libraries.notes[0].find("gone.rsp"), std::string::npos);
}

TEST_F(DatabaseTest, WithoutLinksThereAreNoLibraries) {
  add("a.cpp", "c++ -c a.cpp");
  EXPECT_EQ(load()->libraries().names, Words{});
}

TEST_F(DatabaseTest, OneThatNestsDeeplyIsNotGivenToTheParser) {
  folder.write("compile_commands.json", std::string(200000, '['));
  llvm::Expected<std::unique_ptr<Database>> database = Database::load(folder.path());
  ASSERT_FALSE(bool(database));
  EXPECT_NE(llvm::toString(database.takeError()).find("more than 50 brackets"), std::string::npos);
}

TEST_F(DatabaseTest, ABrokenOneIsReadOnceAndComplainedOfEachTime) {
  folder.write("compile_commands.json", "[");
  Databases databases;
  for (int round = 0; round < 2; ++round) {
    llvm::Expected<Database *> database = databases.at(folder.path());
    ASSERT_FALSE(bool(database));
    EXPECT_NE(llvm::toString(database.takeError()).find("is no compile database"),
              std::string::npos);
  }
}

} // namespace
} // namespace heaplight
