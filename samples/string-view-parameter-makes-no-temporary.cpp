// A parameter of type string_view takes a literal as it is; no temporary string is made.
#include <cstddef>
#include <string_view>

std::size_t vowels(std::string_view text) {
  std::size_t count = 0;
  for (char letter : text)
    count += std::string_view("aeiou").find(letter) != std::string_view::npos; // heaplight: none
  return count;                                                                // heaplight: none
}

int main() {
  return vowels("longer than any short one") == 7 ? 0 : 1; // heaplight: none
}
