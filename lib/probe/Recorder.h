// Calls of the allocator → counts in the trace file. One for the process; it begins at the
// process's first call, and anew in the child of a fork. It never allocates, and holds no lock
// while anything but itself runs.
#pragma once

#include "probe/Blocks.h"
#include "probe/KnownRecords.h"
#include "probe/Walker.h"

namespace heaplight::probe {

/// What a thread needs; given on when it's gone.
struct ThreadState {
  ThreadState *next;
  long system;     ///< What the system calls the thread by.
  uint32_t number; ///< In the trace file.
  bool wasUsed;
  Record *last;     ///< Of its last event.
  Record *expected; ///< Of the next one, if it's as it was after the last such one.
  Record none;      ///< What these are at first.
  // A program that makes and frees in turn does each where it did before.
  Walker makes;
  Walker frees;
  KnownRecords records;
};

/// The record that an event counts in.
struct Spot {
  uint32_t number = noNumber;
  Record *record = nullptr; ///< Null where there was no room.
};

/// The allocator that the program would have without the recorder.
struct RealAllocator {
  void *(*malloc)(size_t) = nullptr;
  void *(*calloc)(size_t, size_t) = nullptr;
  void *(*realloc)(void *, size_t) = nullptr;
  void (*free)(void *) = nullptr;
  int (*posix_memalign)(void **, size_t, size_t) = nullptr;
  void *(*aligned_alloc)(size_t, size_t) = nullptr;
  void *(*memalign)(size_t, size_t) = nullptr;
  void *(*valloc)(size_t) = nullptr;
  void *(*pvalloc)(size_t) = nullptr;
  int (*dlclose)(void *) = nullptr;
};

class Recorder {
public:
  /// Begins, if that hasn't happened.
  void ensureStarted();
  /// What the calling thread's event is counted by, until leave(). Null where none is to be.
  ThreadState *enter();
  /// Around the real function: it may call others of its family.
  static void enterReal();
  static void leaveReal();
  static void leave();

  Spot countAllocation(ThreadState &thread, const Registers &place, size_t size);
  /// The allocator gave `address`, or null.
  void made(const Spot &spot, const void *address, size_t size);
  /// Before the allocator gets it: another thread may be given it at once.
  bool take(const void *address, Block &block) {
    if (!blocks_.take(address, block))
      return false;
    __builtin_prefetch(&ledger_.file().record(block.record)); // While the stack is walked.
    return true;
  }
  /// It wasn't freed after all.
  void giveBack(const void *address, const Block &block) { blocks_.add(address, block); }
  void countFree(ThreadState &thread, const Spot &spot, const Block *block);
  /// Where the event itself isn't counted: a signal came while another one was.
  void forget(const void *address);

  /// Of a free.
  Spot spotAt(ThreadState &thread, const Registers &place) {
    return spotAt(thread, thread.frees, place);
  }
  void setPhase(uint32_t phase) { __atomic_store_n(&phase_, phase, __ATOMIC_RELAXED); }

private:
  ThreadState *enterSlowly();
  bool start();
  bool begin();
  ThreadState *newThread();
  ThreadState *unusedState();
  void dropThreads();
  Spot spotAt(ThreadState &thread, Walker &walker, const Registers &place);
  Record *recordOf(ThreadState &thread, Walker &walker, RecordKey key);
  void miss();
  void changeLive(int64_t bytes);

  bool hasStarted_ = false;
  bool follows_ = false;
  uint32_t phase_ = 0;
  Ledger ledger_;
  Blocks blocks_;
  Mutex threadsMutex_;
  ThreadState *threads_ = nullptr;
  ThreadState *nextToReuse_ = nullptr;
  char folder_[4096] = {};
};

extern Recorder recorder;
extern RealAllocator real;

} // namespace heaplight::probe
