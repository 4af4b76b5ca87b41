// Builds trees by recursion and drops them: each node comes by a stack of its own.
#include <memory>

struct Node {
  std::unique_ptr<Node> left, right;
};

static std::unique_ptr<Node> build(int depth) {
  if (depth == 0)
    return nullptr;
  auto node = std::make_unique<Node>();
  node->left = build(depth - 1);
  node->right = build(depth - 1);
  return node;
}

int main() {
  size_t made = 0;
  for (int i = 0; i < 100; ++i)
    made += build(14) != nullptr;
  return made == 0;
}
