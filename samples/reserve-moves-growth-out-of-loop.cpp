// After one reserve no run of the loop allocates, yet push_back keeps its code for growing.
#include <cstddef>
#include <vector>

[[gnu::noinline]] void fill(std::vector<int> &numbers, int count) {
  numbers.reserve(static_cast<std::size_t>(count)); // heaplight: allocate sometimes
  for (int i = 0; i < count; ++i)
    numbers.push_back(i); // heaplight: allocate sometimes in loop; deallocate sometimes in loop
}

int main(int argc, char **) {
  std::vector<int> numbers;  // heaplight: none
  fill(numbers, argc + 100); // heaplight: allocate sometimes; deallocate sometimes
  return numbers.back() > 0 ? 0 : 1;
} // heaplight: deallocate sometimes
