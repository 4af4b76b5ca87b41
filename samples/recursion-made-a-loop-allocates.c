// The optimizer turns a call of the function itself, made last, into a jump to its start; the line
// leads to the heap all the same.
#include <stdlib.h>

struct Node {
  int leaf;
  struct Node *left, *right;
  void *data;
};

__attribute__((noinline)) void load(struct Node *node) {
  if (node->leaf) {
    node->data = malloc(10); // heaplight: allocate sometimes 10 B
  } else {
    load(node->left);  // heaplight: allocate sometimes
    load(node->right); // heaplight: allocate sometimes
  }
}

int main(void) {
  struct Node leaves[2] = {{1, 0, 0, 0}, {1, 0, 0, 0}}, root = {0, &leaves[0], &leaves[1], 0};
  load(&root); // heaplight: allocate
  const int done = leaves[0].data && leaves[1].data;
  free(leaves[0].data); // heaplight: deallocate always
  free(leaves[1].data); // heaplight: deallocate always
  return done ? 0 : 1;
}
