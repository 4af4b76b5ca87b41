// Placement new makes an object in room that is there already: an arena on the stack.
#include <cstddef>
#include <new>

class Arena {
public:
  void *take(std::size_t bytes) {
    if (bytes > sizeof(room_) - used_)
      return nullptr;
    void *result = room_ + used_;
    used_ += (bytes + 15) / 16 * 16;
    return result; // heaplight: none
  }

private:
  alignas(16) std::byte room_[256];
  std::size_t used_ = 0;
};

struct Node {
  int value;
  Node *next;
};

Node *prepend(Arena &arena, int value, Node *next) {
  void *room = arena.take(sizeof(Node));                // heaplight: none
  return room ? new (room) Node{value, next} : nullptr; // heaplight: none
}

int main(int argc, char **) {
  Arena arena;                                      // heaplight: none
  const Node *list = prepend(arena, argc, nullptr); // heaplight: none
  return list && list->value > 0 ? 0 : 1;
} // heaplight: none
