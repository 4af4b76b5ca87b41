// A way out that is taken before the first owner is made has nothing to destroy.
#include <cstddef>
#include <memory>

[[gnu::noinline]] int lastOf(std::size_t count) {
  const auto numbers = std::make_unique<volatile int[]>(count); // heaplight: allocate always
  numbers[count - 1] = 0;
  return numbers[count - 1];
} // heaplight: deallocate always

[[gnu::noinline]] int checkedLastOf(std::size_t count) {
  if (count == 0)
    return -1;              // heaplight: none
  return lastOf(count) + 1; // heaplight: allocate always; deallocate always
}

int main(int argc, char **) {
  const auto count = static_cast<std::size_t>(argc);
  const int last = checkedLastOf(count); // heaplight: allocate sometimes; deallocate sometimes
  const int none = checkedLastOf(0);     // heaplight: none
  return last - none - 2;
}
