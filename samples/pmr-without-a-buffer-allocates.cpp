// A pmr vector without a resource of its own takes the default one, which calls operator new.
// The call goes through a pointer, so that the code shows a call but not what it reaches.
#include <memory_resource>
#include <vector>

[[gnu::noinline]] std::pmr::vector<int> threeOf(int value) {
  return {value, value, value}; // heaplight: unknown always
}

int main(int argc, char **) {
  const auto three = threeOf(argc); // heaplight: unknown always
  return three[2] > 0 ? 0 : 1;
} // heaplight: unknown
