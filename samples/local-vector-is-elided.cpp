// A vector of a few elements that never leaves its function can be optimized away as a whole.
#include <vector>

int sum(int first) {
  const std::vector<int> numbers{first, 2, 3}; // heaplight: written allocate; built none
  return numbers[0] + numbers[1] + numbers[2]; // heaplight: none
} // heaplight: none

int main(int argc, char **) {
  return sum(argc) > 5 ? 0 : 1; // heaplight: none
}
