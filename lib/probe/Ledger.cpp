#include "probe/Ledger.h"

#include <link.h>
#include <sys/prctl.h>

namespace heaplight::probe {
namespace {

constexpr uint32_t maxModules = (1 << 16) - 1;

uint32_t follow(const uint32_t &link) { return __atomic_load_n(&link, __ATOMIC_ACQUIRE); }

void setLink(uint32_t &link, uint32_t to) { __atomic_store_n(&link, to, __ATOMIC_RELEASE); }

/// What a file of /proc holds, at most so much of it; the bytes that were read.
uint64_t readFile(const char *path, char *to, uint64_t size) {
  int file = openFile(path, O_RDONLY);
  if (file < 0)
    return 0;
  uint64_t length = 0;
  while (length < size) {
    long count =
        systemCall(SYS_read, file, asNumber(to + length), static_cast<long>(size - length));
    if (count <= 0)
      break;
    length += static_cast<uint64_t>(count);
  }
  closeFile(file);
  return length;
}

} // namespace

bool Ledger::start(const char *folder) {
  mutex_.forget();
  if (!file_.create(folder))
    return false;
  for (uint32_t root = 0; root < rootCount; ++root)
    file_.append(NodeTable, Node{0, root, noModule, 0, 0, 0, 0});
  file_.append(ModuleTable, Module{});
  if (!writeProcess())
    return false;
  Header &header = file_.header();
  for (unsigned i = 1; i < sizeof(magic); ++i)
    header.magic[i] = magic[i];
  __atomic_store_n(&header.magic[0], magic[0], __ATOMIC_RELEASE);
  return true;
}

/// What the process is: its program, arguments and folder.
bool Ledger::writeProcess() {
  constexpr uint64_t room = uint64_t(1) << 21; // Linux lets arguments have less.
  auto *buffer = static_cast<char *>(reserve(room));
  if (!buffer)
    return false;
  Header &header = file_.header();
  long size = systemCall(SYS_readlinkat, AT_FDCWD, asNumber("/proc/self/exe"), asNumber(buffer),
                         static_cast<long>(room));
  if (size > 0)
    header.program = file_.append(buffer, static_cast<uint64_t>(size));
  header.arguments = file_.append(buffer, readFile("/proc/self/cmdline", buffer, room));
  size = systemCall(SYS_getcwd, asNumber(buffer), static_cast<long>(room));
  if (size > 1)
    header.folder = file_.append(buffer, static_cast<uint64_t>(size) - 1);
  unmap(buffer, room);
  return true;
}

/// 0 for none.
uint32_t Ledger::childOf(const Node &node) {
  uint32_t child = follow(file_.node(node.parent).firstChild);
  while (child != 0) {
    const Node &known = file_.node(child);
    if (known.address == node.address && known.module == node.module)
      break;
    child = follow(known.nextSibling);
  }
  return child;
}

uint32_t Ledger::nodeFor(Node node) {
  if (uint32_t known = childOf(node))
    return known;
  Locked lock(mutex_);
  if (uint32_t known = childOf(node)) // By another thread, meanwhile.
    return known;
  if (!file_.makeRoom(NodeTable))
    return noNumber;
  Node &parent = file_.node(node.parent);
  node.nextSibling = parent.firstChild;
  auto number = static_cast<uint32_t>(file_.append(NodeTable, node));
  setLink(parent.firstChild, number);
  return number;
}

/// What leads to the record, or where it belongs. Threads that are gone stand behind those that may
/// still be there.
uint32_t *Ledger::linkFor(const RecordKey &key) {
  uint32_t *link = &file_.node(key.node).firstRecord;
  while (uint32_t known = follow(*link)) {
    uint32_t thread = file_.record(known - 1).thread;
    RecordPlace &place = file_.recordPlace(known - 1);
    if (thread < key.thread || (thread == key.thread && place.phase <= key.phase))
      break;
    link = &place.next;
  }
  return link;
}

uint32_t Ledger::recordFor(const RecordKey &key) {
  auto knownAt = [&](uint32_t link) {
    return link != 0 && file_.record(link - 1).thread == key.thread &&
           file_.recordPlace(link - 1).phase == key.phase;
  };
  if (uint32_t known = follow(*linkFor(key)); knownAt(known))
    return known - 1;
  Locked lock(mutex_);
  uint32_t *link = linkFor(key);
  if (knownAt(*link))
    return *link - 1;
  if (!file_.makeRoom(RecordTable) || !file_.makeRoom(RecordPlaceTable) ||
      !file_.makeRoom(FreedElsewhereTable))
    return noNumber;
  Record record{};
  record.key = key.key;
  record.thread = key.thread;
  // Until it's known better, what happened here happens again.
  record.following = static_cast<uint32_t>(file_.used(RecordTable));
  file_.append(FreedElsewhereTable, FreedElsewhere{});
  file_.append(RecordPlaceTable, RecordPlace{key.node, key.phase, *link, 0});
  auto number = static_cast<uint32_t>(file_.append(RecordTable, record));
  setLink(*link, number + 1);
  return number;
}

uint32_t Ledger::addThread() {
  Thread thread{};
  thread.system = static_cast<uint64_t>(systemCall(SYS_gettid));
  systemCall(SYS_prctl, PR_GET_NAME, asNumber(thread.name));
  Locked lock(mutex_);
  return file_.makeRoom(ThreadTable) ? static_cast<uint32_t>(file_.append(ThreadTable, thread))
                                     : noNumber;
}

uint32_t Ledger::moduleFor(const dl_find_object &found) {
  const link_map *map = found.dlfo_link_map;
  Module module{};
  module.start = reinterpret_cast<uint64_t>(found.dlfo_map_start);
  module.end = reinterpret_cast<uint64_t>(found.dlfo_map_end);
  module.bias = map->l_addr;
  // The program itself has no name there.
  const char *path = map->l_name ? map->l_name : "";
  uint64_t size = __builtin_strlen(path);
  Locked lock(mutex_);
  for (auto number = static_cast<uint32_t>(file_.used(ModuleTable)); number-- > 1;) {
    const Module &known = file_.module(number);
    if (known.start == module.start && known.end == module.end && known.bias == module.bias &&
        known.path.size == size && __builtin_memcmp(file_.text(known.path), path, size) == 0)
      return number;
  }
  if (file_.used(ModuleTable) >= maxModules || !file_.makeRoom(ModuleTable))
    return noModule;
  module.path = file_.append(path, size);
  if (size > 0 && module.path.size == 0)
    return noModule;
  return static_cast<uint32_t>(file_.append(ModuleTable, module));
}

} // namespace heaplight::probe
