// Sized once before the loop and written by index within, a vector's loop is free of the heap.
#include <cstddef>
#include <vector>

[[gnu::noinline]] void fill(std::vector<int> &numbers, std::size_t count) {
  numbers.resize(count); // heaplight: allocate sometimes; deallocate sometimes
  for (std::size_t i = 0; i < count; ++i)
    numbers[i] = static_cast<int>(i); // heaplight: none
}

int main(int argc, char **) {
  std::vector<int> numbers;                            // heaplight: none
  fill(numbers, static_cast<std::size_t>(argc) + 100); // heaplight: allocate sometimes
  return numbers.back() > 0 ? 0 : 1;
} // heaplight: deallocate sometimes
