// to_chars writes digits to a buffer of the caller's.
#include <array>
#include <charconv>
#include <cstddef>

[[gnu::noinline]] std::size_t digits(unsigned long long number) {
  std::array<char, 24> text;                                                      // heaplight: none
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number); // heaplight: none
  return static_cast<std::size_t>(end.ptr - text.data());                         // heaplight: none
}

int main() {
  return digits(1234567890123456789ULL) == 19 ? 0 : 1; // heaplight: none
}
