// A known number of calls of each kind in each phase; see check_counts.py for their sums.
#include <cstdlib>
#include <malloc.h>
#include <new>

static void use(void *block) { asm volatile("" : : "r"(block) : "memory"); }

struct Before {
  void *kept = malloc(100);
  Before() {
    use(kept);
    void *passing = malloc(50);
    use(passing);
    free(passing);
  }
  ~Before() { free(kept); }
};
static Before before;

struct alignas(64) Wide {
  char bytes[64];
};

static void after() { use(malloc(77)); }

[[gnu::noinline]] static void family() {
  void *block = malloc(10);
  use(block);
  block = realloc(block, 1000);
  use(block);
  block = reallocarray(block, 20, 100);
  use(block);
  free(block);
  use(block = calloc(7, 9));
  free(block);
  if (posix_memalign(&block, 64, 128) == 0)
    free(block);
  use(block = aligned_alloc(64, 192));
  free(block);
  use(block = memalign(32, 96));
  free(block);
  free(nullptr);
  use(block = realloc(nullptr, 33));
  free(block);
}

[[gnu::noinline]] static void operators() {
  use(::operator new(11));
  int *one = new int(1);
  use(one);
  delete one;
  char *many = new char[13];
  use(many);
  delete[] many;
  void *nothrow = ::operator new(17, std::nothrow);
  use(nothrow);
  ::operator delete(nothrow, std::nothrow);
  Wide *wide = new Wide;
  use(wide);
  delete wide;
  Wide *wides = new (std::nothrow) Wide[3];
  use(wides);
  delete[] wides;
}

int main() {
  atexit(after);
  family();
  operators();
}
