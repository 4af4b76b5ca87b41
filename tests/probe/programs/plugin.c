/* A library that is loaded and unloaded; made twice, with and without OTHER, whose code differs. */
#include <stdlib.h>

#ifdef OTHER
__attribute__((noinline)) void *other_make(int size, int depth) {
  volatile char room[3000];
  room[depth] = 1;
  return depth ? other_make(size, depth - 1) : malloc(size + room[0] * 0);
}
void *plugin_make(int size) { return other_make(size, 3); }
#else
__attribute__((noinline)) void *first_make(int size) { return malloc(size); }
void *plugin_make(int size) { return first_make(size); }
#endif
