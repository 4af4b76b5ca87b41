// A signal that is for the program reaches it once, and its report appears all the same.
// RUN: clang-22 -g -O1 %s -o %t
// RUN: %{interrupt} --once-it-writes %heaplight run %t 2>%t.err
// RUN: FileCheck %s --check-prefix=KILLED < %t.err
// KILLED: ended by SIGINT
// RUN: %{interrupt_group} %heaplight run %t caught 2>%t.err >%t.out
// RUN: FileCheck %s --check-prefix=CAUGHT < %t.err
// CAUGHT-NOT: ended by
// CAUGHT: 1 77 B
// RUN: printf 'ready\n1\n' | diff - %t.out
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static volatile sig_atomic_t caught;
static void catch(int signal) { ++caught; }
char *kept;

int main(int count, char **arguments) {
  kept = malloc(77);
  if (count > 1)
    signal(SIGINT, catch);
  puts("ready");
  fflush(stdout);
  while (!caught)
    usleep(1000);
  usleep(300000); // Time for another.
  printf("%d\n", (int)caught);
  return 0;
}
