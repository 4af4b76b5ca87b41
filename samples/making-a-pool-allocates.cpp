// A pool allocates once, when it is made; the line that makes it bears the mark of the header's.
#include "pool.h"

[[gnu::noinline]] int firstOf(std::size_t size) {
  Pool pool(size);                 // heaplight: allocate always
  const Node *node = pool.take(7); // heaplight: none
  return node ? node->value : 0;
} // heaplight: deallocate

int main(int argc, char **) {
  return firstOf(static_cast<std::size_t>(argc)) - 7; // heaplight: allocate always; deallocate
}
