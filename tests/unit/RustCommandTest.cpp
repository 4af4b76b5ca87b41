#include "read/rust/RustCommand.h"

#include "Folder.h"

#include <gtest/gtest.h>

namespace heaplight {
namespace {

using Words = std::vector<std::string>;

class RustCommandTest : public testing::Test {
protected:
  RustCommandTest() { request.file = folder.write("a.rs", "fn main() {}\n"); }

  Command command() {
    llvm::Expected<Command> command = rustCommand(request, rust);
    if (command)
      return *command;
    ADD_FAILURE() << llvm::toString(command.takeError());
    return {};
  }
  /// Of Clang, for the module that rustc makes at that level.
  Words moduleFlags(const std::string &level) {
    request.flags = Words{"-C", "opt-level=" + level};
    return moduleCommand(command(), "a.bc").arguments;
  }

  test::Folder folder;
  RustToolchain rust{"/x/rustc", "rustc 9.9.9", "x86_64-unknown-linux-gnu", "/opt/rust", "3"};
  CommandRequest request;
};

bool has(const Words &words, const std::string &word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

TEST_F(RustCommandTest, ASourceIsKnownByItsName) {
  EXPECT_TRUE(isRust("src/main.rs"));
  for (const char *file : {"main.rs.c", "rs", "main.RS", "main.rsx"})
    EXPECT_FALSE(isRust(file)) << file;
}

TEST_F(RustCommandTest, WhatIsNotSaidIsAssumedAndOfTheEditionTold) {
  Command found = command();
  EXPECT_EQ(found.arguments,
            (Words{"/x/rustc", "-C", "opt-level=2", "--edition=2021", request.file}));
  EXPECT_EQ(found.rust, rust);
  ASSERT_EQ(found.notes.size(), 1u);
  EXPECT_NE(found.notes[0].find("edition is taken to be 2021"), std::string::npos);
}

TEST_F(RustCommandTest, WhatIsSaidCountsInItsOrder) {
  request.extraBefore = {"--cfg", "first"};
  request.flags = Words{"--edition=2018", "-O", "-o", "elsewhere"};
  request.extraAfter = {"-Cpanic=abort"};
  request.target = "aarch64-unknown-linux-gnu";
  Command found = command();
  EXPECT_EQ(found.arguments,
            (Words{"/x/rustc", "--cfg", "first", "--edition=2018", "-O", "-Cpanic=abort",
                   "--target=aarch64-unknown-linux-gnu", request.file}));
  EXPECT_EQ(found.notes, Words{});
}

TEST_F(RustCommandTest, WhatCannotBeReadIsNamed) {
  request.file = folder.path("none.rs");
  EXPECT_EQ(llvm::toString(rustCommand(request, rust).takeError()),
            request.file + ": cannot be read: No such file or directory");
  request.file = folder.path();
  EXPECT_EQ(llvm::toString(rustCommand(request, rust).takeError())
                .find(request.file + ": is a directory; "),
            0u);
}

// As rustc sets its session's `vectorize_loop`, `vectorize_slp` and `merge_functions`.
TEST_F(RustCommandTest, TheModuleIsOptimizedAsRustcDoesAtEachLevel) {
  for (const char *level : {"0", "1", "2", "3", "s", "z"}) {
    Words flags = moduleFlags(level);
    EXPECT_TRUE(has(flags, std::string("-O") + level)) << level;
    EXPECT_TRUE(has(flags, "--target=x86_64-unknown-linux-gnu")) << level;
    std::string_view text = level;
    EXPECT_EQ(has(flags, "-fno-vectorize"), text != "2" && text != "3") << level;
    EXPECT_EQ(has(flags, "-fno-slp-vectorize"), text != "3") << level;
    EXPECT_EQ(has(flags, "-fmerge-functions"), text != "0" && text != "1") << level;
    EXPECT_EQ(flags.back(), "a.bc");
  }
}

TEST_F(RustCommandTest, TheLinkIsOfTheTargetThatTheFlagsName) {
  EXPECT_TRUE(has(rustLinkCommand(command()).arguments, "--target=x86_64-unknown-linux-gnu"));
  request.target = "aarch64-unknown-linux-gnu";
  EXPECT_TRUE(has(rustLinkCommand(command()).arguments, "--target=aarch64-unknown-linux-gnu"));
}

} // namespace
} // namespace heaplight
