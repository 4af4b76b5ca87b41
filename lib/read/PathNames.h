// a file as the compiler names it → the path that reports show. Never asks the disk: links in it
// stay.
#pragma once

#include "llvm/ADT/StringRef.h"

#include <string>

namespace heaplight {

class PathNames {
public:
  /// Both absolute: where the command runs, and what shown paths are relative to.
  PathNames(std::string directory, std::string workingFolder)
      : directory_(std::move(directory)), workingFolder_(std::move(workingFolder)) {}

  /// Absolute and without dots. `directory` is what a relative `file` lies in; empty for where the
  /// command runs. The compiler's own names, as <built-in>, stay as they are, and so does "".
  std::string whole(llvm::StringRef file, llvm::StringRef directory = {}) const;
  /// The same, but relative to the working folder where it lies below.
  std::string shown(llvm::StringRef file, llvm::StringRef directory = {}) const;

private:
  std::string directory_;
  std::string workingFolder_;
};

} // namespace heaplight
