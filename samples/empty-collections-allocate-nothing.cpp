// Empty strings, maps, lists and hash tables keep all that they need inside themselves.
#include <cstddef>
#include <list>
#include <map>
#include <string>
#include <unordered_map>

std::size_t emptyString() {
  std::string text;   // heaplight: none
  return text.size(); // heaplight: none
} // heaplight: none

std::size_t emptyMap() {
  std::map<int, int> ages; // heaplight: none
  return ages.size();      // heaplight: none
} // heaplight: none

std::size_t emptyList() {
  std::list<int> queue; // heaplight: none
  return queue.size();  // heaplight: none
} // heaplight: none

std::size_t emptyHashTable() {
  std::unordered_map<int, int> ages; // heaplight: none
  return ages.size();                // heaplight: none
} // heaplight: none

int main() {
  return static_cast<int>(emptyString() + emptyMap() + emptyList() +
                          emptyHashTable()); // heaplight: none
}
