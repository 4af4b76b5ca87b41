// Failure told by the return value touches no heap.
#include <optional>

std::optional<int> checked(int value) {
  if (value < 0)
    return std::nullopt; // heaplight: none
  return value;          // heaplight: none
}

int main(int argc, char **) {
  return checked(-argc) ? 1 : 0; // heaplight: none
}
