// A vector that is told to shrink moves into memory of just its size.
#include <vector>

[[gnu::noinline]] void shrink(std::vector<int> &numbers) {
  numbers.shrink_to_fit(); // heaplight: allocate sometimes; deallocate sometimes
}

int main(int argc, char **) {
  std::vector<int> numbers;
  numbers.reserve(100); // heaplight: allocate always 400 B
  numbers.push_back(argc);
  shrink(numbers); // heaplight: allocate sometimes; deallocate sometimes
  return numbers.capacity() == 1 ? 0 : 1;
} // heaplight: deallocate sometimes
