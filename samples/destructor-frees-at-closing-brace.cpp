// The destructor of a local runs at the closing brace, though nobody wrote a call there.
#include <cstddef>

class Buffer {
public:
  explicit Buffer(std::size_t size) : bytes_(new char[size]) {} // heaplight: allocate always
  ~Buffer() { delete[] bytes_; }                                // heaplight: deallocate always
  Buffer(const Buffer &) = delete;
  Buffer &operator=(const Buffer &) = delete;

  volatile char *bytes() const { return bytes_; }

private:
  char *bytes_;
};

[[gnu::noinline]] void touch(std::size_t size) {
  const Buffer buffer(size); // heaplight: allocate always
  buffer.bytes()[0] = 'x';
} // heaplight: deallocate always; destroy

int main(int argc, char **) {
  touch(static_cast<std::size_t>(argc)); // heaplight: allocate always; deallocate always
  return 0;
}
