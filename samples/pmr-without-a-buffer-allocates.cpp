// A pmr vector without a resource of its own takes the default one, which calls operator new.
// The call goes through the resource's vtable: the library's own resources are what it may reach.
#include <memory_resource>
#include <vector>

[[gnu::noinline]] std::pmr::vector<int> threeOf(int value) {
  return {value, value, value}; // heaplight: allocate sometimes; unknown always
}

int main(int argc, char **) {
  const auto three = threeOf(argc); // heaplight: allocate sometimes; unknown always
  return three[2] > 0 ? 0 : 1;
} // heaplight: deallocate sometimes; unknown
