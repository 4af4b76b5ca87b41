// A vector that grows element by element allocates again and again.
#include <vector>

[[gnu::noinline]] void fill(std::vector<int> &numbers, int count) {
  for (int i = 0; i < count; ++i)
    numbers.push_back(i); // heaplight: allocate sometimes in loop; deallocate sometimes in loop
}

int main(int argc, char **) {
  std::vector<int> numbers;  // heaplight: none
  fill(numbers, argc + 100); // heaplight: allocate sometimes; deallocate sometimes
  return numbers.back() > 0 ? 0 : 1;
} // heaplight: deallocate sometimes
