// Copying a shared_ptr raises a count. What an assignment lets go of is behind a virtual call.
#include <memory>

std::shared_ptr<int> share(const std::shared_ptr<int> &owner) {
  return owner; // heaplight: none
}

int read(const std::shared_ptr<int> &owner) {
  return *owner; // heaplight: none
}

[[gnu::noinline]] void replace(std::shared_ptr<int> &owner, const std::shared_ptr<int> &by) {
  owner = by; // heaplight: unknown sometimes
}

int main(int argc, char **) {
  auto owner = std::make_shared<int>(argc); // heaplight: allocate always 24 B
  auto other = share(owner);                // heaplight: none
  replace(owner, other);                    // heaplight: unknown sometimes
  return read(other) > 0 ? 0 : 1;           // heaplight: none
} // heaplight: unknown sometimes; destroy always
