// A mutex holds its state itself. Only the report of a failed lock would be made on the heap.
#include <mutex>

class Counter {
public:
  int next() {
    const std::lock_guard lock(mutex_); // heaplight: allocate exceptional
    return ++count_;
  } // heaplight: none

private:
  std::mutex mutex_;
  int count_ = 0;
};

int main() {
  Counter counter;                    // heaplight: none
  return counter.next() == 1 ? 0 : 1; // heaplight: allocate exceptional
}
