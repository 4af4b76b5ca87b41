// A type whose parts need no destruction leaves nothing to do at the closing brace.
#include <array>
#include <cstddef>

class Buffer {
public:
  volatile char &at(std::size_t index) { return bytes_[index % bytes_.size()]; } // heaplight: none

private:
  std::array<char, 64> bytes_{};
};

int touch(std::size_t index) {
  Buffer buffer;                 // heaplight: none
  buffer.at(index) = 'x';        // heaplight: none
  return buffer.at(index) - 'x'; // heaplight: none
} // heaplight: none

int main(int argc, char **) {
  return touch(static_cast<std::size_t>(argc)); // heaplight: none
}
