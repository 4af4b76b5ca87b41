// make_shared puts the object and its counts into one piece of the heap.
#include <memory>

[[gnu::noinline]] std::shared_ptr<int> shared(int value) {
  return std::make_shared<int>(value); // heaplight: allocate always 24 B
}

int main(int argc, char **) {
  auto owner = shared(argc); // heaplight: allocate always 24 B
  return *owner > 0 ? 0 : 1;
} // heaplight: unknown sometimes; destroy always
