// A unique_ptr that never leaves its function is written, but the optimizer removes it.
#include <memory>

int doubled(int value) {
  auto box = std::make_unique<int>(value); // heaplight: written allocate always 4 B; built none
  return *box * 2;
} // heaplight: none

int main(int argc, char **) {
  return doubled(argc) > 0 ? 0 : 1; // heaplight: none
}
