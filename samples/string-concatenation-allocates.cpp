// Every + makes a new string; whether it needs the heap depends on its length.
#include <string>

[[gnu::noinline]] std::string greeting(const std::string &name) {
  return "Good morning, " + name + "!"; // heaplight: allocate sometimes; deallocate sometimes
}

int main(int argc, char **argv) {
  std::string name(argc > 0 ? argv[0] : "nobody"); // heaplight: allocate sometimes
  auto text = greeting(name); // heaplight: allocate sometimes; deallocate sometimes
  return text.size() > 15 ? 0 : 1;
} // heaplight: deallocate sometimes
