// An exception is made on the heap, but only on the way out: a call that returns has not allocated.
#include <stdexcept>

int checked(int value) {
  if (value < 0)
    throw std::domain_error("negative"); // heaplight: allocate exceptional 16 B
  return value;                          // heaplight: none
}

int main(int argc, char **) {
  try {
    checked(-argc); // heaplight: allocate exceptional
    return 1;
  } catch (const std::domain_error &) {
    return 0;
  }
}
