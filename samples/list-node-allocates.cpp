// A list allocates one node for every element, in the middle as at the end.
#include <list>

[[gnu::noinline]] void append(std::list<int> &queue, int value) {
  queue.push_back(value); // heaplight: allocate always 24 B
}

int main(int argc, char **) {
  std::list<int> queue; // heaplight: none
  append(queue, argc);  // heaplight: allocate always 24 B
  return queue.front() == argc ? 0 : 1;
} // heaplight: deallocate sometimes
