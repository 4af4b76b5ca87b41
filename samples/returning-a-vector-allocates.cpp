// A function that returns its results in a vector has to find room for them on the heap.
#include <cstddef>
#include <vector>

[[gnu::noinline]] std::vector<std::size_t> squares(std::size_t count) {
  std::vector<std::size_t> numbers(count); // heaplight: allocate sometimes
  for (std::size_t i = 0; i < count; ++i)
    numbers[i] = i * i; // heaplight: none
  return numbers;       // heaplight: none
}

int main() {
  const auto numbers = squares(8); // heaplight: allocate sometimes
  return numbers[7] == 49 ? 0 : 1;
} // heaplight: deallocate
