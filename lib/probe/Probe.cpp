// The functions that a program finds here in place of the C library's. Each does what the real one
// does, and counts it. The forms of operator new and delete aren't among them: those of the C++
// library come here through malloc and free, so that each block counts once, and a program's own
// stay in force.

#include "probe/EarlyBlocks.h"
#include "probe/Recorder.h"

#include <cerrno>
#include <link.h>

#define HEAPLIGHT_EXPORT extern "C" __attribute__((visibility("default")))

HEAPLIGHT_EXPORT void *malloc(size_t size) noexcept;

namespace heaplight::probe {
namespace {

/// Of the function that this is inlined into: where it was called.
[[gnu::always_inline]] inline Registers placeOfCaller() {
  auto *frame = static_cast<uintptr_t *>(__builtin_frame_address(0));
#if defined(__x86_64__)
  return {.pc = frame[1], .sp = reinterpret_cast<uintptr_t>(frame + 2), .fp = frame[0]};
#else
  // The frame's end isn't known here: the walk begins in this function, whose frame it drops.
  Registers here{.fp = reinterpret_cast<uintptr_t>(frame)};
  asm volatile("mov %1, sp\n\tadr %0, .+4" : "=r"(here.pc), "=r"(here.sp));
  return here;
#endif
}

template <typename Allocate>
[[gnu::always_inline]] inline void *counted(size_t size, Allocate allocate) {
  ThreadState *thread = recorder.enter();
  if (!thread)
    return allocate();
  Spot spot = recorder.makingSpotAt(*thread, placeOfCaller());
  Recorder::enterReal();
  void *address = allocate();
  Recorder::leaveReal();
  recorder.made(spot, address, size);
  Recorder::leave();
  return address;
}

void *mallocUncounted(size_t size) { return real.malloc ? real.malloc(size) : earlyBlock(size); }

void *callocUncounted(size_t count, size_t size) {
  size_t bytes = 0;
  if (real.calloc)
    return real.calloc(count, size);
  return __builtin_mul_overflow(count, size, &bytes) ? nullptr : earlyBlock(bytes);
}

void *reallocUncounted(void *address, size_t size) {
  recorder.forget(address);
  return real.realloc ? real.realloc(address, size) : earlyBlock(size);
}

/// One allocation, unless it fails, and, of a block that there was, one free.
[[gnu::always_inline]] inline void *reallocCounted(void *address, size_t size) {
  ThreadState *thread = recorder.enter();
  if (!thread)
    return reallocUncounted(address, size);
  Spot spot = recorder.makingSpotAt(*thread, placeOfCaller());
  Block block;
  bool isKnown = address && recorder.take(address, block);
  Recorder::enterReal();
  void *moved = real.realloc(address, size);
  Recorder::leaveReal();
  bool isFreed = address && (moved || size == 0);
  if (isFreed)
    recorder.countFree(*thread, spot, isKnown ? &block : nullptr);
  else if (isKnown)
    recorder.giveBack(address, block);
  recorder.made(spot, moved, size);
  Recorder::leave();
  return moved;
}

[[gnu::always_inline]] inline void *reallocAny(void *address, size_t size) {
  if (!isEarlyBlock(address))
    return reallocCounted(address, size);
  void *moved = counted(size, [=] { return mallocUncounted(size); });
  size_t kept = earlyBytesFrom(address);
  if (moved)
    __builtin_memcpy(moved, address, kept < size ? kept : size);
  return moved;
}

using Main = int (*)(int, char **, char **);
using Hook = void (*)();
Main programMain;

/// Whether the program's calls of malloc come to the recorder. A program that isn't position
/// independent gives malloc an address of its own, without defining it.
bool isReached() {
  void *found = dlsym(RTLD_DEFAULT, "malloc");
  Dl_info object;
  const ElfW(Sym) *symbol = nullptr;
  if (found == reinterpret_cast<void *>(&::malloc))
    return true;
  void **to = reinterpret_cast<void **>(const_cast<ElfW(Sym) **>(&symbol));
  return dladdr1(found, &object, to, RTLD_DL_SYMENT) == 0 || !symbol ||
         symbol->st_shndx == SHN_UNDEF;
}

int countedMain(int count, char **arguments, char **environment) {
  recorder.setPhase(1);
  int status = programMain(count, arguments, environment);
  recorder.setPhase(2);
  return status;
}

} // namespace
} // namespace heaplight::probe

using namespace heaplight::probe;

HEAPLIGHT_EXPORT void *malloc(size_t size) noexcept {
  return counted(size, [=] { return mallocUncounted(size); });
}

HEAPLIGHT_EXPORT void *calloc(size_t count, size_t size) noexcept {
  return counted(count * size, [=] { return callocUncounted(count, size); });
}

HEAPLIGHT_EXPORT void *realloc(void *address, size_t size) noexcept {
  return reallocAny(address, size);
}

HEAPLIGHT_EXPORT void *reallocarray(void *address, size_t count, size_t size) noexcept {
  size_t bytes = 0;
  if (!__builtin_mul_overflow(count, size, &bytes))
    return reallocAny(address, bytes);
  errno = ENOMEM;
  return nullptr;
}

HEAPLIGHT_EXPORT void free(void *address) noexcept {
  if (!address || isEarlyBlock(address))
    return;
  ThreadState *thread = recorder.enter();
  if (!thread) {
    recorder.forget(address);
    if (real.free)
      real.free(address);
    return;
  }
  Block block;
  bool isKnown = recorder.take(address, block);
  Spot spot = recorder.spotAt(*thread, placeOfCaller());
  recorder.countFree(*thread, spot, isKnown ? &block : nullptr);
  Recorder::enterReal();
  real.free(address);
  Recorder::leave();
}

HEAPLIGHT_EXPORT int posix_memalign(void **to, size_t alignment, size_t size) noexcept {
  int error = 0;
  counted(size, [&]() -> void * {
    error = real.posix_memalign ? real.posix_memalign(to, alignment, size) : ENOMEM;
    return error == 0 ? *to : nullptr;
  });
  return error;
}

HEAPLIGHT_EXPORT void *aligned_alloc(size_t alignment, size_t size) noexcept {
  return counted(
      size, [=] { return real.aligned_alloc ? real.aligned_alloc(alignment, size) : nullptr; });
}

HEAPLIGHT_EXPORT void *memalign(size_t alignment, size_t size) noexcept {
  return counted(size, [=] { return real.memalign ? real.memalign(alignment, size) : nullptr; });
}

HEAPLIGHT_EXPORT void *valloc(size_t size) noexcept {
  return counted(size, [=] { return real.valloc ? real.valloc(size) : nullptr; });
}

HEAPLIGHT_EXPORT void *pvalloc(size_t size) noexcept {
  return counted(size, [=] { return real.pvalloc ? real.pvalloc(size) : nullptr; });
}

/// The program's own call of exit: handlers that it registered and destructors come after main.
HEAPLIGHT_EXPORT [[noreturn]] void endOfProgram(int status) noexcept __asm__("exit");
void endOfProgram(int status) noexcept {
  recorder.ensureStarted();
  recorder.setPhase(2);
  using Exit = void (*)(int);
  reinterpret_cast<Exit>(dlsym(RTLD_NEXT, "exit"))(status);
  __builtin_unreachable();
}

/// What lay there may make room for another library, whose code is other code.
HEAPLIGHT_EXPORT int dlclose(void *library) noexcept {
  recorder.ensureStarted();
  int result = real.dlclose(library);
  forgetRules();
  return result;
}

HEAPLIGHT_EXPORT int __libc_start_main(Main main, int count, char **arguments, Hook begin, Hook end,
                                       Hook linkerEnd, void *stackEnd) {
  recorder.ensureStarted();
  if (!isReached())
    recorder.tellOtherAllocator();
  programMain = main;
  using Start = int (*)(Main, int, char **, Hook, Hook, Hook, void *);
  auto start = reinterpret_cast<Start>(dlsym(RTLD_NEXT, "__libc_start_main"));
  return start(countedMain, count, arguments, begin, end, linkerEnd, stackEnd);
}
