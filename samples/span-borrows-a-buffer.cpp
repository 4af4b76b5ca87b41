// A function that takes a span works on whatever buffer its caller has.
#include <array>
#include <cstddef>
#include <span>

void squares(std::span<std::size_t> numbers) {
  for (std::size_t i = 0; i < numbers.size(); ++i)
    numbers[i] = i * i; // heaplight: none
}

int main() {
  std::array<std::size_t, 8> numbers{}; // heaplight: none
  squares(numbers);                     // heaplight: none
  return numbers[7] == 49 ? 0 : 1;
} // heaplight: none
