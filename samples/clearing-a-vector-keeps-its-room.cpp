// clear() ends the life of the elements, but neither frees nor allocates.
#include <vector>

[[gnu::noinline]] void forget(std::vector<int> &numbers) {
  numbers.clear(); // heaplight: none
}

int main() {
  std::vector<int> numbers(3); // heaplight: allocate always 12 B
  forget(numbers);             // heaplight: none
  return numbers.capacity() == 3 ? 0 : 1;
} // heaplight: deallocate
