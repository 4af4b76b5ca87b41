// A variant is as large as its largest alternative, and so never needs the heap of its own accord.
#include <variant>

struct Circle {
  double radius;
};
struct Box {
  double width, height, depth;
};
using Shape = std::variant<Circle, Box>;

Shape grown(Shape shape, double by) {
  if (auto *circle = std::get_if<Circle>(&shape))
    circle->radius += by; // heaplight: none
  else
    shape.emplace<Box>(Box{by, by, by}); // heaplight: none
  return shape;                          // heaplight: none
}

int main(int argc, char **) {
  const auto shape = grown(Circle{1.0}, argc);          // heaplight: none
  return std::holds_alternative<Circle>(shape) ? 0 : 1; // heaplight: none
}
