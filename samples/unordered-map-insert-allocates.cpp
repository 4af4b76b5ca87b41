// A hash table allocates a node for each new key, and now and then a larger table.
#include <unordered_map>

[[gnu::noinline]] void store(std::unordered_map<int, int> &ages, int key, int age) {
  ages[key] = age; // heaplight: allocate sometimes
}

int main(int argc, char **) {
  std::unordered_map<int, int> ages; // heaplight: none
  store(ages, argc, 30);             // heaplight: allocate sometimes
  return ages.size() == 1 ? 0 : 1;
} // heaplight: deallocate sometimes
