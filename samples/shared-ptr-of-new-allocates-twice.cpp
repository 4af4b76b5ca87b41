// A shared_ptr made from a raw pointer needs a second piece of the heap for its counts.
#include <memory>

[[gnu::noinline]] std::shared_ptr<int> adopted(int value) {
  int *raw = new int(value);        // heaplight: allocate always 4 B
  return std::shared_ptr<int>(raw); // heaplight: allocate always 24 B; deallocate exceptional
}

int main(int argc, char **) {
  auto owner = adopted(argc); // heaplight: allocate always; deallocate exceptional
  return *owner > 0 ? 0 : 1;
} // heaplight: unknown sometimes; destroy always
