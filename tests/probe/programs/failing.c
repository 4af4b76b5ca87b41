/* Calls of the allocator that get nothing, and one of each kind that does. */
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>

static volatile size_t huge = SIZE_MAX / 2 + 1;

int main(void) {
  void *volatile block = malloc(huge);
  int got = block != 0;
  block = calloc(huge, 4);
  got += block != 0;
  void *aligned = 0;
  got += posix_memalign(&aligned, 64, huge) == 0;
  got += posix_memalign(&aligned, 3, 100) == 0;
  block = aligned_alloc(64, huge);
  got += block != 0;
  block = reallocarray(0, huge, 2);
  got += block != 0;
  block = malloc(10);
  void *volatile moved = realloc(block, huge); /* The block stays. */
  got += moved != 0;
  block = realloc(block, 30);
  moved = realloc(block, 0); /* Frees it, and gives nothing. */
  got += moved != 0;
  return got;
}
