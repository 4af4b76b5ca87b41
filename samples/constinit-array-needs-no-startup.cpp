// A constinit array is part of the program file: nothing runs before main.
#include <array>
#include <cstddef>

constinit const std::array<int, 4> primes{2, 3, 5, 7}; // heaplight: none

int primeAt(int index) {
  return primes[static_cast<std::size_t>(index)]; // heaplight: none
}

int main(int argc, char **) {
  return primeAt(argc) > 0 ? 0 : 1; // heaplight: none
}
