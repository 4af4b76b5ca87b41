// A stable sort merges into a second room, which it takes from the heap.
#include <algorithm>
#include <vector>

[[gnu::noinline]] void sort(std::vector<int> &all) {
  std::stable_sort(all.begin(), all.end()); // heaplight: allocate sometimes; deallocate sometimes
}

int main() {
  std::vector<int> numbers(2000); // heaplight: allocate always 8000 B
  for (unsigned i = 0; i < numbers.size(); ++i)
    numbers[i] = static_cast<int>(i * 7919 % 2003); // heaplight: none
  sort(numbers); // heaplight: allocate sometimes; deallocate sometimes
  return std::is_sorted(numbers.begin(), numbers.end()) ? 0 : 1;
} // heaplight: deallocate always
