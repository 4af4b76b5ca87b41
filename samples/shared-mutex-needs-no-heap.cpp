// A shared mutex holds its state itself. Only the report of a failed lock would be made on the
// heap.
#include <mutex>
#include <shared_mutex>

class Counter {
public:
  int value() {
    const std::shared_lock lock(mutex_); // heaplight: allocate exceptional
    return count_;
  } // heaplight: none

private:
  std::shared_mutex mutex_;
  int count_ = 7;
};

int main() {
  Counter counter;                     // heaplight: none
  return counter.value() == 7 ? 0 : 1; // heaplight: allocate exceptional
}
