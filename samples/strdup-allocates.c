/* strdup copies a text to a piece of the heap that its caller has to free. */
#define _POSIX_C_SOURCE 200809L
#include <stdlib.h>
#include <string.h>

__attribute__((noinline)) char *copied(const char *text) {
  return strdup(text); // heaplight: allocate always
}

int main(int argc, char **argv) {
  char *copy = copied(argc > 0 ? argv[0] : ""); // heaplight: allocate always
  int failed = !copy;
  free(copy); // heaplight: deallocate always
  return failed;
}
