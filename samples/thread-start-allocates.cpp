// A new thread gets what it is to run from the heap.
#include <atomic>
#include <thread>

[[gnu::noinline]] int runBeside(int value) {
  std::atomic<int> result = 0;
  std::thread worker([&result, value] { result = value; }); // heaplight: allocate sometimes 24 B
  worker.join();
  return result;
}

int main(int argc, char **) {
  return runBeside(argc) == argc ? 0 : 1; // heaplight: allocate always
}
