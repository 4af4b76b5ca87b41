// What was counted until then is told, and whoever started Heaplight sees the program's own end.
// RUN: clang-22 -g -O1 %s -o %t
// RUN: %exits -11 %heaplight run %t 11 2>%t.err
// RUN: FileCheck %s < %t.err
// RUN: %exits -15 %heaplight run %t 15 2>%t.err
// RUN: FileCheck %s --check-prefix=TERM < %t.err
// RUN: %exits -9 %heaplight run %t 9 2>%t.err
// RUN: FileCheck %s --check-prefix=KILL < %t.err
// RUN: %exits -13 %heaplight run %t 13 2>%t.err
// RUN: FileCheck %s --check-prefix=PIPE < %t.err
// RUN: clang-22 -g -O1 -DEARLY %s -o %t-early
// RUN: %exits -15 %heaplight run %t-early 2>%t.err
// RUN: FileCheck %s --check-prefix=EARLY < %t.err
#include <signal.h>
#include <stdlib.h>

char *kept;

#ifdef EARLY
// Before the constructors of any library, the recorder's among them.
static void endEarly(void) { raise(SIGTERM); }
__attribute__((section(".preinit_array"), used)) static void (*early)(void) = endEarly;
#endif

int main(int count, char **arguments) {
  // CHECK: ended by SIGSEGV
  // CHECK: 1 123 B {{.*}}run-ends-by-the-programs-signal.c:[[#@LINE+5]] kept = malloc(123);
  // TERM: ended by SIGTERM
  // KILL: ended by SIGKILL
  // EARLY: error: {{.*}}early: was ended by SIGTERM before the recorder was loaded, so
  // PIPE: ended by SIGPIPE
  kept = malloc(123);
  raise(count > 1 ? atoi(arguments[1]) : 0);
  return 0;
}
