// A callback runs whenever its stream is copied, gets a locale or ends, which the line that
// registers it says.
#include <cstdlib>
#include <sstream>

static void *kept;

static void drop(std::ios_base::event event, std::ios_base &, int) {
  if (event == std::ios_base::erase_event)
    std::free(kept); // heaplight: deallocate always
}

[[gnu::noinline]] static void watch(std::ios_base &stream) {
  stream.register_callback(drop, 0); // heaplight: allocate always; deallocate sometimes
}

int main() {
  kept = std::malloc(8); // heaplight: allocate always 8 B
  std::stringbuf buffer;
  std::ostream stream(&buffer);
  watch(stream); // heaplight: allocate always
}
