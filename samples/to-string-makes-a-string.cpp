// to_string makes a string, whose code reaches the heap should the digits not fit inside.
#include <string>

[[gnu::noinline]] std::string digits(unsigned long long number) {
  return std::to_string(number); // heaplight: allocate sometimes
}

int main() {
  const auto text = digits(1234567890123456789ULL); // heaplight: allocate sometimes
  return text.size() == 19 ? 0 : 1;
} // heaplight: deallocate sometimes
