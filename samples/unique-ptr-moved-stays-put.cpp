// Moving a unique_ptr hands over the pointer. The object on the heap stays where it is.
#include <memory>
#include <utility>

[[gnu::noinline]] std::unique_ptr<int> boxed(int value) {
  return std::make_unique<int>(value); // heaplight: allocate always 4 B
}

void keep(std::unique_ptr<int> &place, std::unique_ptr<int> &item) {
  std::swap(place, item); // heaplight: none
}

std::unique_ptr<int> pass(std::unique_ptr<int> item) {
  return item; // heaplight: none
}

int main(int argc, char **) {
  std::unique_ptr<int> place;         // heaplight: none
  auto item = boxed(argc);            // heaplight: allocate always 4 B
  keep(place, item);                  // heaplight: none
  auto last = pass(std::move(place)); // heaplight: none
  return *last > 0 ? 0 : 1;
} // heaplight: deallocate always
