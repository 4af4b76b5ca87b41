#include "report/RunPlaces.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Path.h"

#include <map>

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

RunPlace unnamed(const RecordedFrame &frame) { return {"", 0, frame.function, frame.object}; }

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

RunPlaces::RunPlaces(const RecordedProcess &process, const std::string &workingFolder)
    : process_(process) {
  std::map<std::string, bool> files;
  auto isUsers = [&](const std::string &file) {
    auto [known, added] = files.try_emplace(file);
    if (added)
      known->second = isUsersFile(file, workingFolder);
    return known->second;
  };
  // Debug information of the system's libraries may name their sources from no known folder.
  for (const RecordedFrame &frame : process.frames)
    users_.push_back(frame.line && isUsers(frame.file) && isUsers(frame.object));
}

RunPlace RunPlaces::placeOf(const RecordedStack &stack) const {
  const RecordedFrame *own = nullptr;
  for (uint32_t number : stack.frames) {
    const RecordedFrame &frame = process_.frames[number];
    if (users_[number])
      return {frame.file, frame.line, "", ""};
    if (!own && !frame.function.empty() && frame.object == process_.program)
      own = &frame;
  }
  if (own)
    return unnamed(*own);
  return stack.frames.empty() ? RunPlace() : unnamed(process_.frames[stack.frames.front()]);
}

} // namespace heaplight
