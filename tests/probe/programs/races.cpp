// The recorder's own code, all but the functions that stand in for the allocator's, for whatever
// looks for races. As a library (-DRECORDER): what counts one event. As a program (races THREADS
// ROUNDS): threads that come and go, make and free blocks that are none by many stacks, give some
// to each other, and say at times that code is gone.
#include <cstddef>
#include <cstdint>

extern "C" {
void start();
void setPhase(uint32_t phase);
void forgetCode();
void countMake(uintptr_t (*get)(), uintptr_t *address);
void countDrop(void (*put)(uintptr_t), uintptr_t address);
}

#ifdef RECORDER
#include "probe/Blocks.cpp"
#include "probe/Cursor.cpp"
#include "probe/EarlyBlocks.cpp"
#include "probe/Environment.cpp"
#include "probe/FrameRule.cpp"
#include "probe/KnownRecords.cpp"
#include "probe/Ledger.cpp"
#include "probe/Recorder.cpp"
#include "probe/TraceFile.cpp"
#include "probe/UnwindTable.cpp"
#include "probe/Walker.cpp"

using namespace heaplight::probe;

constexpr size_t size = 24;

[[gnu::always_inline]] static inline Registers placeOfCaller() {
  auto *frame = static_cast<uintptr_t *>(__builtin_frame_address(0));
  return {.pc = frame[1], .sp = reinterpret_cast<uintptr_t>(frame + 2), .fp = frame[0]};
}

void start() { recorder.ensureStarted(); }
void setPhase(uint32_t phase) { recorder.setPhase(phase); }
void forgetCode() { forgetRules(); }

void countMake(uintptr_t (*get)(), uintptr_t *address) {
  ThreadState *thread = recorder.enter();
  Spot spot = recorder.countAllocation(*thread, placeOfCaller(), size);
  Recorder::enterReal();
  *address = get();
  Recorder::leaveReal();
  recorder.made(spot, reinterpret_cast<void *>(*address), size);
  Recorder::leave();
}

void countDrop(void (*put)(uintptr_t), uintptr_t address) {
  ThreadState *thread = recorder.enter();
  Block block;
  bool isKnown = recorder.take(reinterpret_cast<void *>(address), block);
  Spot spot = recorder.spotAt(*thread, placeOfCaller());
  recorder.countFree(*thread, spot, isKnown ? &block : nullptr);
  Recorder::enterReal();
  put(address);
  Recorder::leave();
}

#else
#include <atomic>
#include <cstdlib>
#include <iterator>
#include <mutex>
#include <thread>
#include <vector>

/// Addresses, each with one thread at a time, as those of an allocator.
class Addresses {
public:
  uintptr_t get() {
    std::lock_guard lock(mutex_);
    if (free_.empty())
      return next_ += 32;
    uintptr_t address = free_.back();
    free_.pop_back();
    return address;
  }
  void put(uintptr_t address) {
    std::lock_guard lock(mutex_);
    free_.push_back(address);
  }

private:
  std::mutex mutex_;
  uintptr_t next_ = uintptr_t(1) << 30;
  std::vector<uintptr_t> free_;
};

static Addresses unused;
static std::atomic<uintptr_t> given[64];
static std::atomic<unsigned> turn;

static uintptr_t make() {
  uintptr_t address = 0;
  countMake([] { return unused.get(); }, &address);
  return address;
}

static void drop(uintptr_t address) {
  countDrop([](uintptr_t free) { unused.put(free); }, address);
}

/// In place of one that was given before, by whichever thread.
static void give(uintptr_t address) {
  if (uintptr_t other = given[turn++ % std::size(given)].exchange(address))
    drop(other);
}

/// By each path another stack, without an optimizer: two blocks, of which another thread may free
/// one.
static void walk(unsigned path, int depth) {
  if (depth == 0) {
    drop(make());
    give(make());
  } else if (path % 2 == 0) {
    walk(path / 2, depth - 1);
  } else {
    walk(path / 2, depth - 1);
  }
}

static void work(unsigned rounds) {
  for (unsigned round = 0; round < rounds; ++round) {
    walk(round, 8);
    if (round % 512 == 0)
      forgetCode();
  }
}

int main(int, char **arguments) {
  start();
  for (uint32_t phase = 0; phase < 3; ++phase) {
    setPhase(phase);
    std::vector<std::thread> threads;
    for (int i = 0; i < std::atoi(arguments[1]); ++i)
      threads.emplace_back(work, static_cast<unsigned>(std::atoi(arguments[2])));
    for (std::thread &thread : threads)
      thread.join();
    for (size_t i = 0; i < std::size(given); ++i)
      give(0);
  }
}
#endif
