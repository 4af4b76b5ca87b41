// A vector whose memory resource owns a buffer on the stack takes its room from there.
// The compiler can't prove that the buffer suffices: the calls go through the resource.
#include <array>
#include <cstddef>
#include <memory_resource>
#include <vector>

[[gnu::noinline]] int sumOfFirst(int count) {
  std::array<std::byte, 1024> buffer;                                     // heaplight: none
  auto *none = std::pmr::null_memory_resource();                          // heaplight: none
  std::pmr::monotonic_buffer_resource room(&buffer, sizeof buffer, none); // heaplight: none
  std::pmr::vector<int> numbers(&room);                                   // heaplight: none
  numbers.reserve(static_cast<std::size_t>(count)); // heaplight: unknown sometimes
  int sum = 0;
  for (int i = 0; i < count; ++i)
    numbers.push_back(i); // heaplight: unknown sometimes in loop
  for (int number : numbers)
    sum += number; // heaplight: none
  return sum;
} // heaplight: unknown

int main(int argc, char **) {
  return sumOfFirst(argc + 9) == 45 ? 0 : 1; // heaplight: unknown
}
