// A std::any keeps an int, or whatever fits a pointer, within itself.
#include <any>

[[gnu::noinline]] std::any wrap(int value) {
  return value; // heaplight: none
}

int main(int argc, char **) {
  const std::any box = wrap(argc);               // heaplight: none
  const int *content = std::any_cast<int>(&box); // heaplight: unknown sometimes
  return content && *content > 0 ? 0 : 1;
} // heaplight: unknown sometimes
