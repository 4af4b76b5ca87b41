// A pool of nodes for the samples that include it: one piece of the heap, cut into many nodes.
#ifndef SAMPLES_POOL_H
#define SAMPLES_POOL_H

#include <cstddef>
#include <memory>

struct Node {
  int value = 0;
  Node *next = nullptr;
};

class Pool { // heaplight: deallocate
public:
  [[gnu::noinline]] explicit Pool(std::size_t size)
      : nodes_(std::make_unique<Node[]>(size)), size_(size) {} // heaplight: allocate always

  [[gnu::noinline]] Node *take(int value) {
    if (used_ == size_)
      return nullptr;              // heaplight: none
    Node *node = &nodes_[used_++]; // heaplight: none
    node->value = value;
    return node;
  }

private:
  std::unique_ptr<Node[]> nodes_;
  std::size_t size_;
  std::size_t used_ = 0;
};

#endif
