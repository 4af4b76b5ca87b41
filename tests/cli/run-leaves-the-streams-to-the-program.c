// RUN: clang-22 -g -O1 %s -o %t
// RUN: printf 'some text' | %heaplight run %t >%t.out 2>%t.err
// RUN: printf 'some text' | diff - %t.out
// RUN: FileCheck %s < %t.err
// CHECK: mine
// CHECK-NEXT: allocation
#include <stdio.h>

int main(void) {
  int letter;
  while ((letter = getchar()) != EOF)
    putchar(letter);
  fputs("mine\n", stderr);
  return 0;
}
