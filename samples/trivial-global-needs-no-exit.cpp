// A global without a destructor leaves nothing to do when the program ends.
#include <array>
#include <cstddef>

class Log {
public:
  void write(char letter) { text_[used_++ % text_.size()] = letter; } // heaplight: none

  std::size_t size() const { return used_; } // heaplight: none

private:
  std::array<char, 100> text_{};
  std::size_t used_ = 0;
};

constinit Log journal; // heaplight: none

int main() {
  journal.write('x');                 // heaplight: none
  return journal.size() == 1 ? 0 : 1; // heaplight: none
}
