// threads THREADS BLOCKS: each thread makes so many blocks of 1 to 64 bytes, in turn, and frees all
// but the last; what is freed was made by the thread before it as often as by itself.
#include <cstdlib>
#include <thread>
#include <vector>

static const int held = 64;
static void *shared[256];

static void *swap(int place, void *block) {
  return __atomic_exchange_n(&shared[place], block, __ATOMIC_ACQ_REL);
}

[[gnu::noinline]] static void work(int count) {
  for (int i = 0; i < count; ++i)
    free(swap(i % held, malloc(static_cast<size_t>(i % 64 + 1))));
}

int main(int, char **arguments) {
  std::vector<std::thread> threads;
  for (int i = 0; i < atoi(arguments[1]); ++i)
    threads.emplace_back(work, atoi(arguments[2]));
  for (std::thread &thread : threads)
    thread.join();
  for (void *block : shared)
    free(block);
}
