// a file that a linker may be given → what it is and which other files it names. Reads no code.
#pragma once

#include "llvm/TargetParser/Triple.h"

#include <string>
#include <vector>

namespace heaplight {

enum class LibraryKind {
  Missing, ///< Not there, or not to be read.
  Shared,
  Archive,
  Object,
  Script, ///< Text that names the real ones, as libc.so is.
  Other,
};

struct LibraryFile {
  LibraryKind kind = LibraryKind::Missing;
  llvm::Triple::ArchType architecture = llvm::Triple::UnknownArch; ///< Unknown where it's not told.
  std::string name;                 ///< Of a shared object: what its dependents know it by.
  std::vector<std::string> needed;  ///< Of a shared object: names of others.
  std::vector<std::string> folders; ///< Where it wants these looked for, as written: $ORIGIN.
  std::vector<std::string> inputs;  ///< Of a script, in its order: paths, names and -lNAME.
};

/// What is broken counts as `Other`.
LibraryFile readLibraryFile(const std::string &path);

} // namespace heaplight
