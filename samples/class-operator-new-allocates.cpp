// A class with an operator new of its own is made by that: here, by malloc.
#include <cstddef>
#include <cstdlib>
#include <new>

struct Message {
  explicit Message(int text) : text(text) {}

  [[gnu::noinline]] static void *operator new(std::size_t bytes) {
    if (void *room = std::malloc(bytes)) // heaplight: allocate always
      return room;
    throw std::bad_alloc(); // heaplight: allocate exceptional 8 B
  }
  [[gnu::noinline]] static void operator delete(void *room) noexcept {
    std::free(room); // heaplight: deallocate always
  }

  int text;
};

[[gnu::noinline]] Message *compose(int text) {
  return new Message(text); // heaplight: allocate always
}

int main(int argc, char **) {
  const Message *message = compose(argc); // heaplight: allocate always
  const int text = message->text;
  delete message; // heaplight: deallocate always
  return text > 0 ? 0 : 1;
}
