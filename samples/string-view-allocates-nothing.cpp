// A string_view refers to text that lives elsewhere; cutting it copies nothing.
#include <string_view>

std::string_view lastPart(std::string_view path) {
  const auto slash = path.rfind('/');                         // heaplight: none
  return slash < path.size() ? path.substr(slash + 1) : path; // heaplight: none
}

int main(int argc, char **argv) {
  return argc > 0 && !lastPart(argv[0]).empty() ? 0 : 1; // heaplight: none
}
