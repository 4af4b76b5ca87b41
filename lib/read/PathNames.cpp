#include "read/PathNames.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"

namespace heaplight {

namespace path = llvm::sys::path;

std::string PathNames::whole(llvm::StringRef file, llvm::StringRef directory) const {
  if (file.empty() || file.starts_with("<"))
    return file.str();
  llvm::SmallString<256> whole(file);
  if (!path::is_absolute(file)) {
    whole = directory.empty() ? llvm::StringRef(directory_) : directory;
    path::append(whole, file);
  }
  path::remove_dots(whole, /*remove_dot_dot=*/true);
  return std::string(whole);
}

std::string PathNames::shown(llvm::StringRef file, llvm::StringRef directory) const {
  std::string absolute = whole(file, directory);
  llvm::StringRef text = absolute;
  if (text.consume_front(workingFolder_) && text.consume_front("/"))
    return text.str();
  return absolute;
}

} // namespace heaplight
