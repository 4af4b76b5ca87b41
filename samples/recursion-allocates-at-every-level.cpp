// A function that calls itself does at each level what it does at the first.
struct Node {
  int depth;
  Node *next;
};

[[gnu::noinline]] Node *chain(int depth) {
  if (depth == 0)
    return nullptr;                         // heaplight: none
  return new Node{depth, chain(depth - 1)}; // heaplight: allocate always 16 B
}

[[gnu::noinline]] void release(const Node *node) {
  if (!node)
    return;            // heaplight: none
  release(node->next); // heaplight: deallocate sometimes
  delete node;         // heaplight: deallocate sometimes
}

int main(int argc, char **) {
  const Node *list = chain(argc + 3); // heaplight: allocate sometimes
  const int depth = list->depth;
  release(list); // heaplight: deallocate sometimes
  return depth == argc + 3 ? 0 : 1;
}
