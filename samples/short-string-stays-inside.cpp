// A string of up to 15 characters keeps them within itself.
#include <string>

[[gnu::noinline]] std::string shortName() {
  return "fifteen letters"; // heaplight: none
}

int main() {
  auto name = shortName(); // heaplight: none
  return name.size() == 15 ? 0 : 1;
} // heaplight: deallocate sometimes
