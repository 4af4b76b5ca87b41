// A value that may be missing costs an allocation where a pointer stands for it.
#include <memory>

[[gnu::noinline]] std::unique_ptr<long> inverse(long value) {
  if (value == 0)
    return nullptr;                               // heaplight: none
  return std::make_unique<long>(1000000 / value); // heaplight: allocate always 8 B
}

int main(int argc, char **) {
  const auto result = inverse(argc); // heaplight: allocate sometimes 8 B
  return result && *result > 0 ? 0 : 1;
} // heaplight: deallocate sometimes
