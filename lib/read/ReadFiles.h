// What a compile asks of the file system → the files that its result hangs on. Changes no answer.
// Files that are read past LLVM's file system (a loaded plugin) have to be told of.
#pragma once

#include "read/FileFacts.h"

#include "llvm/Support/VirtualFileSystem.h"

#include <string>
#include <vector>

namespace heaplight {

struct ReadFile {
  std::string path;
  /// Of the bytes that the compiler was given. None where it only asked whether the file is
  /// there, and of a folder whose names it asked for.
  std::optional<ContentHash> content;

  friend bool operator==(const ReadFile &, const ReadFile &) = default;
};

/// Paths are absolute; `.` and `..` are left in them, for links may lead elsewhere.
struct ReadFiles {
  std::vector<ReadFile> read;      ///< Sorted by path.
  std::vector<std::string> absent; ///< What was looked for in vain; sorted.
  bool settled = true;             ///< No file changed between two looks at it.
};

/// Passes all on to the file system beneath it, and remembers what was asked for.
class WatchingFileSystem : public llvm::vfs::ProxyFileSystem {
public:
  using ProxyFileSystem::ProxyFileSystem;

  llvm::ErrorOr<llvm::vfs::Status> status(const llvm::Twine &path) override;
  bool exists(const llvm::Twine &path) override;
  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> openFileForRead(const llvm::Twine &path) override;
  llvm::vfs::directory_iterator dir_begin(const llvm::Twine &folder,
                                          std::error_code &error) override;

  /// For a file that something else reads.
  void add(const llvm::Twine &path) { note(path).present = true; }
  /// Up to now. What was there in the end counts as read, though once it was absent.
  ReadFiles seen() const;

private:
  struct Fact {
    bool present = false;
    bool changed = false;
    std::optional<ContentHash> content;
  };
  class WatchedFile;

  Fact &note(const llvm::Twine &path);

  llvm::StringMap<Fact> facts_; ///< Its values stay where they are.
};

} // namespace heaplight
