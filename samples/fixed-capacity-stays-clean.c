/* A buffer of fixed capacity says when it is full, and never grows. */
#include <stddef.h>

struct numbers {
  int values[16];
  size_t used;
};

int append(struct numbers *numbers, int value) {
  if (numbers->used == sizeof numbers->values / sizeof *numbers->values)
    return -1;                              // heaplight: none
  numbers->values[numbers->used++] = value; // heaplight: none
  return 0;
}

int main(int argc, char **argv) {
  struct numbers numbers = {0}; // heaplight: none
  int failed = 0;
  for (int i = 0; i < argc + 9; ++i)
    failed |= append(&numbers, i); // heaplight: none
  return argv && failed == 0 ? 0 : 1;
}
