/* A free on one of two ways through a function happens sometimes, and the other way leaks. */
#include <stdlib.h>

__attribute__((noinline)) int take(int *box, int keep) {
  int value = *box; // heaplight: none
  if (!keep)
    free(box); // heaplight: deallocate always
  return value;
}

int main(int argc, char **argv) {
  int *box = malloc(sizeof *box); // heaplight: allocate always 4 B
  if (!box)
    return 1;
  *box = argc;
  return argv && take(box, argc > 1) == argc ? 0 : 1; // heaplight: deallocate sometimes
}
