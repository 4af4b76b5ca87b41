#include "FileOwner.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Path.h"

namespace heaplight {
namespace {

/// What the file-system hierarchy gives to the system, and where rustc says that its library lies
/// and what that is made of.
constexpr llvm::StringLiteral systemFolders[] = {
    "/usr/include/",       "/usr/lib/",       "/usr/lib32/", "/usr/lib64/", "/usr/libexec/",
    "/usr/share/",         "/lib32/",         "/lib64/",     "/usr/src/",   "/lib/",
    "/usr/local/include/", "/usr/local/lib/", "/rustc/",     "/rust/deps/", "/cargo/registry/"};

/// Folders of tools, wherever a user keeps them.
constexpr llvm::StringLiteral toolFolders[] = {"/lib/rustlib/src/", "/.cargo/registry/",
                                               "/.cargo/git/"};

/// The end of the folder that makes `path` foreign; 0 where none does.
size_t foreignPart(llvm::StringRef path) {
  size_t end = 0;
  for (llvm::StringRef folder : systemFolders)
    if (path.starts_with(folder))
      end = std::max(end, folder.size());
  for (llvm::StringRef folder : toolFolders)
    if (size_t place = path.find(folder); place != llvm::StringRef::npos)
      end = std::max(end, place + folder.size());
  return end;
}

} // namespace

bool isUsersFile(const std::string &file, const std::string &workingFolder) {
  if (file.empty())
    return false;
  llvm::SmallString<256> whole(file), folder(workingFolder);
  llvm::sys::path::make_absolute(workingFolder, whole);
  llvm::sys::path::remove_dots(whole, /*remove_dot_dot=*/true);
  if (!folder.ends_with("/"))
    folder += "/";
  size_t foreign = foreignPart(whole);
  return !foreign || (whole.starts_with(folder) && foreign <= folder.size());
}

} // namespace heaplight
