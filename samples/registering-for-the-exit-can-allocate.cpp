// The first 32 functions to run at exit are kept in static memory; each further block is allocated.
#include <cstdlib>

namespace {
volatile int farewells = 0;

void sayGoodbye() { // heaplight: none
  farewells = farewells + 1;
}
} // namespace

int main() {
  constexpr int moreThanFit = 40;
  for (int i = 0; i < moreThanFit; ++i)
    if (std::atexit(sayGoodbye)) // heaplight: allocate sometimes in loop
      return 1;
  return 0;
}
