// A copy-on-write text allocates when it first has to own what it changes.
#include <string>
#include <string_view>

class Cow { // heaplight: deallocate sometimes
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

int main(int argc, char **argv) {
  Cow text("far too long for the buffer inside of a string"); // heaplight: none
  if (argc > 0)
    text.append(argv[0]); // heaplight: allocate sometimes; deallocate sometimes
  return text.view().size() > 46 ? 0 : 1;
} // heaplight: deallocate sometimes
