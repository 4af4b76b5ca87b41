// `numbers = {}` picks the overload for initializer lists, whose code can allocate and free.
#include <vector>

[[gnu::noinline]] void forget(std::vector<int> &numbers) {
  numbers = {}; // heaplight: allocate sometimes; deallocate sometimes
}

int main() {
  std::vector<int> numbers(3); // heaplight: allocate always 12 B
  forget(numbers);             // heaplight: allocate sometimes; deallocate sometimes
  return static_cast<int>(numbers.size());
} // heaplight: deallocate sometimes
