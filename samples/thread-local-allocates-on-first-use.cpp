// A thread_local that needs code to start is made in each thread that comes to use it.
#include <cstddef>
#include <string>

thread_local std::string scratch(64, ' '); // heaplight: allocate always 65 B at thread

[[gnu::noinline]] char &cell(std::size_t index) {
  return scratch[index]; // heaplight: allocate sometimes
}

int main() {
  cell(1) = 'x';                 // heaplight: allocate sometimes
  return cell(1) == 'x' ? 0 : 1; // heaplight: allocate sometimes
}
