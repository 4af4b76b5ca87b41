// A program that answers as rustc does, and compiles as the test says.
#pragma once

#include "Folder.h"

#include <gtest/gtest.h>

namespace heaplight::test {

/// What it answers is of a machine and a folder that are nowhere. `compile` is a shell's: what it
/// does with other arguments, which are "$@".
inline std::string fakeRustc(const Folder &folder, const std::string &compile = "",
                             const std::string &llvmVersion = "22.1.2") {
  namespace fs = llvm::sys::fs;
  std::string file =
      folder.write("rustc", "#!/bin/sh\ncase \"$*\" in\n"
                            "-vV) printf 'rustc 9.9.9\\nhost: riscv64gc-unknown-none\\n"
                            "LLVM version: " +
                                llvmVersion +
                                "\\n' ;;\n"
                                "'--print sysroot') echo /opt/rust ;;\n"
                                "--help) echo '    -O  Equivalent to -C opt-level=3' ;;\n"
                                "*)\n" +
                                compile + "\n:;;\nesac\n");
  EXPECT_FALSE(fs::setPermissions(file, fs::all_read | fs::all_exe | fs::owner_write));
  return file;
}

} // namespace heaplight::test
