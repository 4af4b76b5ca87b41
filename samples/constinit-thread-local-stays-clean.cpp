// A thread_local with a constant start is copied into place along with the thread.
#include <array>
#include <cstddef>

thread_local constinit std::array<char, 64> scratch{}; // heaplight: none

[[gnu::noinline]] char &cell(std::size_t index) {
  return scratch[index]; // heaplight: none
}

int main() {
  cell(1) = 'x';                 // heaplight: none
  return cell(1) == 'x' ? 0 : 1; // heaplight: none
}
