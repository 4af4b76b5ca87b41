#include "show/RunFolded.h"

#include "Recorded.h"

namespace heaplight {
namespace {

std::string shown(const std::vector<FoldedStack> &stacks) {
  return test::written([&](llvm::raw_ostream &stream) { showFolded(stacks, stream); });
}

TEST(RunFoldedTest, AStackIsALineWithItsWeight) {
  EXPECT_EQ(shown({{{"server", "main", "parse(int)"}, 1204}, {{"server"}, 1}}),
            "server;main;parse(int) 1204\nserver 1\n");
  EXPECT_EQ(shown({}), "");
}

TEST(RunFoldedTest, NoNameEndsItselfOrItsLine) {
  EXPECT_EQ(shown({{{"a;b", "c\nd 7"}, 1}}), "a:b;c<U+000A>d 7 1\n");
}

} // namespace
} // namespace heaplight
