// A struct without a destructor of its own still gets one, for the sake of its members.
#include <memory>

struct Engine { // heaplight: deallocate
  std::unique_ptr<int> power;
};

struct Car { // heaplight: deallocate
  Engine engine;
  int wheels = 4;
};

[[gnu::noinline]] void build(Car &car, int power) {
  car.engine.power = std::make_unique<int>(power); // heaplight: allocate always 4 B
}

int main(int argc, char **) {
  Car car;          // heaplight: none
  build(car, argc); // heaplight: allocate always 4 B
  return *car.engine.power > 0 ? 0 : 1;
} // heaplight: deallocate
