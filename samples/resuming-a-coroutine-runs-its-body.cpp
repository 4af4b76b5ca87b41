// Who resumes a coroutine through its handle may run the body of any coroutine.
#include <coroutine>
#include <exception>

struct Numbers {
  struct promise_type {
    int *current = nullptr;
    Numbers get_return_object() {
      return {std::coroutine_handle<promise_type>::from_promise(*this)};
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    std::suspend_always yield_value(int *value) noexcept {
      current = value;
      return {};
    }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
  std::coroutine_handle<promise_type> handle;
};

[[gnu::noinline]] Numbers upTo(int end) { // heaplight: allocate sometimes; deallocate
  for (int i = 0; i < end; ++i)
    co_yield new int(i); // heaplight: allocate sometimes 4 B
}

[[gnu::noinline]] int *next(Numbers &numbers) {
  numbers.handle.resume(); // heaplight: allocate sometimes 4 B; unknown always
  return numbers.handle.done() ? nullptr : numbers.handle.promise().current;
}

[[gnu::noinline]] void close(Numbers &numbers) {
  numbers.handle.destroy(); // heaplight: deallocate sometimes; unknown always
}

int main(int argc, char **) {
  Numbers numbers = upTo(argc);       // heaplight: allocate always
  while (int *number = next(numbers)) // heaplight: allocate sometimes; unknown always
    delete number;                    // heaplight: deallocate sometimes
  close(numbers);                     // heaplight: deallocate sometimes; unknown always
  return 0;
}
