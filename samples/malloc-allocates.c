/* malloc takes from the heap what free gives back. */
#include <stdlib.h>

__attribute__((noinline)) int *boxed(int value) {
  int *box = malloc(sizeof *box); // heaplight: allocate always 4 B
  if (box)
    *box = value; // heaplight: none
  return box;     // heaplight: none
}

__attribute__((noinline)) int unboxed(int *box) {
  int value = box ? *box : 0; // heaplight: none
  free(box);                  // heaplight: deallocate always
  return value;
}

int main(int argc, char **argv) {
  int *box = boxed(argc);                      // heaplight: allocate always 4 B
  return argv && unboxed(box) == argc ? 0 : 1; // heaplight: deallocate
}
