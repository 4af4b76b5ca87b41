/* realloc may take a new piece of the heap and give the old one back. */
#include <stdlib.h>

struct numbers {
  int *values;
  size_t used, room;
};

__attribute__((noinline)) int append(struct numbers *numbers, int value) {
  if (numbers->used == numbers->room) {
    size_t room = 2 * numbers->room + 4;
    size_t bytes = room * sizeof(int);
    int *grown =
        realloc(numbers->values, bytes); // heaplight: allocate always; deallocate sometimes
    if (!grown)
      return -1; // heaplight: none
    numbers->values = grown;
    numbers->room = room;
  }
  numbers->values[numbers->used++] = value; // heaplight: none
  return 0;
}

int main(int argc, char **argv) {
  struct numbers numbers = {0}; // heaplight: none
  int failed = 0;
  for (int i = 0; i < argc + 9; ++i)
    failed |= append(&numbers, i); // heaplight: allocate sometimes in loop; deallocate sometimes
  free(numbers.values);            // heaplight: deallocate always
  return argv && failed == 0 ? 0 : 1;
}
