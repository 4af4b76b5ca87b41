// An operator new of one's own stands behind every new of the program, and may count them.
#include <cstdlib>
#include <new>

static unsigned long allocationCount = 0;

void *operator new(std::size_t size) {
  ++allocationCount;                     // heaplight: none
  if (void *pointer = std::malloc(size)) // heaplight: allocate always
    return pointer;
  throw std::bad_alloc(); // heaplight: allocate exceptional
}

void operator delete(void *pointer) noexcept {
  std::free(pointer); // heaplight: deallocate always
}

void operator delete(void *pointer, std::size_t) noexcept {
  std::free(pointer); // heaplight: deallocate always
}

[[gnu::noinline]] unsigned long *boxed(unsigned long value) {
  return new unsigned long(value); // heaplight: allocate always 8 B
}

int main() {
  const unsigned long before = allocationCount;         // heaplight: none
  const unsigned long *number = boxed(before);          // heaplight: allocate always 8 B
  const unsigned long made = allocationCount - *number; // heaplight: none
  delete number;                                        // heaplight: deallocate
  return made == 1 ? 0 : 1;
}
