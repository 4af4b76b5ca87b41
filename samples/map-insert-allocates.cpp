// A map allocates one node for every new key.
#include <map>

[[gnu::noinline]] void count(std::map<int, int> &seen, int key) {
  ++seen[key]; // heaplight: allocate sometimes 40 B
}

int main(int argc, char **) {
  std::map<int, int> seen; // heaplight: none
  count(seen, argc);       // heaplight: allocate sometimes 40 B
  count(seen, argc + 1);   // heaplight: allocate sometimes 40 B
  return static_cast<int>(seen.size()) - 2;
} // heaplight: deallocate sometimes
