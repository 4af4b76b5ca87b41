// Splicing hands nodes from one list to another: none is made, none is freed.
#include <list>

void append(std::list<int> &queue, std::list<int> &more) {
  queue.splice(queue.end(), more); // heaplight: none
}

int main(int argc, char **) {
  std::list<int> queue;         // heaplight: none
  std::list<int> more{argc, 2}; // heaplight: allocate always 24 B
  append(queue, more);          // heaplight: none
  return queue.front() == argc ? 0 : 1;
} // heaplight: deallocate sometimes
