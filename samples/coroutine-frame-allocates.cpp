// A coroutine that is handed to its caller keeps its state in a frame on the heap.
#include <coroutine>
#include <exception>

struct Counter {
  struct promise_type {
    int current = 0;
    Counter get_return_object() {
      return {std::coroutine_handle<promise_type>::from_promise(*this)};
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    std::suspend_always yield_value(int value) noexcept {
      current = value;
      return {};
    }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
  std::coroutine_handle<promise_type> handle;
};

[[gnu::noinline]] Counter countFrom(int first) { // heaplight: allocate sometimes; deallocate
  while (true)
    co_yield first++;
}

int main(int argc, char **) {
  const Counter counter = countFrom(argc); // heaplight: allocate always
  counter.handle.resume();                 // heaplight: unknown always
  const int value = counter.handle.promise().current;
  counter.handle.destroy(); // heaplight: unknown always; deallocate sometimes
  return value == argc ? 0 : 1;
}
