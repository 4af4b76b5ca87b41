// A direct call has one target, whose own lines tell what it does.
#include <cstddef>

[[gnu::noinline]] int negated(int value) {
  return -value; // heaplight: none
}

[[gnu::noinline]] int viaHeap(int value) {
  volatile int *copy = new int(value); // heaplight: allocate always 4 B
  const int result = *copy;
  delete copy; // heaplight: deallocate always
  return result;
}

int apply(int value) {
  return negated(value) + 1; // heaplight: none
}

int applyViaHeap(int value) {
  return viaHeap(value) + 1; // heaplight: allocate always 4 B; deallocate always
}

int main(int argc, char **) {
  const int clean = apply(argc);        // heaplight: none
  const int heap = applyViaHeap(-argc); // heaplight: allocate always 4 B; deallocate always
  return clean - heap;
}
