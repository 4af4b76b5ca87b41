/* fork: a parent with threads that allocate all the time forks 20 children, each of which makes 100
   blocks of 24 bytes, frees them and a block of its parent's, and ends. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { children = 20, threads = 3, rounds = 20000 };

static void *work(void *unused) {
  for (int i = 0; i < rounds; ++i) {
    void *volatile block = malloc(8);
    free(block);
  }
  return unused;
}

int main(void) {
  pthread_t ids[threads];
  void *volatile inherited = malloc(1000);
  for (int i = 0; i < threads; ++i)
    pthread_create(&ids[i], 0, work, 0);
  for (int i = 0; i < children; ++i) {
    pid_t child = i % 2 ? fork() : _Fork();
    if (child == 0) {
      for (int j = 0; j < 100; ++j) {
        void *volatile block = malloc(24);
        free(block);
      }
      free(inherited);
      _exit(0);
    }
    waitpid(child, 0, 0);
  }
  for (int i = 0; i < threads; ++i)
    pthread_join(ids[i], 0);
  free(inherited);
  return 0;
}
