// A string of more than 15 characters puts them on the heap.
#include <string>

[[gnu::noinline]] std::string longName() {
  return "sixteen letters!"; // heaplight: allocate always 17 B
}

int main() {
  auto name = longName(); // heaplight: allocate always 17 B
  return name.size() == 16 ? 0 : 1;
} // heaplight: deallocate always
