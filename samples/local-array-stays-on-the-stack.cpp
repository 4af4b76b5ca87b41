// A local array of a size known to the compiler stands on the stack.
#include <cstddef>

int lastOf(std::size_t count) {
  int numbers[8]{}; // heaplight: none
  for (int i = 0; i < 8; ++i)
    numbers[i] = i;                // heaplight: none
  return numbers[(count - 1) % 8]; // heaplight: none
}

int main(int argc, char **) {
  return lastOf(static_cast<std::size_t>(argc)); // heaplight: none
}
