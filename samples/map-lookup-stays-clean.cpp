// Looking a key up with find never makes a node.
#include <map>

int valueOr(const std::map<int, int> &values, int key, int otherwise) {
  const auto found = values.find(key);                      // heaplight: none
  return found == values.end() ? otherwise : found->second; // heaplight: none
}

int main(int argc, char **) {
  const std::map<int, int> values{{1, 10}, {2, 20}}; // heaplight: allocate sometimes
  return valueOr(values, argc, 10) - 10 * argc;      // heaplight: none
} // heaplight: deallocate sometimes
