// An atomic counter needs no lock, no heap and no error to report.
#include <atomic>

class Counter {
public:
  int next() { return count_.fetch_add(1) + 1; } // heaplight: none

private:
  std::atomic<int> count_ = 0;
};

int main() {
  Counter counter;                    // heaplight: none
  return counter.next() == 1 ? 0 : 1; // heaplight: none
}
