// A vector keeps its elements on the heap as soon as it has one.
#include <cstddef>
#include <vector>

[[gnu::noinline]] std::vector<int> threeOf(int value) {
  return {value, value, value}; // heaplight: allocate always 12 B
}

[[gnu::noinline]] std::vector<int> zeros(std::size_t count) {
  return std::vector<int>(count); // heaplight: allocate sometimes
}

int main(int argc, char **) {
  auto three = threeOf(argc);                             // heaplight: allocate always 12 B
  auto more = zeros(static_cast<std::size_t>(argc) + 99); // heaplight: allocate sometimes
  return three[0] + more[0] > 0 ? 0 : 1;
} // heaplight: deallocate always
