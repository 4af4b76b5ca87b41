// What a global owns is freed after main has ended.
#include <cstddef>
#include <cstdlib>

class Log {
public:
  constexpr Log() = default;
  ~Log() { std::free(text_); } // heaplight: deallocate always
  Log(const Log &) = delete;
  Log &operator=(const Log &) = delete;

  void open(std::size_t size) {
    text_ = static_cast<char *>(std::malloc(size)); // heaplight: allocate always
  }

private:
  char *text_ = nullptr;
};

constinit Log journal; // heaplight: allocate sometimes at startup; deallocate at exit

int main(int argc, char **) {
  journal.open(static_cast<std::size_t>(argc) * 100); // heaplight: allocate always
  return 0;
}
