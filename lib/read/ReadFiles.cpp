#include "read/ReadFiles.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

namespace heaplight {

namespace vfs = llvm::vfs;

/// Hashes what it hands out: a file that is changed while the compiler runs can't be mistaken for
/// what was compiled.
class WatchingFileSystem::WatchedFile : public vfs::File {
public:
  WatchedFile(std::unique_ptr<vfs::File> file, Fact &fact) : file_(std::move(file)), fact_(fact) {}

  llvm::ErrorOr<vfs::Status> status() override { return file_->status(); }
  llvm::ErrorOr<std::string> getName() override { return file_->getName(); }
  std::error_code close() override { return file_->close(); }
  llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> getBuffer(const llvm::Twine &name,
                                                               int64_t bytes,
                                                               bool requiresNullTerminator,
                                                               bool isVolatile) override {
    auto buffer = file_->getBuffer(name, bytes, requiresNullTerminator, isVolatile);
    if (!buffer)
      return buffer;
    ContentHash hash = hashOf((*buffer)->getBuffer());
    fact_.changed |= fact_.content && *fact_.content != hash;
    fact_.content = hash;
    return buffer;
  }

private:
  std::unique_ptr<vfs::File> file_;
  Fact &fact_;
};

WatchingFileSystem::Fact &WatchingFileSystem::note(const llvm::Twine &path) {
  llvm::SmallString<256> whole;
  path.toVector(whole);
  makeAbsolute(whole);
  return facts_[whole];
}

llvm::ErrorOr<vfs::Status> WatchingFileSystem::status(const llvm::Twine &path) {
  llvm::ErrorOr<vfs::Status> status = ProxyFileSystem::status(path);
  // A folder counts for what is looked for in it.
  if (!status || !status->isDirectory())
    note(path).present = bool(status);
  return status;
}

bool WatchingFileSystem::exists(const llvm::Twine &path) { return bool(status(path)); }

llvm::ErrorOr<std::unique_ptr<vfs::File>>
WatchingFileSystem::openFileForRead(const llvm::Twine &path) {
  llvm::ErrorOr<std::unique_ptr<vfs::File>> file = ProxyFileSystem::openFileForRead(path);
  if (!file) {
    note(path).present = false;
    return file;
  }
  if (llvm::ErrorOr<vfs::Status> status = (*file)->status(); status && status->isDirectory())
    return file;
  Fact &fact = note(path);
  fact.present = true;
  return std::make_unique<WatchedFile>(std::move(*file), fact);
}

vfs::directory_iterator WatchingFileSystem::dir_begin(const llvm::Twine &folder,
                                                      std::error_code &error) {
  vfs::directory_iterator entries = ProxyFileSystem::dir_begin(folder, error);
  note(folder).present = !error;
  return entries;
}

ReadFiles WatchingFileSystem::seen() const {
  ReadFiles files;
  for (const auto &[path, fact] : facts_) {
    if (fact.present)
      files.read.push_back({path.str(), fact.content});
    else
      files.absent.push_back(path.str());
    files.settled &= !fact.changed;
  }
  llvm::sort(files.read, [](const ReadFile &a, const ReadFile &b) { return a.path < b.path; });
  llvm::sort(files.absent);
  return files;
}

} // namespace heaplight
