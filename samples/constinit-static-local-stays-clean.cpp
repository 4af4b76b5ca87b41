// A local static whose value is known to the compiler needs neither a guard nor the heap.
#include <string_view>

[[gnu::noinline]] std::string_view motto() {
  static constinit std::string_view text("known before the program runs"); // heaplight: none
  return text;                                                             // heaplight: none
}

int main() {
  return motto().size() == 29 ? 0 : 1; // heaplight: none
}
