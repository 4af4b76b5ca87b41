// A std::function moves a lambda that holds more than two pointers to the heap.
#include <array>
#include <functional>

[[gnu::noinline]] std::function<int(int)> polynomial(std::array<int, 5> factors) {
  return [factors](int x) { // heaplight: allocate always 20 B
    int sum = 0;
    for (int factor : factors)
      sum = sum * x + factor; // heaplight: none
    return sum;
  };
}

int main(int argc, char **) {
  auto evaluate = polynomial({1, 0, 0, 0, argc}); // heaplight: allocate always 20 B
  return evaluate(argc) == 2 ? 0 : 1;             // heaplight: unknown
} // heaplight: unknown sometimes
