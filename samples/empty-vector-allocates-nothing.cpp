// Making an empty vector touches no heap. Its destructor has to look whether there is anything to
// free.
#include <cstddef>
#include <vector>

[[gnu::noinline]] std::vector<int> empty() {
  return {}; // heaplight: none
}

std::size_t roomOfEmptyVector() {
  std::vector<int> numbers;  // heaplight: none
  return numbers.capacity(); // heaplight: none
} // heaplight: none

int main() {
  auto numbers = empty();                                        // heaplight: none
  return static_cast<int>(numbers.size() + roomOfEmptyVector()); // heaplight: none
} // heaplight: deallocate sometimes
