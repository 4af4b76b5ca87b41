// What a walk through the stack may meet: exceptions, frames of all forms, deep recursion, stacks
// of a program's own, signals, code without unwind information. Each part makes a known number of
// blocks of a size of its own.
#include <alloca.h>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <sys/mman.h>
#include <ucontext.h>

static void make(size_t size) {
  void *block = malloc(size);
  asm volatile("" : : "r"(block) : "memory");
  free(block);
}

[[gnu::noinline]] static void deep(int depth, size_t size) {
  if (depth > 0)
    deep(depth - 1, size);
  else
    make(size);
  asm volatile("");
}

[[gnu::noinline]] static int odd(int depth, size_t size);
[[gnu::noinline]] static int even(int depth, size_t size) {
  make(size);
  int result = depth > 0 ? odd(depth - 1, size) : 0;
  make(size);
  return result + 1;
}
static int odd(int depth, size_t size) {
  volatile char room[40] = {};
  return even(depth, size) + room[3];
}

struct Releaser {
  ~Releaser() { make(301); }
};

[[gnu::noinline]] static void thrower(int depth) {
  Releaser releaser;
  if (depth == 0)
    throw std::runtime_error("thrown");
  thrower(depth - 1);
}

[[gnu::noinline]] static void exceptions() {
  for (int i = 0; i < 100; ++i)
    try {
      thrower(9);
    } catch (const std::exception &) {
      make(302);
    }
}

// A frame whose size isn't known, and one that is aligned by more than the stack is.
[[gnu::noinline]] static void dynamicFrame(size_t room, size_t size) {
  volatile char *bytes = static_cast<char *>(alloca(room));
  bytes[0] = 1;
  make(size);
  bytes[0] = 2;
}

[[gnu::noinline]] static void alignedFrame(size_t size) {
  alignas(128) volatile char bytes[128];
  bytes[0] = 1;
  make(size);
  bytes[0] = 2;
}

static void handler(int) { make(501); }

[[gnu::noinline]] static void signals() {
  signal(SIGUSR1, handler);
  for (int i = 0; i < 50; ++i)
    raise(SIGUSR1);
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = SA_ONSTACK;
  stack_t stack = {};
  stack.ss_size = 1 << 16;
  stack.ss_sp =
      mmap(nullptr, stack.ss_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  sigaltstack(&stack, nullptr);
  sigaction(SIGUSR2, &action, nullptr);
  for (int i = 0; i < 50; ++i)
    raise(SIGUSR2);
}

static ucontext_t outside, inside;
static void routine() {
  for (int i = 0; i < 50; ++i) {
    deep(i, 601);
    swapcontext(&inside, &outside);
  }
}

[[gnu::noinline]] static void coroutines() {
  size_t size = 1 << 16;
  getcontext(&inside);
  inside.uc_stack.ss_sp =
      mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  inside.uc_stack.ss_size = size;
  inside.uc_link = &outside;
  makecontext(&inside, routine, 0);
  for (int i = 0; i < 51; ++i) {
    swapcontext(&outside, &inside);
    make(602);
  }
}

// Code that nothing tells of: sub rsp, 40; call rdi; add rsp, 40; ret.
static void makeGenerated() { make(701); }
[[gnu::noinline]] static void generated() {
#if defined(__x86_64__)
  const unsigned char code[] = {0x48, 0x83, 0xec, 0x28, 0xff, 0xd7, 0x48, 0x83, 0xc4, 0x28, 0xc3};
  void *room =
      mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  memcpy(room, code, sizeof(code));
  for (int i = 0; i < 50; ++i)
    reinterpret_cast<void (*)(void (*)())>(room)(makeGenerated);
#else
  for (int i = 0; i < 50; ++i)
    makeGenerated();
#endif
}

// The innermost frames are the same, in the same places; only the outermost call is another.
[[gnu::noinline]] static void sites() {
  for (int i = 0; i < 50; ++i)
    if (i % 5 < 3) {
      asm volatile("nop"); // Or the compiler makes one call of both.
      deep(6, 901);        // first site
      asm volatile("nop");
    } else {
      asm volatile("");
      deep(6, 901); // second site
      asm volatile("");
    }
}

static int compare(const void *one, const void *other) {
  make(801);
  return *static_cast<const int *>(one) - *static_cast<const int *>(other);
}

int main() {
  exceptions();
  deep(300, 401);
  deep(5000, 402);
  for (int i = 0; i < 5; ++i)
    even(600, 403);
  for (size_t i = 1; i <= 100; ++i)
    dynamicFrame(i * 64, 404);
  for (int i = 0; i < 100; ++i)
    alignedFrame(405);
  signals();
  coroutines();
  generated();
  sites();
  int numbers[] = {2, 1};
  qsort(numbers, 2, sizeof(int), compare);
}
