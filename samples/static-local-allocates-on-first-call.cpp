// A local static is made when control first passes it, so one call allocates and the rest don't.
#include <string>

[[gnu::noinline]] const std::string &motto() {
  static const std::string text("made once, kept to the end"); // heaplight: allocate sometimes
  return text;                                                 // heaplight: none
}

int main() {
  const auto first = motto().size(); // heaplight: allocate sometimes
  const auto again = motto().size(); // heaplight: allocate sometimes
  return first == again ? 0 : 1;
}
