#include "ScratchFolder.h"

#include <llvm/ADT/SmallString.h>
#include <llvm/Support/FileSystem.h>

namespace heaplight {

const std::string &ScratchFolder::make() {
  llvm::SmallString<128> made;
  if (path_.empty() && !llvm::sys::fs::createUniqueDirectory("heaplight", made))
    path_ = std::string(made);
  return path_;
}

void ScratchFolder::remove() {
  if (!path_.empty())
    llvm::sys::fs::remove_directories(path_);
  path_.clear();
}

} // namespace heaplight
