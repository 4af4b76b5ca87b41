// Cutting a string makes a new string, with a copy of the characters.
#include <string>

[[gnu::noinline]] std::string lastPart(const std::string &path) {
  const auto slash = path.rfind('/'); // heaplight: none
  return path.substr(slash + 1);      // heaplight: allocate sometimes
}

int main() {
  const std::string path("a/file-with-a-rather-long-name"); // heaplight: allocate always 31 B
  const auto last = lastPart(path);                         // heaplight: allocate sometimes
  return last.size() == 28 ? 0 : 1;
} // heaplight: deallocate sometimes
