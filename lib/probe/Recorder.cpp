#include "probe/Recorder.h"

#include "probe/Environment.h"

#include <cerrno>
#include <gnu/libc-version.h>
#include <sys/single_threaded.h>

namespace heaplight::probe {

constinit Recorder recorder;
constinit RealAllocator real;

namespace {

enum Mode : uint32_t { Fresh, Starting, Recording, Silent };

/// A page by itself, which the system wipes in the child of whatever sort of fork.
struct alignas(4096) Gate {
  uint32_t mode = Fresh;
};
constinit Gate gate;

enum Busy : uint32_t {
  Free,
  InRecorder, ///< A call of the allocator can only come from a signal's handler.
  InReal,
};

struct Local {
  ThreadState *thread;
  uint32_t busy;
};
constinit __thread Local local __attribute__((tls_model("initial-exec"))) = {};

constexpr uint64_t phaseKey = 0xd1b54a32d192ed03; ///< An odd number without a pattern.

Mode mode() { return static_cast<Mode>(__atomic_load_n(&gate.mode, __ATOMIC_ACQUIRE)); }

/// By the only thread that writes it; another may read it.
void add(uint64_t &counter, uint64_t by) {
  __atomic_store_n(&counter, __atomic_load_n(&counter, __ATOMIC_RELAXED) + by, __ATOMIC_RELAXED);
}

void addShared(uint64_t &counter, uint64_t by) {
  __atomic_add_fetch(&counter, by, __ATOMIC_RELAXED);
}

template <typename Function> void findReal(Function &function, const char *name) {
  function = reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

void findRealAllocator() {
  findReal(real.calloc, "calloc");
  findReal(real.realloc, "realloc");
  findReal(real.free, "free");
  findReal(real.posix_memalign, "posix_memalign");
  findReal(real.aligned_alloc, "aligned_alloc");
  findReal(real.memalign, "memalign");
  findReal(real.valloc, "valloc");
  findReal(real.pvalloc, "pvalloc");
  findReal(real.dlclose, "dlclose");
  findReal(real.malloc, "malloc");
}

/// glibc's blocks lie at multiples of 16; other allocators give small ones at multiples of 8.
unsigned granuleOfBlocks() {
  dl_find_object allocator, libc;
  bool isGlibc = _dl_find_object(reinterpret_cast<void *>(real.malloc), &allocator) == 0 &&
                 _dl_find_object(reinterpret_cast<void *>(&gnu_get_libc_version), &libc) == 0 &&
                 allocator.dlfo_map_start == libc.dlfo_map_start;
  return isGlibc ? 4 : 3;
}

bool isGone(long thread) {
  long self = systemCall(SYS_getpid);
  return thread == systemCall(SYS_gettid) || systemCall(SYS_tgkill, self, thread, 0) == -ESRCH;
}

} // namespace

void Recorder::ensureStarted() {
  if (enter())
    leave();
}

ThreadState *Recorder::enter() {
  if (__builtin_expect(local.busy == Free && local.thread && mode() == Recording, true)) {
    local.busy = InRecorder;
    return local.thread;
  }
  return enterSlowly();
}

void Recorder::enterReal() { local.busy = InReal; }

void Recorder::leaveReal() { local.busy = InRecorder; }

void Recorder::leave() { local.busy = Free; }

ThreadState *Recorder::enterSlowly() {
  if (mode() == Silent)
    return nullptr;
  if (local.busy != Free) {
    if (local.busy == InRecorder && mode() == Recording)
      miss();
    return nullptr;
  }
  local.busy = InRecorder;
  if (mode() != Recording && !start()) {
    local.busy = Free;
    return nullptr;
  }
  if (!local.thread)
    local.thread = newThread();
  if (!local.thread) {
    miss();
    local.busy = Free;
  }
  return local.thread;
}

/// False where nothing is to be recorded, or another thread is about to begin.
bool Recorder::start() {
  uint32_t fresh = Fresh;
  if (!__atomic_compare_exchange_n(&gate.mode, &fresh, Starting, false, __ATOMIC_ACQ_REL,
                                   __ATOMIC_ACQUIRE))
    return fresh == Recording;
  Mode mode = begin() ? Recording : Silent;
  __atomic_store_n(&gate.mode, mode, __ATOMIC_RELEASE);
  return mode == Recording;
}

bool Recorder::begin() {
  if (hasStarted_) { // This is the child of a fork.
    local.thread = nullptr;
    if (!follows_)
      return false;
    dropThreads();
    forgetRules(); // They say where modules stand in the parent's file.
    return blocks_.create(granuleOfBlocks()) && ledger_.start(folder_);
  }
  hasStarted_ = true;
  findRealAllocator();
  const char *folder = startVariable(folderVariable);
  follows_ = startVariable(followVariable);
  if (!folder || !*folder || __builtin_strlen(folder) >= sizeof(folder_))
    return false;
  __builtin_strcpy(folder_, folder);
  if (!follows_)
    removeFromEnvironment();
  return systemCall(SYS_madvise, asNumber(&gate), sizeof(gate), MADV_WIPEONFORK) == 0 &&
         blocks_.create(granuleOfBlocks()) && ledger_.start(folder_);
}

void Recorder::dropThreads() {
  threadsMutex_.forget();
  while (threads_) {
    ThreadState *next = threads_->next;
    unmap(threads_, sizeof(ThreadState));
    threads_ = next;
  }
  nextToReuse_ = nullptr;
}

/// That of a thread that is gone, or a new one.
ThreadState *Recorder::unusedState() {
  Locked lock(threadsMutex_);
  for (int tries = 0; tries < 4 && threads_; ++tries) {
    ThreadState *state = nextToReuse_ ? nextToReuse_ : threads_;
    nextToReuse_ = state->next;
    if (isGone(state->system)) {
      state->system = systemCall(SYS_gettid);
      return state;
    }
  }
  auto *state = static_cast<ThreadState *>(reserve(sizeof(ThreadState)));
  if (!state)
    return nullptr;
  state->system = systemCall(SYS_gettid);
  state->next = threads_;
  threads_ = state;
  return state;
}

ThreadState *Recorder::newThread() {
  ThreadState *state = unusedState();
  if (!state)
    return nullptr;
  if (state->wasUsed)
    state->records.clear();
  state->makes.forgetStack();
  state->frees.forgetStack();
  state->wasUsed = true;
  state->last = state->expected = &state->none;
  state->number = ledger_.addThread();
  return state->number == noNumber ? nullptr : state;
}

void Recorder::miss() { addShared(ledger_.file().header().missed, 1); }

/// Null where there's no room for it.
[[gnu::noinline]] Record *Recorder::recordOf(ThreadState &thread, Walker &walker, RecordKey key) {
  if (Record *known = thread.records.find(key.key, ledger_.file()))
    return known;
  key.thread = thread.number;
  key.node = walker.node(ledger_);
  if (key.node == noNumber)
    return nullptr;
  uint32_t number = ledger_.recordFor(key);
  if (number == noNumber)
    return nullptr;
  thread.records.add(number, ledger_.file());
  return &ledger_.file().record(number);
}

Spot Recorder::spotAt(ThreadState &thread, Walker &walker, const Registers &place) {
  TraceFile &file = ledger_.file();
  uint32_t phase = __atomic_load_n(&phase_, __ATOMIC_RELAXED);
  uint64_t key = walker.keyAt(place, ledger_) ^ (phase * phaseKey);
  Record *record = thread.expected;
  if (record->key != key) {
    record = recordOf(thread, walker, {.phase = phase, .key = key});
    if (!record) {
      miss();
      return {};
    }
    thread.last->following = file.numberOf(*record);
  }
  thread.last = record;
  thread.expected = &file.record(record->following);
  __builtin_prefetch(thread.expected);
  return {file.numberOf(*record), record};
}

Spot Recorder::countAllocation(ThreadState &thread, const Registers &place, size_t size) {
  Spot spot = spotAt(thread, thread.makes, place);
  if (spot.record) {
    add(spot.record->allocations, 1);
    add(spot.record->bytes, size);
  }
  return spot;
}

void Recorder::made(const Spot &spot, const void *address, size_t size) {
  if (!spot.record)
    return;
  if (address && blocks_.add(address, {spot.number, size}))
    changeLive(static_cast<int64_t>(size));
  else if (!address) {
    add(spot.record->ownFreed, 1);
    add(spot.record->ownFreedBytes, size);
  }
}

void Recorder::countFree(ThreadState &thread, const Spot &spot, const Block *block) {
  if (spot.record)
    add(spot.record->frees, 1);
  if (!block)
    return;
  if (spot.record)
    add(spot.record->freedBytes, block->size);
  Record &maker = ledger_.file().record(block->record);
  if (maker.thread == thread.number) {
    add(maker.ownFreed, 1);
    add(maker.ownFreedBytes, block->size);
  } else {
    FreedElsewhere &elsewhere = ledger_.file().freedElsewhere(block->record);
    addShared(elsewhere.blocks, 1);
    addShared(elsewhere.bytes, block->size);
  }
  changeLive(-static_cast<int64_t>(block->size));
}

void Recorder::forget(const void *address) {
  Block block;
  if (mode() != Recording || local.busy == Free || !blocks_.take(address, block))
    return;
  FreedElsewhere &elsewhere = ledger_.file().freedElsewhere(block.record);
  addShared(elsewhere.blocks, 1);
  addShared(elsewhere.bytes, block.size);
  changeLive(-static_cast<int64_t>(block.size));
}

/// The peak is the process's: what all threads have at one time.
void Recorder::changeLive(int64_t bytes) {
  Header &header = ledger_.file().header();
  int64_t live;
  if (__libc_single_threaded) {
    live = header.liveBytes + bytes;
    header.liveBytes = live;
  } else {
    live = __atomic_add_fetch(&header.liveBytes, bytes, __ATOMIC_RELAXED);
  }
  int64_t peak = __atomic_load_n(&header.peakBytes, __ATOMIC_RELAXED);
  while (live > peak && !__atomic_compare_exchange_n(&header.peakBytes, &peak, live, true,
                                                     __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
  }
}

} // namespace heaplight::probe
