// A call followed into a final class shows the allocation within.
#include <memory>

struct Factory {
  virtual ~Factory() = default;
  virtual std::unique_ptr<int> make(int value) const = 0;
};

struct HeapFactory final : Factory { // heaplight: deallocate sometimes
  [[gnu::noinline]] std::unique_ptr<int> make(int value) const override {
    return std::make_unique<int>(value); // heaplight: allocate always 4 B
  }
};

int read(const HeapFactory &factory, int value) {
  return *factory.make(value); // heaplight: allocate always 4 B; deallocate always
}

int main(int argc, char **) {
  const HeapFactory factory;
  return read(factory, argc) > 0 ? 0 : 1; // heaplight: allocate always 4 B; deallocate always
}
