// a rustc → what it is: its version, the LLVM that it makes code with, where its standard library
// lies. Compiles nothing.
#pragma once

#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace heaplight {

struct RustToolchain {
  std::string rustc;     ///< Its path.
  std::string version;   ///< All that it says of itself.
  std::string host;      ///< The target that it compiles for by default.
  std::string sysroot;   ///< Where its libraries and their sources lie.
  std::string fastLevel; ///< What -O stands for: of some versions 2, of newer ones 3.

  friend bool operator==(const RustToolchain &, const RustToolchain &) = default;
};

/// `named` is a path or a name on PATH; empty for rustc. It is asked in `folder`, which may choose
/// among several versions; empty for the working folder. Fails in one line where there is none, and
/// where its LLVM is newer than this one, which couldn't read what it makes.
llvm::Expected<RustToolchain> findRust(const std::string &named, const std::string &folder = {});

/// What `version` says behind `key`: "LLVM version", "host". Empty where it doesn't.
std::string versionField(const std::string &version, const std::string &key);

/// The shared objects or archives of the standard library for `target`, dependents first. Empty
/// where they aren't installed.
std::vector<std::string> standardLibraries(const RustToolchain &rust, const std::string &target);

} // namespace heaplight
