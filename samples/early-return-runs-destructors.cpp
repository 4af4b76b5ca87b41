// Each way out of a function destroys the locals made so far, and only those.
#include <cstddef>
#include <memory>

[[gnu::noinline]] std::unique_ptr<int[]> numbers(std::size_t count) {
  return std::make_unique<int[]>(count); // heaplight: allocate always
}

[[gnu::noinline]] int sum(std::size_t count) {
  if (count == 0)
    return 0;                        // heaplight: none
  const auto first = numbers(count); // heaplight: allocate always
  if (first[0] > 0)
    return first[0];
  const auto second = numbers(count); // heaplight: allocate always
  return first[0] + second[0];
} // heaplight: deallocate

int main(int argc, char **) {
  const auto count = static_cast<std::size_t>(argc);
  return sum(count) == 0 ? 0 : 1; // heaplight: allocate sometimes; deallocate sometimes
}
