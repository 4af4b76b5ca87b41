// A copy-on-write text that nobody changes only points at the text of another.
#include <cstddef>
#include <string>
#include <string_view>

class Cow { // heaplight: none
public:
  explicit Cow(std::string_view text) : borrowed_(text) {}

  std::string_view view() const { return owns_ ? std::string_view(owned_) : borrowed_; }

  void append(std::string_view more);

private:
  std::string_view borrowed_;
  std::string owned_;
  bool owns_ = false;
};

void Cow::append(std::string_view more) {
  if (!owns_) {
    owned_.assign(borrowed_); // heaplight: allocate sometimes
    owns_ = true;
  }
  owned_.append(more); // heaplight: allocate sometimes; deallocate sometimes
}

std::size_t lengthOf(std::string_view text) {
  const Cow cow(text);      // heaplight: none
  return cow.view().size(); // heaplight: none
} // heaplight: none

int main(int argc, char **argv) {
  return argc > 0 && lengthOf(argv[0]) > 0 ? 0 : 1; // heaplight: none
}
