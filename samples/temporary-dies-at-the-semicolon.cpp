// A temporary is destroyed at the end of the line that made it.
#include <cstddef>
#include <string>

[[gnu::noinline]] std::string repeated(char letter, std::size_t count) {
  return std::string(count, letter); // heaplight: allocate sometimes
}

[[gnu::noinline]] std::size_t lengthOf(char letter, std::size_t count) {
  return repeated(letter, count).size(); // heaplight: allocate sometimes; deallocate sometimes
}

int main(int argc, char **) {
  const std::size_t count = static_cast<std::size_t>(argc) + 20;
  const auto length = lengthOf('x', count); // heaplight: allocate sometimes; deallocate sometimes
  return length == count ? 0 : 1;
}
