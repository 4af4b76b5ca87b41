// A loop over a range has variables that nobody wrote: messages speak of what was written.
// RUN: %exits 1 %heaplight lint %s --rules=-*,heap-deallocate -- -O1 | FileCheck %s
#include <vector>

std::vector<int> numbers();

// heaplight: none
int count() {
  int sum = 0;
  // CHECK: [[#@LINE+1]]:{{[0-9]+}}: warning: 'count' must not free: ~vector may free [heap
  for (int each : numbers())
    sum += each;
  return sum;
}
// CHECK: 1 warning in 1 unit
