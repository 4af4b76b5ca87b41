#include "read/InputFile.h"

#include "Folder.h"

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

namespace heaplight {
namespace {

/// What is said instead of the bytes; the bytes where there are some.
std::string outcome(const std::string &path) {
  llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> buffer = readInputFile(path);
  return buffer ? (*buffer)->getBuffer().str() : llvm::toString(buffer.takeError());
}

TEST(InputFile, GivesTheBytesOfAFileThroughLinks) {
  test::Folder folder;
  std::string file = folder.write("a", "bytes");
  EXPECT_EQ(outcome(file), "bytes");
  ASSERT_EQ(symlink("a", folder.path("link").c_str()), 0);
  EXPECT_EQ(outcome(folder.path("link")), "bytes");
}

TEST(InputFile, SaysWhatElseIsThere) {
  test::Folder folder;
  EXPECT_EQ(outcome(folder.path()), folder.path() + ": is a directory; name a file in it");
  std::string pipe = folder.path("pipe");
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(outcome(pipe), pipe + ": is not a regular file");
  EXPECT_EQ(outcome("/dev/null"), "/dev/null: is not a regular file");
  EXPECT_EQ(outcome(folder.path("none")),
            folder.path("none") + ": cannot be read: No such file or directory");
  EXPECT_EQ(outcome(""), "an empty file name is given");
}

} // namespace
} // namespace heaplight
