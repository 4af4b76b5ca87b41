// An optional has room for its value within itself, whether it is there or not.
#include <optional>

std::optional<long> inverse(long value) {
  if (value == 0)
    return std::nullopt;  // heaplight: none
  return 1000000 / value; // heaplight: none
}

int main(int argc, char **) {
  return inverse(argc).value_or(0) > 0 ? 0 : 1; // heaplight: none
}
