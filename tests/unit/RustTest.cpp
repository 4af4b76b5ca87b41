#include "read/rust/Rust.h"

#include "FakeRustc.h"
#include "read/Compile.h"

namespace heaplight {
namespace {

/// Finds out what it was told, and writes what rustc writes.
constexpr const char *compiles = R"(
for word; do case $word in --out-dir=*) out=${word#--out-dir=} ;; esac; done
printf '%s\n' "$@" > "$LOG"
printf '%s' "$TMPDIR" > "$LOG.tmp"
printf code > "$out/a.1234.bc"
{ printf '%s/a.d: a.rs\n\na.rs:\nsrc/my\\ file.rs:\n' "$out"; cat "$LOG.more"; } > "$out/a.d"
)";

class RustTest : public testing::Test {
protected:
  RustTest() {
    folder.write("log.more", "");
    folder.write("scratch/kept", "");
    command.file = "a.rs";
    command.directory = folder.path();
    command.environment = {"LOG=" + folder.path("log"), "TMPDIR=/of/the/build"};
  }
  llvm::Expected<RustModule> make(const std::string &script) {
    command.arguments = {fakeRustc(folder, script), "-C", "opt-level=2", "a.rs"};
    return makeRustModule(command, {false, folder.path("scratch")});
  }
  std::string textOf(const std::string &name) const {
    auto buffer = llvm::MemoryBuffer::getFile(folder.path(name));
    return buffer ? (*buffer)->getBuffer().str() : "there is none";
  }
  /// How many files and folders are left of what was to be gone.
  size_t left() const {
    size_t count = 0;
    std::error_code error;
    for (llvm::sys::fs::directory_iterator at(folder.path("scratch"), error), end;
         !error && at != end; at.increment(error))
      count += llvm::sys::path::filename(at->path()) != "kept";
    return count;
  }

  test::Folder folder;
  Command command;
};

TEST_F(RustTest, TheModuleIsThatBeforeLlvmsPassesAndOneUnit) {
  llvm::Expected<RustModule> module = make(compiles);
  ASSERT_TRUE(bool(module)) << llvm::toString(module.takeError());
  EXPECT_EQ(module->bitcode->getBuffer(), "code");
  EXPECT_FALSE(module->library);
  EXPECT_FALSE(module->readsEnvironment);
  EXPECT_EQ(module->files,
            (std::vector<std::string>{folder.path("a.rs"), folder.path("src/my file.rs")}));
  std::string told = textOf("log");
  for (const char *word : {"no-prepopulate-passes", "codegen-units=1", "lto=off", "debuginfo=2",
                           "symbol-mangling-version=v0", "opt-level=2"})
    EXPECT_NE(told.find(std::string("-C\n") + word + "\n"), std::string::npos) << word;
}

TEST_F(RustTest, WhatItWritesLiesWhereItIsToldAndIsGoneThen) {
  ASSERT_TRUE(bool(make(compiles)));
  EXPECT_EQ(textOf("log.tmp").find(folder.path("scratch/")), 0u) << textOf("log.tmp");
  EXPECT_EQ(left(), 0u);
  llvm::consumeError(make("touch \"$TMPDIR/left\"; exit 1").takeError());
  EXPECT_EQ(left(), 0u);
}

TEST_F(RustTest, AVariableOfTheEnvironmentThatItReadsIsToldOf) {
  folder.write("log.more", "# env-dep:HOME=/root\n");
  llvm::Expected<RustModule> module = make(compiles);
  ASSERT_TRUE(bool(module)) << llvm::toString(module.takeError());
  EXPECT_TRUE(module->readsEnvironment);
}

TEST_F(RustTest, WhatHasNoMainIsALibraryUnlessItsFlagsSayWhatItIs) {
  std::string script = std::string("case \"$*\" in *--crate-type=lib*) ;; *) echo "
                                   "'error[E0601]: no main' >&2; exit 1 ;; esac\n") +
                       compiles;
  llvm::Expected<RustModule> module = make(script);
  ASSERT_TRUE(bool(module)) << llvm::toString(module.takeError());
  EXPECT_TRUE(module->library);
  command.arguments = {fakeRustc(folder, script), "--crate-type", "bin", "a.rs"};
  llvm::Expected<RustModule> program = makeRustModule(command, {false, folder.path("scratch")});
  ASSERT_FALSE(bool(program));
  llvm::consumeError(program.takeError());
}

TEST_F(RustTest, WhatRustcComplainsOfIsHandedOn) {
  llvm::Expected<RustModule> module = make("echo 'error: no' >&2; exit 1");
  ASSERT_FALSE(bool(module));
  llvm::handleAllErrors(module.takeError(), [](const CompileError &error) {
    EXPECT_EQ(error.message, "a.rs: does not compile");
    EXPECT_EQ(error.diagnostics, "error: no\n");
  });
}

TEST_F(RustTest, ACrateWithoutCodeIsSaidToBeOne) {
  llvm::Expected<RustModule> module = make(":");
  ASSERT_FALSE(bool(module));
  EXPECT_EQ(llvm::toString(module.takeError()).find("a.rs: rustc makes no code of it"), 0u);
}

} // namespace
} // namespace heaplight
