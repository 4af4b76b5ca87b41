// A std::any puts what is larger than a pointer on the heap.
#include <any>

struct Point {
  long x, y, z;
};

[[gnu::noinline]] std::any wrap(long value) {
  return Point{value, value, value}; // heaplight: allocate always 24 B
}

int main(int argc, char **) {
  const std::any box = wrap(argc);                  // heaplight: allocate always 24 B
  const auto *content = std::any_cast<Point>(&box); // heaplight: unknown sometimes
  return content && content->y > 0 ? 0 : 1;
} // heaplight: unknown sometimes
