// A literal given to a parameter of type string is copied to a temporary string first.
#include <cstddef>
#include <string>
#include <string_view>

[[gnu::noinline]] std::size_t vowels(const std::string &text) {
  std::size_t count = 0;
  for (char letter : text)
    count += std::string_view("aeiou").find(letter) != std::string_view::npos; // heaplight: none
  return count;                                                                // heaplight: none
}

int main() {
  const auto count = vowels("longer than any short one"); // heaplight: allocate always 26 B
  return count == 7 ? 0 : 1;
}
