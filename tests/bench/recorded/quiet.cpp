// Computes, and never asks for memory.
#include <cstdint>

int main() {
  uint64_t state = 1, sum = 0;
  for (int i = 0; i < 300'000'000; ++i) {
    state = state * 6364136223846793005 + 1442695040888963407;
    sum += state >> 60;
  }
  return sum == 0;
}
