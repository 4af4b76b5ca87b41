#include "read/Cache.h"

#include "read/FileFacts.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Chrono.h"
#include "llvm/Support/DataExtractor.h"
#include "llvm/Support/EndianStream.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

#include <chrono>
#include <fcntl.h>
#include <optional>
#include <unistd.h>
#include <vector>

namespace heaplight {
namespace {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;
using Clock = std::chrono::system_clock;

// An entry: magic, version, the key's length, the key, the bytes, and the hash of all that. All
// numbers are little-endian.
constexpr llvm::StringRef magic = "heaplite";
constexpr uint32_t version = 1;
constexpr size_t hashBytes = 16;

constexpr llvm::StringRef entryEnding = ".entry", unfinishedEnding = ".unfinished";
/// Holds one byte for each piece of this many bytes that was written since the folder was last
/// tidied. Bytes can be appended by many processes at once, and its size is their sum.
constexpr llvm::StringRef counterName = "written";
constexpr uint64_t countedBytes = 64 << 10;
/// The part of the bound that may be written before the folder is tidied again.
constexpr uint64_t slack = 8;

/// How old a use may be before the next one is noted.
constexpr auto useIsFresh = std::chrono::hours(1);
/// An unfinished file of this age has no writer any more.
constexpr auto unfinishedIsDead = std::chrono::hours(1);

std::string makeEntry(llvm::StringRef key, llvm::StringRef bytes) {
  std::string entry;
  entry.reserve(magic.size() + 2 * sizeof(uint32_t) + key.size() + bytes.size() + hashBytes);
  llvm::raw_string_ostream stream(entry);
  llvm::support::endian::Writer writer(stream, llvm::endianness::little);
  stream << magic;
  writer.write(version);
  writer.write(uint32_t(key.size()));
  stream << key << bytes;
  ContentHash hash = hashOf(entry);
  writer.write(hash.low);
  writer.write(hash.high);
  return entry;
}

/// The bytes of a sound entry for `key`.
std::optional<llvm::StringRef> readEntry(llvm::StringRef entry, llvm::StringRef key) {
  if (entry.size() < hashBytes)
    return std::nullopt;
  llvm::StringRef body = entry.drop_back(hashBytes);
  if (!body.consume_front(magic))
    return std::nullopt;
  llvm::DataExtractor data(body, /*IsLittleEndian=*/true, /*AddressSize=*/8);
  llvm::DataExtractor::Cursor cursor(0);
  uint32_t foundVersion = data.getU32(cursor);
  uint32_t keyBytes = data.getU32(cursor);
  llvm::StringRef foundKey = data.getBytes(cursor, keyBytes);
  uint64_t start = cursor.tell();
  if (llvm::errorToBool(cursor.takeError()) || foundVersion != version || foundKey != key)
    return std::nullopt;
  llvm::DataExtractor end(entry.take_back(hashBytes), true, 8);
  uint64_t offset = 0;
  ContentHash hash;
  hash.low = end.getU64(&offset);
  hash.high = end.getU64(&offset);
  if (hashOf(entry.drop_back(hashBytes)) != hash)
    return std::nullopt;
  return body.drop_front(start);
}

class PartOfBuffer : public llvm::MemoryBuffer {
public:
  PartOfBuffer(std::unique_ptr<llvm::MemoryBuffer> whole, llvm::StringRef part)
      : whole_(std::move(whole)) {
    init(part.begin(), part.end(), /*RequiresNullTerminator=*/false);
  }
  BufferKind getBufferKind() const override { return whole_->getBufferKind(); }

private:
  std::unique_ptr<llvm::MemoryBuffer> whole_;
};

/// A regular file, open; nothing else is waited for. Where a name leads to a pipe, opening it would
/// wait for whoever is at its other end.
class RegularFile {
public:
  RegularFile(const std::string &file, int flags)
      : descriptor_(open(file.c_str(), flags | O_NONBLOCK | O_CLOEXEC, ownersOnly)) {
    regular_ =
        descriptor_ >= 0 && !fs::status(descriptor_, status_) && fs::is_regular_file(status_);
  }
  ~RegularFile() {
    if (descriptor_ >= 0)
      llvm::sys::Process::SafelyCloseFileDescriptor(descriptor_);
  }
  RegularFile(const RegularFile &) = delete;
  RegularFile &operator=(const RegularFile &) = delete;

  explicit operator bool() const { return regular_; }
  int descriptor() const { return descriptor_; }
  const fs::file_status &status() const { return status_; }

private:
  static constexpr unsigned ownersOnly = 0600;

  int descriptor_;
  fs::file_status status_;
  bool regular_ = false;
};

/// Tells the tidying that `file` was used. Not each time, for reading should cost no writing.
void noteUse(const std::string &file, const fs::file_status &status) {
  auto now = Clock::now();
  if (now - status.getLastModificationTime() < useIsFresh)
    return;
  if (RegularFile entry(file, O_RDWR | O_NOFOLLOW); entry)
    fs::setLastAccessAndModificationTime(
        entry.descriptor(), std::chrono::time_point_cast<std::chrono::nanoseconds>(now));
}

/// Puts a whole file in the place of what is there. A folder is moved aside, and stays there if it
/// isn't empty: it may be someone's.
std::error_code replace(const std::string &file, const std::string &by) {
  std::error_code error = fs::rename(by, file);
  if (!error || !fs::is_directory(file))
    return error;
  std::string aside = by + ".aside";
  if (std::error_code stuck = fs::rename(file, aside))
    return stuck;
  fs::remove(aside);
  return fs::rename(by, file);
}

} // namespace

std::unique_ptr<llvm::MemoryBuffer> partOf(std::unique_ptr<llvm::MemoryBuffer> whole,
                                           llvm::StringRef part) {
  return std::make_unique<PartOfBuffer>(std::move(whole), part);
}

Cache::Cache(CacheOptions options) : options_(std::move(options)) {
  if (std::error_code error =
          fs::create_directories(options_.folder, /*IgnoreExisting=*/true, fs::owner_all))
    giveUp(error.message());
  else if (!fs::is_directory(options_.folder))
    giveUp("it is no folder");
  else if (std::error_code denied = fs::access(options_.folder, fs::AccessMode::Write))
    giveUp(denied.message());
}

void Cache::giveUp(const std::string &reason) {
  if (complaint_.empty())
    complaint_ = options_.folder + ": nothing is kept for the next run: " + reason;
}

std::string Cache::fileOf(llvm::StringRef key) const {
  ContentHash hash = hashOf(key);
  llvm::SmallString<256> file(options_.folder);
  path::append(file, llvm::Twine(llvm::utohexstr(hash.high, /*LowerCase=*/true, /*Width=*/16)) +
                         llvm::utohexstr(hash.low, true, 16) + entryEnding);
  return std::string(file);
}

std::unique_ptr<llvm::MemoryBuffer> Cache::get(llvm::StringRef key) const {
  std::string name = fileOf(key);
  RegularFile file(name, O_RDONLY);
  // What is larger than any entry is none, and might not fit into memory.
  if (!file || file.status().getSize() > largestEntry())
    return nullptr;
  // Read, not mapped: what was checked can't change afterwards.
  auto buffer = llvm::MemoryBuffer::getOpenFile(file.descriptor(), name, file.status().getSize(),
                                                /*RequiresNullTerminator=*/false,
                                                /*IsVolatile=*/true);
  if (!buffer)
    return nullptr;
  std::optional<llvm::StringRef> bytes = readEntry((*buffer)->getBuffer(), key);
  if (!bytes)
    return nullptr;
  noteUse(name, file.status());
  return partOf(std::move(*buffer), *bytes);
}

uint64_t Cache::largestEntry() const {
  constexpr uint64_t frame = magic.size() + 2 * sizeof(uint32_t) + hashBytes;
  return options_.bound / slack + frame;
}

void Cache::put(llvm::StringRef key, llvm::StringRef bytes) {
  if (!complaint_.empty() || bytes.size() + key.size() > options_.bound / slack)
    return;
  std::string entry = makeEntry(key, bytes);
  if (write(fileOf(key), entry))
    countWritten(entry.size());
}

bool Cache::write(const std::string &file, llvm::StringRef entry) {
  int descriptor = -1;
  llvm::SmallString<256> unfinished;
  if (std::error_code error =
          fs::createUniqueFile(file + ".%%%%%%%%" + unfinishedEnding, descriptor, unfinished,
                               fs::OF_None, fs::owner_read | fs::owner_write)) {
    giveUp(error.message());
    return false;
  }
  llvm::raw_fd_ostream stream(descriptor, /*shouldClose=*/true);
  stream << entry;
  stream.close();
  std::error_code error = stream.error();
  stream.clear_error();
  if (!error)
    error = replace(file, std::string(unfinished));
  if (!error)
    return true;
  fs::remove(unfinished);
  giveUp(error.message());
  return false;
}

void Cache::countWritten(uint64_t bytes) {
  llvm::SmallString<256> counter(options_.folder);
  path::append(counter, counterName);
  RegularFile file(std::string(counter), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW);
  if (!file) {
    unlink(counter.c_str()); // Whatever stands there counts nothing; LLVM removes no pipes.
    return;
  }
  llvm::raw_fd_ostream stream(file.descriptor(), /*shouldClose=*/false);
  stream << std::string((bytes + countedBytes - 1) / countedBytes, '.');
  stream.flush();
  if (stream.has_error())
    return stream.clear_error();
  uint64_t pieces = 0;
  if (fs::file_size(counter, pieces) || pieces * countedBytes < options_.bound / slack)
    return;
  // Only one of several processes gets to remove it, and tidies.
  if (!fs::remove(counter, /*IgnoreNonExisting=*/false))
    prune();
}

void Cache::prune() const {
  struct Entry {
    std::string file;
    llvm::sys::TimePoint<> used;
    uint64_t bytes = 0;
  };
  std::vector<Entry> entries;
  uint64_t total = 0;
  std::error_code error;
  for (fs::directory_iterator found(options_.folder, error), end; !error && found != end;
       found.increment(error)) {
    fs::file_status status;
    llvm::StringRef name = path::filename(found->path());
    if (fs::status(found->path(), status) || !fs::is_regular_file(status))
      continue;
    if (name.ends_with(unfinishedEnding) &&
        Clock::now() - status.getLastModificationTime() > unfinishedIsDead)
      fs::remove(found->path());
    if (!name.ends_with(entryEnding))
      continue;
    entries.push_back({found->path(), status.getLastModificationTime(), status.getSize()});
    total += status.getSize();
  }
  llvm::sort(entries, [](const Entry &a, const Entry &b) { return a.used < b.used; });
  uint64_t allowed = options_.bound - options_.bound / slack;
  for (const Entry &entry : entries) {
    if (total <= allowed)
      break;
    fs::remove(entry.file);
    total -= entry.bytes;
  }
}

} // namespace heaplight
