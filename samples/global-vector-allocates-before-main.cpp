// A global vector with elements fills itself before main begins.
#include <cstddef>
#include <vector>

const std::vector<int> primes{2, 3, 5, 7}; // heaplight: allocate always 16 B at startup

int primeAt(int index) {
  return primes[static_cast<std::size_t>(index)]; // heaplight: none
}

int main(int argc, char **) {
  return primeAt(argc) > 0 ? 0 : 1; // heaplight: none
}
