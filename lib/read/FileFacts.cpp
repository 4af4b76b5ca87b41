#include "read/FileFacts.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"

#include <string>
#include <vector>

namespace heaplight {
namespace {

namespace fs = llvm::sys::fs;

std::optional<ContentHash> hashOfFolder(llvm::StringRef path) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(path, error), end; !error && entry != end;
       entry.increment(error))
    names.push_back(llvm::sys::path::filename(entry->path()).str());
  if (error)
    return std::nullopt;
  llvm::sort(names);
  std::string text;
  for (const std::string &name : names)
    text += name + '/'; // No name holds one.
  return hashOf(text);
}

std::optional<ContentHash> hashOfPath(llvm::StringRef path) {
  fs::file_status status;
  if (fs::status(path, status))
    return std::nullopt;
  if (fs::is_directory(status))
    return hashOfFolder(path);
  if (!fs::is_regular_file(status))
    return std::nullopt;
  // Read, not mapped: a file may shrink meanwhile.
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false, /*IsVolatile=*/true);
  if (!buffer)
    return std::nullopt;
  return hashOf((*buffer)->getBuffer());
}

} // namespace

ContentHash hashOf(llvm::StringRef bytes) {
  llvm::XXH128_hash_t hash = llvm::xxh3_128bits(llvm::arrayRefFromStringRef(bytes));
  return {hash.low64, hash.high64};
}

const std::optional<ContentHash> &FileFacts::content(llvm::StringRef path) {
  auto [found, fresh] = contents_.try_emplace(path);
  if (fresh)
    found->second = hashOfPath(path);
  return found->second;
}

bool FileFacts::exists(llvm::StringRef path) {
  auto [found, fresh] = exists_.try_emplace(path);
  if (fresh)
    found->second = fs::exists(path);
  return found->second;
}

} // namespace heaplight
