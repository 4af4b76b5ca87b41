// A handler runs whenever its signal comes, which the line that stores it says; SIG_IGN is no
// function.
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

static void *volatile kept;

static void keep(int number) {
  kept = malloc((size_t)number); // heaplight: allocate always
}

static void beforeFork(void) {
  kept = malloc(8); // heaplight: allocate always 8 B
}

int main(void) {
  pthread_key_t key;
  signal(SIGUSR1, keep);                   // heaplight: allocate sometimes
  signal(SIGPIPE, SIG_IGN);                // heaplight: none
  pthread_key_create(&key, free);          // heaplight: deallocate sometimes
  return pthread_atfork(beforeFork, 0, 0); // heaplight: allocate sometimes; deallocate sometimes
}
