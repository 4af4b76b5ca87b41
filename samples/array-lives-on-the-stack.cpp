// A std::array holds its elements itself: sorting one needs no heap.
#include <algorithm>
#include <array>

int middle(std::array<int, 5> numbers) {
  std::sort(numbers.begin(), numbers.end()); // heaplight: none
  return numbers[2];                         // heaplight: none
}

int main(int argc, char **) {
  return middle({5, argc, 3, 4, 2}) == 3 ? 0 : 1; // heaplight: none
}
