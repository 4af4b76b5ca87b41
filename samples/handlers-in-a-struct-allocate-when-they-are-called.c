// Functions that are handed over in a struct are told of where that is handed over, as those that
// are arguments themselves.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>

static void *volatile kept;

static void keep(int number) {
  kept = malloc((size_t)number); // heaplight: allocate always
}

static void count(int number) { // heaplight: none
  kept = 0;
  (void)number;
}

static ssize_t writeAway(void *cookie, const char *text, size_t size) {
  (void)cookie;
  (void)text;
  kept = malloc(size); // heaplight: allocate always
  return (ssize_t)size;
}

static int closeCookie(void *cookie) {
  free(cookie); // heaplight: deallocate always
  return 0;
}

int main(void) {
  struct sigaction action = {0};
  action.sa_handler = keep;
  sigaction(SIGUSR1, &action, 0); // heaplight: allocate sometimes
  action.sa_handler = count;
  sigaction(SIGUSR2, &action, 0); // heaplight: none
  action.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &action, &action); // heaplight: none

  cookie_io_functions_t functions = {0, writeAway, 0, closeCookie};
  FILE *file =
      fopencookie(kept, "w", functions); // heaplight: allocate always; deallocate sometimes
  if (!file)
    return 1;
  fputs("text", file); // heaplight: allocate sometimes
  return fclose(file); // heaplight: allocate sometimes; deallocate sometimes
}
