// A std::function keeps a lambda of up to two pointers within itself.
#include <functional>

[[gnu::noinline]] std::function<int(int)> adder(int first) {
  return [first](int second) { return first + second; }; // heaplight: none
}

int main(int argc, char **) {
  auto add = adder(argc); // heaplight: none
  return add(-argc);      // heaplight: unknown always
} // heaplight: unknown sometimes
