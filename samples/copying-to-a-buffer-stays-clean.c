/* A text copied to a buffer of the caller's needs no heap. */
#include <stddef.h>
#include <string.h>

size_t copied(char *buffer, size_t size, const char *text) {
  size_t length = strlen(text); // heaplight: none
  if (length >= size)
    length = size - 1;          // heaplight: none
  memcpy(buffer, text, length); // heaplight: none
  buffer[length] = '\0';        // heaplight: none
  return length;
}

int main(int argc, char **argv) {
  char buffer[64];                                                       // heaplight: none
  return argc > 0 && copied(buffer, sizeof buffer, argv[0]) > 0 ? 0 : 1; // heaplight: none
}
