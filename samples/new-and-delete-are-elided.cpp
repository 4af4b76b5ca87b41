// A new with its delete in one function is written, yet the optimizer may leave both out.
int doubled(int value) {
  const int *box = new int(value); // heaplight: written allocate always 4 B; built none
  const int result = 2 * *box;
  delete box; // heaplight: written deallocate; built none
  return result;
}

int main(int argc, char **) {
  return doubled(argc) > 0 ? 0 : 1; // heaplight: written allocate; built none
}
