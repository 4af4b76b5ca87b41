// Recursion by itself takes stack, not heap.
struct Node {
  int value;
  const Node *next;
};

int sumDown(int depth, const Node *above) {
  if (depth == 0)
    return above ? above->value : 0;        // heaplight: none
  const Node node{depth, above};            // heaplight: none
  return depth + sumDown(depth - 1, &node); // heaplight: none
}

int main(int argc, char **) {
  return sumDown(argc + 3, nullptr) > 3 ? 0 : 1; // heaplight: none
}
