// Nodes taken from a pool cost no allocation: those who only get to see the pool stay clean.
#include "pool.h"

const Node *prepend(Pool &pool, int value, Node *next) {
  Node *node = pool.take(value); // heaplight: none
  if (node)
    node->next = next; // heaplight: none
  return node;         // heaplight: none
}

int main(int argc, char **) {
  Pool pool(8);                                    // heaplight: allocate always
  const Node *node = prepend(pool, argc, nullptr); // heaplight: none
  return node && node->value > 0 ? 0 : 1;
} // heaplight: deallocate
