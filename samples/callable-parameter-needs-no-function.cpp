// A template parameter takes a lambda of any size, and calls it directly.
#include <array>

template <typename Function> int twice(const Function &function, int x) {
  return function(function(x)); // heaplight: none
}

int evaluate(std::array<int, 5> factors, int x) {
  const auto polynomial = [factors](int value) {
    int sum = 0;
    for (int factor : factors)
      sum = sum * value + factor; // heaplight: none
    return sum;
  };
  return twice(polynomial, x); // heaplight: none
}

int main(int argc, char **) {
  return evaluate({0, 0, 0, 1, argc}, argc) == 3 ? 0 : 1; // heaplight: none
}
