// A call through a pointer goes wherever the pointer leads, and that is not in the code.
#include <memory>

[[gnu::noinline]] int viaHeap(int value) {
  volatile int *copy = new int(value); // heaplight: allocate always 4 B
  const int result = *copy;
  delete copy; // heaplight: deallocate always
  return result;
}

[[gnu::noinline]] int negated(int value) {
  return -value; // heaplight: none
}

int apply(int (*function)(int), int value) {
  return function(value) + 1; // heaplight: unknown always
}

int main(int argc, char **) {
  int (*volatile function)(int) = argc > 1 ? negated : viaHeap;
  return apply(function, argc) == 2 ? 0 : 1; // heaplight: unknown always
}
