// Nothing can override a method of a final class, so the call has one target and is followed.
struct Shape {
  virtual ~Shape() = default;
  virtual int corners() const = 0;
};

struct Triangle final : Shape {
  int corners() const override { return 3; } // heaplight: none
};

int twice(const Triangle &triangle) {
  return 2 * triangle.corners(); // heaplight: none
}

int main() {
  const Triangle triangle;             // heaplight: none
  return twice(triangle) == 6 ? 0 : 1; // heaplight: none
}
