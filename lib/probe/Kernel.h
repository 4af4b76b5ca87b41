// System calls and memory for code that runs inside malloc: no errno, no locks, no cancellation,
// and nothing that could allocate. x86-64 and AArch64.
#pragma once

#include <cstddef>
#include <cstdint>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>

namespace heaplight::probe {

/// What the system answers: negative for an error, by its number.
inline long systemCall(long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0,
                       long f = 0) {
#if defined(__x86_64__)
  long result = number;
  register long r10 asm("r10") = d;
  register long r8 asm("r8") = e;
  register long r9 asm("r9") = f;
  asm volatile("syscall"
               : "+a"(result)
               : "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
               : "rcx", "r11", "memory");
  return result;
#elif defined(__aarch64__)
  register long x8 asm("x8") = number;
  register long x0 asm("x0") = a;
  register long x1 asm("x1") = b;
  register long x2 asm("x2") = c;
  register long x3 asm("x3") = d;
  register long x4 asm("x4") = e;
  register long x5 asm("x5") = f;
  asm volatile("svc #0"
               : "+r"(x0)
               : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
               : "memory");
  return x0;
#else
#error "the recorder knows x86-64 and AArch64"
#endif
}

inline long asNumber(const volatile void *pointer) { return reinterpret_cast<long>(pointer); }

struct Mapping {
  void *at = nullptr; ///< Where it must lie; null for anywhere.
  size_t size = 0;
  int protection = PROT_READ | PROT_WRITE;
  int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
  int file = -1;
  uint64_t offset = 0;
};

/// Null where there is no room.
inline void *map(const Mapping &wanted) {
  long result =
      systemCall(SYS_mmap, asNumber(wanted.at), static_cast<long>(wanted.size), wanted.protection,
                 wanted.flags, wanted.file, static_cast<long>(wanted.offset));
  return result < 0 && result > -4096 ? nullptr : reinterpret_cast<void *>(result);
}

/// Of zeros; takes memory only where it's touched. Null where there is no room.
inline void *reserve(size_t size) { return map({.size = size}); }

inline void unmap(void *at, size_t size) {
  systemCall(SYS_munmap, asNumber(at), static_cast<long>(size));
}

/// A file descriptor, or an error.
inline int openFile(const char *path, int flags) {
  return static_cast<int>(
      systemCall(SYS_openat, AT_FDCWD, asNumber(path), flags | O_CLOEXEC, 0600));
}

inline void closeFile(int file) { systemCall(SYS_close, file); }

/// Held for a few dozen instructions and for the growth of a table; whoever holds it calls nothing
/// that could wait for another lock.
class Mutex {
public:
  void lock() {
    uint32_t free = 0;
    if (__atomic_compare_exchange_n(&state_, &free, 1, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
      return;
    while (__atomic_exchange_n(&state_, 2, __ATOMIC_ACQUIRE) != 0)
      systemCall(SYS_futex, asNumber(&state_), futexWait, 2);
  }
  void unlock() {
    if (__atomic_exchange_n(&state_, 0, __ATOMIC_RELEASE) == 2)
      systemCall(SYS_futex, asNumber(&state_), futexWake, 1);
  }
  /// In the child of a fork, where its holder isn't.
  void forget() { state_ = 0; }

private:
  static constexpr long futexWait = 0 | 128; ///< Private to the process.
  static constexpr long futexWake = 1 | 128;
  uint32_t state_ = 0; ///< 0 free, 1 held, 2 held and waited for.
};

class Locked {
public:
  explicit Locked(Mutex &mutex) : mutex_(mutex) { mutex_.lock(); }
  ~Locked() { mutex_.unlock(); }
  Locked(const Locked &) = delete;
  Locked &operator=(const Locked &) = delete;

private:
  Mutex &mutex_;
};

} // namespace heaplight::probe
