#include "read/rust/Cargo.h"

#include "FakeRustc.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MemoryBuffer.h"

#include <cstdlib>

namespace heaplight {
namespace {

using Words = std::vector<std::string>;

/// Puts a cargo on PATH, which none of these tests runs: they do in its place what it would do.
class CargoTest : public testing::Test {
protected:
  CargoTest() {
    namespace fs = llvm::sys::fs;
    std::string cargo = folder.write("bin/cargo", "#!/bin/sh\nexit 1\n");
    EXPECT_FALSE(fs::setPermissions(cargo, fs::all_read | fs::all_exe));
    setenv("PATH", (folder.path("bin") + ":" + path_).c_str(), 1);
    folder.write("ws/pool/src/lib.rs", "");
    request.folder = folder.path("ws");
    request.outputFolder = folder.path("out");
    request.rustc = test::fakeRustc(folder, "printf '%s\\n' \"$@\" > \"$LOG\"");
    request.scratch = folder.path("scratch");
  }
  ~CargoTest() override { setenv("PATH", path_.c_str(), 1); }

  /// As cargo starts the compiler of one of the workspace's crates.
  void compilePool(const ChildRequest &cargo) {
    ChildRequest rustc{{wrapperOf(cargo), request.rustc, "--crate-name", "pool", "--edition=2018",
                        "src/lib.rs", "--crate-type", "lib", "-C", "extra-filename=-12ab",
                        "--out-dir", "/t", "--error-format=json", "--extern", "b=/t/libb.rlib"},
                       folder.path("ws/pool"),
                       cargo.environment};
    llvm::append_range(rustc.environment, Words{"CARGO_PKG_NAME=pool", "LOG=" + folder.path("log"),
                                                "CARGO_MAKEFLAGS=-j --jobserver-fds=8,9"});
    llvm::Expected<ChildResult> result = runChild(rustc);
    ASSERT_TRUE(bool(result)) << llvm::toString(result.takeError());
    EXPECT_EQ(result->status, 0) << result->errors;
  }
  static std::string wrapperOf(const ChildRequest &cargo) {
    for (llvm::StringRef variable : cargo.environment)
      if (variable.consume_front("RUSTC_WORKSPACE_WRAPPER="))
        return variable.str();
    return "none";
  }
  /// One line of what cargo tells.
  std::string artifact(const std::string &kind, const std::string &crate,
                       const std::string &file) const {
    return R"({"reason":"compiler-artifact","manifest_path":")" + folder.path(crate) +
           R"(/Cargo.toml","target":{"kind":[")" + kind + R"("],"src_path":")" +
           folder.path(crate) + R"(/src/lib.rs"},"filenames":[")" + file + "\"]}\n";
  }
  CargoBuild build(const CargoRunner &run) {
    llvm::Expected<CargoBuild> build = buildPackage(request, run);
    if (build)
      return *build;
    ADD_FAILURE() << llvm::toString(build.takeError());
    return {};
  }

  test::Folder folder;
  CargoRequest request;

private:
  std::string path_ = std::getenv("PATH");
};

TEST_F(CargoTest, CratesOfTheWorkspaceAreReadAndOthersAreLibraries) {
  CargoBuild found = build([&](const ChildRequest &cargo) -> llvm::Expected<ChildResult> {
    compilePool(cargo);
    return ChildResult{0,
                       "what a build script prints\n" + artifact("lib", "else/b", "/t/libb.rlib") +
                           artifact("proc-macro", "else/m", "/t/libm.so") +
                           artifact("custom-build", "ws/pool", "/t/build-script-build") +
                           artifact("lib", "ws/pool", "/t/libpool-12ab.rlib") +
                           "{\"reason\":\"build-finished\",\"success\":true}\n",
                       ""};
  });
  EXPECT_EQ(found.libraries, Words{"/t/libb.rlib"});
  ASSERT_EQ(found.commands.size(), 1u);
  const Command &pool = found.commands[0];
  EXPECT_EQ(pool.file, folder.path("ws/pool/src/lib.rs"));
  EXPECT_EQ(pool.directory, folder.path("ws/pool"));
  EXPECT_EQ(pool.arguments,
            (Words{request.rustc, "--crate-name", "pool", "--edition=2018", "--crate-type", "lib",
                   "-C", "extra-filename=-12ab", "--extern", "b=/t/libb.rlib", "src/lib.rs"}));
  EXPECT_EQ(pool.systemFolders, Words{folder.path("else/b")});
  // What the build says to the crate, and nothing of how it runs.
  EXPECT_TRUE(llvm::is_contained(pool.environment, "CARGO_PKG_NAME=pool"));
  for (llvm::StringRef variable : pool.environment)
    EXPECT_FALSE(variable.starts_with("TMPDIR=") || variable.contains("MAKEFLAGS=") ||
                 variable.starts_with("HEAPLIGHT_"))
        << variable.str();
}

TEST_F(CargoTest, WhatIsBuiltIsNamedAsWhatIsRead) {
  build([&](const ChildRequest &cargo) -> llvm::Expected<ChildResult> {
    compilePool(cargo);
    return ChildResult{};
  });
  auto log = llvm::MemoryBuffer::getFile(folder.path("log"));
  ASSERT_TRUE(bool(log));
  EXPECT_TRUE((*log)->getBuffer().ends_with("-C\nsymbol-mangling-version=v0\n"));
}

TEST_F(CargoTest, CargoBuildsApartAndFetchesNothing) {
  request.profile = CargoProfile::Release;
  request.package = "pool";
  request.target = "riscv64gc-unknown-none";
  ChildRequest asked;
  build([&](const ChildRequest &cargo) -> llvm::Expected<ChildResult> {
    asked = cargo;
    return ChildResult{};
  });
  EXPECT_EQ(asked.directory, folder.path("ws"));
  EXPECT_EQ(asked.arguments[0], folder.path("bin/cargo"));
  for (const std::string &word :
       {std::string("build"), std::string("--offline"), std::string("--release"),
        std::string("--package=pool"), std::string("--target=riscv64gc-unknown-none"),
        "--target-dir=" + folder.path("out/target")})
    EXPECT_TRUE(llvm::is_contained(asked.arguments, word)) << word;
  EXPECT_TRUE(llvm::is_contained(asked.environment, "RUSTC=" + request.rustc));
  EXPECT_TRUE(llvm::is_contained(asked.environment, "TMPDIR=" + folder.path("scratch")));
}

TEST_F(CargoTest, WhatFailsIsToldWithWhatCargoSays) {
  llvm::Expected<CargoBuild> refused =
      buildPackage(request, [](const ChildRequest &) -> llvm::Expected<ChildResult> {
        return ChildResult{101, "", "error[E0425]\n"};
      });
  ASSERT_FALSE(bool(refused));
  llvm::handleAllErrors(refused.takeError(), [&](const CargoError &error) {
    EXPECT_EQ(error.message, request.folder + ": cargo does not build it");
    EXPECT_EQ(error.diagnostics, "error[E0425]\n");
  });
  llvm::Expected<CargoBuild> late =
      buildPackage(request, [](const ChildRequest &) -> llvm::Expected<ChildResult> {
        return llvm::createStringError("too late");
      });
  ASSERT_FALSE(bool(late));
  EXPECT_EQ(llvm::toString(late.takeError()), request.folder + ": too late");
}

TEST_F(CargoTest, AFolderThatIsNoneIsNamed) {
  request.folder = folder.path("none");
  llvm::Expected<CargoBuild> none = buildPackage(request);
  ASSERT_FALSE(bool(none));
  EXPECT_EQ(llvm::toString(none.takeError()),
            request.folder + ": is no folder; name that of a Cargo.toml");
}

} // namespace
} // namespace heaplight
