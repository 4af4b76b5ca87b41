// Calls each function of functions.cpp with arguments chosen to make it allocate, if it can on
// a way that returns. `driver FILE` reads FILE, any text whose first line is a long one.
#include "functions.h"

#include <climits>
#include <cstdlib>
#include <numeric>

namespace {

/// Keeps what it is given from being optimized away.
template <typename T> void use(const T &value) { asm volatile("" : : "r"(&value) : "memory"); }

const std::string longText = "a text that is much too long to be kept within the string itself";

void callInnocent() {
  use(shortString());
  use(emptyString());
  use(emptyList());
  use(emptyMap());
  use(emptyUnorderedMap());
  use(emptyVector());
  for (int value : {INT_MIN / 8, -1, 0, 1, 1000, INT_MAX / 8}) {
    use(smallFunction(value)());
    use(directLambda(value));
    use(elidedUniquePtr(value));
    use(elidedNewAndDelete(value));
    use(elidedVector(value));
    use(anyOfInt(value));
    use(optionalValue(value));
    use(fillArray(value));
    use(inlineAssembly(value));
    use(instantiateTemplate(value, 5));
    use(constexprTable(static_cast<std::size_t>(value)));
    use(constinitStatic());
    use(pmrOnTheStack(value));
    for (const Number &number : {Number(value), Number(long{value}), Number(double(value))})
      use(visitVariant(number));
    alignas(Node) std::byte room[sizeof(Node)];
    use(placementNew(room, value));
    if (value >= 0) {
      use(throwNotTaken(value));
      use(catchWithoutThrow(value));
      use(noreturnCallee(value));
    }
  }

  std::array<char, 128> buffer{};
  for (std::size_t size : {std::size_t{0}, std::size_t{3}, buffer.size()})
    use(formatIntoBuffer(std::span(buffer).first(size), INT_MIN, longText.c_str()));
  for (std::size_t count : {std::size_t{1}, longText.size()})
    copyBytes(buffer.data(), longText.data(), count);
  for (std::size_t begin : {std::size_t{0}, std::size_t{10}, std::size_t{1000}})
    use(cutStringView(longText, begin));

  std::array<int, 32> numbers;
  std::iota(numbers.rbegin(), numbers.rend(), 0);
  use(sumOfSpan(numbers));
  use(sumOfSpan({}));
  sortArray(numbers);

  std::atomic<int> counter = 0;
  use(atomicIncrement(counter));
  std::mutex mutex;
  int guarded = 0;
  use(lockMutex(mutex, guarded));
  use(readClock());

  Square square;
  Polygon polygon;
  use(finalVirtualCall(square));
  use(referenceCast(polygon));
  use(pointerCast(&polygon));
  use(pointerCast(&square));
}

void callInnocentOwners() {
  std::vector<int> many(100, 1), few(3, 2), none;
  swapVectors(many, few);
  swapVectors(few, none);
  swapVectors(many, none);
  for (auto *vector : {&many, &few, &none}) {
    pushWithinCapacity(*vector, 1);
    if (!vector->empty()) {
      use(checkedIndex(*vector, vector->size() - 1));
      use(popFromVector(*vector));
    }
    pushWithinCapacity(*vector, 4);
    clearVector(*vector);
  }
  use(moveVector(std::move(few)));
  use(moveVector(std::move(none)));
  use(moveUniquePtr(std::make_unique<int>(1)));
  use(moveUniquePtr(nullptr));
  use(copySharedPtr(std::make_shared<int>(1)));
  use(copySharedPtr(nullptr));
}

void callAllocating(const char *path) {
  std::vector<int> numbers;
  pushBack(numbers, 1);
  use(copyVector(numbers));
  std::string text;
  appendLong(text);
  std::map<int, int> ages;
  insertIntoMap(ages, 1);
  std::unordered_map<int, int> table;
  insertIntoUnorderedMap(table, 1);
  std::list<int> list;
  appendToList(list, 1);

  use(makeShared(1));
  use(escapingUniquePtr(1));
  use(largeFunction({1, 2, 3, 4})());
  use(largeAny({1, 2, 3, 4}));
  use(emptyDeque());
  use(openFile(path));
  use(readLine(path));
  std::free(duplicateText(longText.c_str()));
  use(staticLocalVector(1));
  use(startThread(1));
  use(runAsync(1));

  Maker maker;
  use(devirtualizedCall(maker));
  use(virtualCall(maker));
  use(knownFunctionPointer(1));
  for (const Node *node = buildRecursively(3); node;) {
    const Node *next = node->next;
    delete node;
    node = next;
  }
  delete classOperatorNew(1);
  std::free(reallocate(nullptr, 100));

  use(matchPattern("heap7"));
  use(writeToStream(1));
  use(longNumberToString(1e300));
  std::array<int, 32> reversed;
  std::iota(reversed.rbegin(), reversed.rend(), 0);
  sortStably(reversed);
  use(concatenate(longText, longText));
  use(throwAndCatch(-1));
  printToStandardOutput(1);
}

} // namespace

int main(int argc, char **argv) {
  if (argc != 2)
    return 2;
  callInnocent();
  callInnocentOwners();
  callAllocating(argv[1]);
}
