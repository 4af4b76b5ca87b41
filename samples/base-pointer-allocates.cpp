// Shapes of different size behind a pointer to their base need the heap, one piece each.
#include <memory>

struct Shape {
  virtual ~Shape() = default;
  virtual double area() const = 0;
};

struct Square final : Shape { // heaplight: deallocate always
  explicit Square(double side) : side_(side) {}
  double area() const override { return side_ * side_; } // heaplight: none

private:
  double side_;
};

[[gnu::noinline]] std::unique_ptr<Shape> square(double side) {
  return std::make_unique<Square>(side); // heaplight: allocate always 16 B
}

int main(int argc, char **) {
  const auto shape = square(argc);    // heaplight: allocate always 16 B
  return shape->area() > 0.0 ? 0 : 1; // heaplight: unknown always
} // heaplight: unknown always
