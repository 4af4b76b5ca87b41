// RUN: %exits 0 %heaplight run %s 2>%t
// RUN: FileCheck %s < %t
// RUN: %exits 7 %heaplight run %s -- 7 2>%t
// RUN: FileCheck %s < %t
// RUN: %exits 2 %heaplight run %s -- 2 2>%t
// RUN: FileCheck %s < %t
// RUN: not grep error: %t
// CHECK: run-status-is-the-programs.c: {{[0-9]+}} allocations
#include <stdlib.h>

int main(int count, char **arguments) {
  free(malloc(8));
  free(calloc(1, 8));
  return count > 1 ? atoi(arguments[1]) : 0;
}
