// An array made by new stands on the heap, whether its size is known or not.
#include <cstddef>

[[gnu::noinline]] int *eight() {
  return new int[8]{}; // heaplight: allocate always 32 B
}

[[gnu::noinline]] int *some(std::size_t count) {
  return new int[count]{}; // heaplight: allocate always
}

int main(int argc, char **) {
  int *first = eight();                               // heaplight: allocate always 32 B
  int *second = some(static_cast<std::size_t>(argc)); // heaplight: allocate always
  const int sum = first[7] + second[0];
  delete[] first;  // heaplight: deallocate always
  delete[] second; // heaplight: deallocate
  return sum;
}
