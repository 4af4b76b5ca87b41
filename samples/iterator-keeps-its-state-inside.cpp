// A small class can count on as a coroutine does, with its state where its owner puts it.
class Counter {
public:
  explicit Counter(int first) : current_(first) {} // heaplight: none

  int next() { return current_++; } // heaplight: none

private:
  int current_;
};

Counter countFrom(int first) {
  return Counter(first); // heaplight: none
}

int main(int argc, char **) {
  Counter counter = countFrom(argc); // heaplight: none
  counter.next();                    // heaplight: none
  return counter.next() == argc + 1 ? 0 : 1;
}
