// The id of the running thread is asked of the C library, which keeps it in the thread's own
// memory.
#include <thread>

[[gnu::noinline]] bool same() {
  const auto first = std::this_thread::get_id(); // heaplight: none
  return first == std::this_thread::get_id();    // heaplight: none
}

int main() {
  return same() ? 0 : 1; // heaplight: none
}
