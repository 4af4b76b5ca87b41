// A deque allocates its map and a first block before it holds anything.
#include <cstddef>
#include <deque>

[[gnu::noinline]] std::size_t emptyDeque() {
  std::deque<int> queue; // heaplight: allocate always
  return queue.size();
} // heaplight: deallocate

int main() {
  return emptyDeque() == 0 ? 0 : 1; // heaplight: allocate always; deallocate
}
