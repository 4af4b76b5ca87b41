#include "read/Cache.h"

#include "Folder.h"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <functional>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace heaplight {
namespace {

namespace fs = llvm::sys::fs;
using test::Folder;

std::optional<std::string> kept(const Cache &cache, const std::string &key) {
  std::unique_ptr<llvm::MemoryBuffer> found = cache.get(key);
  return found ? std::optional(found->getBuffer().str()) : std::nullopt;
}

std::vector<std::string> filesWith(const std::string &folder, llvm::StringRef ending) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::directory_iterator found(folder, error), end; !error && found != end;
       found.increment(error))
    if (llvm::StringRef(found->path()).ends_with(ending))
      files.push_back(found->path());
  return files;
}

uint64_t bytesIn(const std::vector<std::string> &files) {
  uint64_t total = 0;
  for (const std::string &file : files) {
    uint64_t bytes = 0;
    if (!fs::file_size(file, bytes)) // It may be gone meanwhile.
      total += bytes;
  }
  return total;
}

std::string textOf(const std::string &file) {
  auto buffer = llvm::MemoryBuffer::getFile(file);
  return buffer ? (*buffer)->getBuffer().str() : "";
}

TEST(CacheTest, WhatIsKeptIsFound) {
  Folder folder;
  Cache cache({folder.path("below/cache")});
  EXPECT_EQ(kept(cache, "a"), std::nullopt);
  std::string bytes("x\0y\n", 4);
  cache.put("a", bytes);
  cache.put("b", "");
  EXPECT_EQ(kept(cache, "a"), bytes);
  EXPECT_EQ(kept(cache, "b"), "");
  EXPECT_EQ(kept(cache, "c"), std::nullopt);
  cache.put("a", "newer");
  EXPECT_EQ(kept(Cache({folder.path("below/cache")}), "a"), "newer");
  EXPECT_EQ(cache.complaint(), "");
}

TEST(CacheTest, NothingUnfinishedIsLeft) {
  Folder folder;
  Cache cache({folder.path()});
  cache.put("a", "bytes");
  EXPECT_EQ(filesWith(folder.path(), ".entry").size(), 1u);
  EXPECT_EQ(filesWith(folder.path(), ".unfinished").size(), 0u);
}

/// A cache with one entry, whose file a test damages.
struct Damaged {
  Damaged() {
    cache.put("key", "some bytes");
    file = filesWith(folder.path(), ".entry").at(0);
    text = textOf(file);
  }
  void write(const std::string &damaged) { std::ofstream(file, std::ios::binary) << damaged; }
  /// Whether it counts as absent, and can be kept anew.
  bool heals() {
    bool absent = !cache.get("key");
    cache.put("key", "some bytes");
    return absent && kept(cache, "key") == "some bytes";
  }

  Folder folder;
  Cache cache{{folder.path()}};
  std::string file;
  std::string text;
};

TEST(CacheTest, AnEntryThatIsCutOffIsAbsent) {
  Damaged entry;
  for (size_t length = 0; length < entry.text.size(); ++length) {
    entry.write(entry.text.substr(0, length));
    EXPECT_TRUE(entry.heals()) << length;
  }
}

TEST(CacheTest, AnEntryWithAWrongBitAnywhereIsAbsent) {
  Damaged entry;
  for (size_t place = 0; place < entry.text.size(); ++place)
    for (unsigned bit : {0u, 7u}) {
      std::string text = entry.text;
      text[place] ^= char(1u << bit);
      entry.write(text);
      EXPECT_TRUE(entry.heals()) << place;
    }
}

TEST(CacheTest, AnEntryWithMoreBehindItOrOfAnotherKindIsAbsent) {
  Damaged entry;
  for (const std::string &text :
       {entry.text + "x", entry.text + entry.text, std::string("#!/bin/sh\n"),
        std::string(entry.text.size(), '\0'), std::string(1 << 16, '\xff')}) {
    entry.write(text);
    EXPECT_TRUE(entry.heals()) << text.size();
  }
}

TEST(CacheTest, AnEntryOfAnotherKeyIsAbsent) {
  Damaged entry;
  entry.cache.put("other", "other bytes");
  for (const std::string &file : filesWith(entry.folder.path(), ".entry"))
    if (file != entry.file)
      entry.write(textOf(file));
  EXPECT_TRUE(entry.heals());
}

TEST(CacheTest, WhatIsNoFileInPlaceOfAnEntryIsAbsent) {
  Damaged entry;
  fs::remove(entry.file);
  ASSERT_EQ(mkfifo(entry.file.c_str(), 0600), 0);
  EXPECT_TRUE(entry.heals());
  for (const char *target : {"pipe", "folder", "nowhere"}) {
    fs::remove(entry.file);
    if (target == std::string("pipe"))
      ASSERT_EQ(mkfifo(entry.folder.path("pipe").c_str(), 0600), 0);
    if (target == std::string("folder"))
      ASSERT_FALSE(fs::create_directory(entry.folder.path("folder")));
    ASSERT_FALSE(fs::create_link(entry.folder.path(target), entry.file));
    EXPECT_TRUE(entry.heals()) << target;
  }
}

TEST(CacheTest, AFolderInPlaceOfAnEntryIsMovedAsideUnlessItIsEmpty) {
  Damaged entry;
  fs::remove(entry.file);
  fs::create_directory(entry.file);
  EXPECT_TRUE(entry.heals());
  EXPECT_TRUE(filesWith(entry.folder.path(), ".aside").empty());
  fs::remove(entry.file);
  fs::create_directory(entry.file);
  std::ofstream(entry.file + "/mine") << "text";
  EXPECT_TRUE(entry.heals());
  EXPECT_EQ(entry.cache.complaint(), "");
  ASSERT_EQ(filesWith(entry.folder.path(), ".aside").size(), 1u);
  EXPECT_EQ(textOf(filesWith(entry.folder.path(), ".aside").front() + "/mine"), "text");
}

TEST(CacheTest, AnEntryThatIsLargerThanAnyIsNotRead) {
  Damaged entry;
  ASSERT_EQ(truncate(entry.file.c_str(), off_t(1) << 40), 0);
  EXPECT_TRUE(entry.heals());
}

TEST(CacheTest, WhatStandsInPlaceOfTheCounterIsNeitherWaitedForNorWritten) {
  Folder folder;
  Cache cache({folder.path("cache")});
  ASSERT_EQ(mkfifo(folder.path("cache/written").c_str(), 0600), 0);
  cache.put("a", "bytes");
  EXPECT_EQ(kept(cache, "a"), "bytes");
  EXPECT_FALSE(fs::exists(folder.path("cache/written"))); // Or else nothing is ever tidied.
  std::string mine = folder.write("mine", "text");
  ASSERT_FALSE(fs::create_link(mine, folder.path("cache/written")));
  cache.put("b", "bytes");
  EXPECT_EQ(kept(cache, "b"), "bytes");
  EXPECT_EQ(textOf(mine), "text");
}

TEST(CacheTest, AFolderThatCannotBeMadeIsToldOnceAndHarmless) {
  Folder folder;
  std::string file = folder.write("file", "");
  for (const std::string &place : {file, file + "/below"}) {
    Cache cache({place});
    EXPECT_NE(cache.complaint().find(place), std::string::npos) << cache.complaint();
    EXPECT_EQ(cache.complaint().find('\n'), std::string::npos);
    cache.put("a", "bytes");
    EXPECT_EQ(kept(cache, "a"), std::nullopt);
  }
}

TEST(CacheTest, AFolderThatGoesAwayIsHarmless) {
  Folder folder;
  Cache cache({folder.path("cache")});
  cache.put("a", "bytes");
  fs::remove_directories(folder.path("cache"));
  EXPECT_EQ(kept(cache, "a"), std::nullopt);
  EXPECT_EQ(cache.complaint(), "");
  cache.put("a", "bytes");
  EXPECT_NE(cache.complaint(), "");
}

TEST(CacheTest, TheBoundHolds) {
  Folder folder;
  constexpr uint64_t bound = 4 << 20;
  Cache cache({folder.path(), bound});
  std::string bytes(100'000, 'x');
  for (unsigned number = 0; number < 200; ++number) {
    cache.put(std::to_string(number), bytes);
    ASSERT_LE(bytesIn(filesWith(folder.path(), ".entry")), bound);
  }
  // It is used, too: half of what fits is there.
  EXPECT_GE(bytesIn(filesWith(folder.path(), ".entry")), bound / 2);
  EXPECT_EQ(kept(cache, "199"), bytes);
  EXPECT_EQ(kept(cache, "0"), std::nullopt);
}

TEST(CacheTest, ManySmallEntriesAreBoundToo) {
  Folder folder;
  constexpr uint64_t bound = 1 << 20;
  Cache cache({folder.path(), bound});
  for (unsigned number = 0; number < 1200; ++number)
    cache.put(std::to_string(number), std::string(1000, 'x'));
  EXPECT_LE(bytesIn(filesWith(folder.path(), ".entry")), bound);
}

TEST(CacheTest, WhatWouldFillTheFolderAloneIsNotKept) {
  Folder folder;
  Cache cache({folder.path(), 1 << 20});
  cache.put("a", std::string(1 << 20, 'x'));
  EXPECT_EQ(kept(cache, "a"), std::nullopt);
  EXPECT_EQ(cache.complaint(), "");
}

void setAge(const std::string &file, std::chrono::hours age) {
  int descriptor = -1;
  ASSERT_FALSE(fs::openFileForReadWrite(file, descriptor, fs::CD_OpenExisting, fs::OF_None));
  fs::setLastAccessAndModificationTime(descriptor, std::chrono::system_clock::now() - age);
  close(descriptor);
}

TEST(CacheTest, WhatWasUsedLatelyStaysAndTheRestGoesFirst) {
  Folder folder;
  Cache cache({folder.path(), 4 << 20});
  std::string bytes(100'000, 'x');
  cache.put("used", bytes);
  cache.put("unused", bytes);
  for (const std::string &file : filesWith(folder.path(), ".entry"))
    setAge(file, std::chrono::hours(48));
  EXPECT_TRUE(cache.get("used"));
  for (unsigned number = 0; number < 30; ++number)
    cache.put(std::to_string(number), bytes);
  // Few enough to leave room for all but those that are older than the rest.
  for (const std::string &file : filesWith(folder.path(), ".entry"))
    if (textOf(file).find("used") == std::string::npos)
      setAge(file, std::chrono::hours(24));
  for (unsigned number = 30; number < 38; ++number)
    cache.put(std::to_string(number), bytes);
  EXPECT_TRUE(cache.get("used"));
  EXPECT_FALSE(cache.get("unused"));
}

TEST(CacheTest, TidyingTakesItsOwnAndTheDeadOnly) {
  Folder folder;
  std::string foreign = folder.write("notes.txt", "mine");
  std::string dead = folder.write("0.entry.1.unfinished", "");
  std::string living = folder.write("0.entry.2.unfinished", "");
  setAge(foreign, std::chrono::hours(48));
  setAge(dead, std::chrono::hours(48));
  Cache cache({folder.path(), 1 << 20});
  for (unsigned number = 0; number < 30; ++number)
    cache.put(std::to_string(number), std::string(100'000, 'x'));
  EXPECT_TRUE(fs::exists(foreign));
  EXPECT_FALSE(fs::exists(dead));
  EXPECT_TRUE(fs::exists(living));
}

/// Runs `work` in processes of their own at once; the number of those that returned false or died.
unsigned failuresOf(unsigned processes, const std::function<bool(unsigned)> &work) {
  std::vector<pid_t> children;
  for (unsigned number = 0; number < processes; ++number) {
    pid_t child = fork();
    if (child == 0)
      _exit(work(number) ? 0 : 1);
    children.push_back(child);
  }
  unsigned failures = 0;
  for (pid_t child : children) {
    int status = 0;
    failures += waitpid(child, &status, 0) != child || status != 0;
  }
  return failures;
}

TEST(CacheTest, SeveralProcessesShareAFolder) {
  Folder folder;
  constexpr uint64_t bound = 2 << 20;
  auto bytesOf = [](unsigned key, unsigned writer) {
    return std::to_string(key) + ":" + std::string(5'000 + 1'000 * key, char('a' + writer));
  };
  auto sound = [&](unsigned key, llvm::StringRef bytes) {
    for (unsigned writer = 0; writer < 4; ++writer)
      if (bytes == bytesOf(key, writer))
        return true;
    return false;
  };
  unsigned failures = failuresOf(4, [&](unsigned writer) {
    Cache cache({folder.path(), bound});
    unsigned found = 0;
    for (unsigned turn = 0; turn < 400; ++turn) {
      unsigned key = (turn * 7 + writer) % 50;
      if (std::unique_ptr<llvm::MemoryBuffer> entry = cache.get(std::to_string(key))) {
        ++found;
        if (!sound(key, entry->getBuffer()))
          return false;
      }
      cache.put(std::to_string(key), bytesOf(key, writer));
    }
    return found > 100 && cache.complaint().empty();
  });
  EXPECT_EQ(failures, 0u);
  EXPECT_EQ(filesWith(folder.path(), ".unfinished").size(), 0u);
  // Each of the others may have been at its last entry when one tidied.
  EXPECT_LE(bytesIn(filesWith(folder.path(), ".entry")), bound + 3 * 60'000);
}

} // namespace
} // namespace heaplight
