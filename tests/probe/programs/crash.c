/* crash HOW: makes 1000 blocks of 10 bytes, frees 400 of them, and ends in one of several ways. */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *volatile blocks[1000];

int main(int count, char **arguments) {
  const char *how = count > 1 ? arguments[1] : "return";
  for (int i = 0; i < 1000; ++i)
    blocks[i] = malloc(10);
  for (int i = 0; i < 400; ++i)
    free(blocks[i]);
  if (!strcmp(how, "segv"))
    *(volatile int *)8 = 1;
  if (!strcmp(how, "abort"))
    abort();
  if (!strcmp(how, "kill"))
    raise(SIGKILL);
  if (!strcmp(how, "_exit"))
    _exit(3);
  if (!strcmp(how, "exit"))
    exit(4);
  return 0;
}
