// std::sort exchanges elements where they are.
#include <algorithm>
#include <array>

[[gnu::noinline]] void sort(std::array<int, 2000> &numbers) {
  std::sort(numbers.begin(), numbers.end()); // heaplight: none
}

int main() {
  std::array<int, 2000> numbers; // heaplight: none
  for (unsigned i = 0; i < 2000; ++i)
    numbers[i] = static_cast<int>(i * 7919 % 2003); // heaplight: none
  sort(numbers);                                    // heaplight: none
  return std::is_sorted(numbers.begin(), numbers.end()) ? 0 : 1;
}
