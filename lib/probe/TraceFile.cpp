#include "probe/TraceFile.h"

#include <cerrno>
#include <sys/resource.h>
#include <time.h>

namespace heaplight::probe {
namespace {

constexpr uint32_t elementSizes[tableCount] = {sizeof(Node),
                                               sizeof(Record),
                                               sizeof(RecordPlace),
                                               sizeof(FreedElsewhere),
                                               sizeof(Module),
                                               sizeof(Thread),
                                               1};

/// Of addresses; the limits of what can be kept.
constexpr uint64_t reservedSizes[tableCount] = {
    uint64_t(4) << 30,  uint64_t(4) << 30,   uint64_t(1) << 30,  uint64_t(1) << 30,
    uint64_t(64) << 20, uint64_t(256) << 20, uint64_t(256) << 20};
/// Records and what belongs to them grow alike.
constexpr uint64_t firstSizes[tableCount] = {256 << 10, 256 << 10, 64 << 10, 64 << 10,
                                             16 << 10,  16 << 10,  64 << 10};

char *writeText(char *to, const char *end, const char *text) {
  while (*text && to < end)
    *to++ = *text++;
  return to;
}

char *writeNumber(char *to, const char *end, uint64_t number) {
  char digits[20];
  int count = 0;
  do
    digits[count++] = static_cast<char>('0' + number % 10);
  while ((number /= 10) != 0);
  while (count > 0 && to < end)
    *to++ = digits[--count];
  return to;
}

uint64_t now() {
  timespec time{};
  systemCall(SYS_clock_gettime, CLOCK_MONOTONIC, asNumber(&time));
  return static_cast<uint64_t>(time.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(time.tv_nsec);
}

/// To write behind it would end the process.
uint64_t fileSizeLimit() {
  rlimit limit{};
  return systemCall(SYS_prlimit64, 0, RLIMIT_FSIZE, 0, asNumber(&limit)) == 0 ? limit.rlim_cur : 0;
}

void *mapFile(void *at, uint64_t size, int file, uint64_t offset) {
  int flags = at ? MAP_SHARED | MAP_FIXED : MAP_SHARED;
  return map({.at = at, .size = size, .flags = flags, .file = file, .offset = offset});
}

} // namespace

/// Under the first name that is free: one process may execute several programs.
bool TraceFile::open(const char *folder) {
  const char *end = path_ + sizeof(path_) - 1;
  for (uint64_t number = 0; number < 100'000; ++number) {
    char *at = writeText(path_, end, folder);
    at = writeText(at, end, "/");
    at = writeNumber(at, end, static_cast<uint64_t>(systemCall(SYS_getpid)));
    at = writeText(at, end, "-");
    at = writeNumber(at, end, number);
    at = writeText(at, end, fileSuffix);
    if (at == end)
      return false;
    *at = '\0';
    int file = openFile(path_, O_CREAT | O_EXCL | O_RDWR);
    if (file == -EEXIST)
      continue;
    if (file < 0)
      return false;
    closeFile(file);
    return true;
  }
  return false;
}

/// In the child of a fork: what is mapped is its parent's.
void TraceFile::drop() {
  if (header_)
    unmap(header_, headerRoom);
  for (TableRoom &room : rooms_)
    if (room.start)
      unmap(room.start, room.reserved);
}

bool TraceFile::create(const char *folder) {
  drop();
  *this = {};
  if (!open(folder))
    return false;
  int file = extend(0, headerRoom);
  if (file < 0)
    return false;
  size_ = headerRoom;
  header_ = static_cast<Header *>(mapFile(nullptr, headerRoom, file, 0));
  closeFile(file);
  if (!header_)
    return false;
  header_->version = layoutVersion;
  header_->headerSize = sizeof(Header);
  header_->pid = static_cast<uint64_t>(systemCall(SYS_getpid));
  header_->parent = static_cast<uint64_t>(systemCall(SYS_getppid));
  header_->started = now();
  for (uint32_t table = 0; table < tableCount; ++table) {
    header_->elementSizes[table] = elementSizes[table];
    TableRoom &room = rooms_[table];
    // A limit on addresses may leave less.
    for (room.reserved = reservedSizes[table]; room.reserved >= (4u << 20); room.reserved /= 4)
      if (void *start = map({.size = room.reserved, .protection = PROT_NONE})) {
        room.start = static_cast<char *>(start);
        break;
      }
    if (!room.start || !grow(static_cast<Table>(table), firstSizes[table]))
      return false;
  }
  return true;
}

/// Makes the file longer, for real: a hole that can't be filled later would end the process.
/// The open file, or an error.
int TraceFile::extend(uint64_t offset, uint64_t size) {
  if (offset + size > fileSizeLimit())
    return -EFBIG;
  // Anew each time: a program may close all files that it doesn't know.
  int file = openFile(path_, O_RDWR | O_NOFOLLOW);
  if (file < 0)
    return file;
  long result =
      systemCall(SYS_fallocate, file, 0, static_cast<long>(offset), static_cast<long>(size));
  if (result == -EOPNOTSUPP || result == -ENOSYS)
    result = systemCall(SYS_ftruncate, file, static_cast<long>(offset + size));
  if (result == 0)
    return file;
  closeFile(file);
  return static_cast<int>(result);
}

bool TraceFile::grow(Table table, uint64_t bytes) {
  TableRoom &room = rooms_[table];
  if (room.mapped + bytes > room.reserved || header_->extentCount == maxExtents)
    return false;
  int file = extend(size_, bytes);
  if (file < 0)
    return false;
  bool isMapped = mapFile(room.start + room.mapped, bytes, file, size_);
  closeFile(file);
  if (!isMapped)
    return false;
  header_->extents[header_->extentCount] = {table, size_, bytes};
  __atomic_store_n(&header_->extentCount, header_->extentCount + 1, __ATOMIC_RELEASE);
  room.mapped += bytes;
  size_ += bytes;
  return true;
}

bool TraceFile::makeRoom(Table table, uint64_t count) {
  for (;;) {
    TableRoom &room = rooms_[table];
    if ((header_->used[table] + count) * elementSizes[table] <= room.mapped)
      return true;
    if (room.full || !grow(table, room.mapped)) {
      room.full = true;
      return false;
    }
  }
}

Text TraceFile::append(const char *bytes, uint64_t size) {
  if (size > UINT32_MAX || !makeRoom(TextTable, size))
    return {};
  uint64_t offset = header_->used[TextTable];
  __builtin_memcpy(&at<char>(TextTable, offset), bytes, size);
  __atomic_store_n(&header_->used[TextTable], offset + size, __ATOMIC_RELEASE);
  return {static_cast<uint32_t>(offset), static_cast<uint32_t>(size)};
}

} // namespace heaplight::probe
