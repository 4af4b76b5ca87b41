// A unique_ptr that outlives the function that made it keeps its object on the heap.
#include <memory>

[[gnu::noinline]] std::unique_ptr<int> boxed(int value) {
  return std::make_unique<int>(value); // heaplight: allocate always 4 B
}

int main(int argc, char **) {
  auto box = boxed(argc); // heaplight: allocate always 4 B
  return *box > 0 ? 0 : 1;
} // heaplight: deallocate always
