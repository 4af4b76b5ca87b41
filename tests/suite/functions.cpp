// Small functions with measured truth: `allocates` if some call of the driver's made the function
// allocate, `innocent` if none of them did, though they try. check_truth.py measures it anew.
#include "functions.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <fstream>
#include <future>
#include <memory_resource>
#include <new>
#include <numeric>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <thread>

// truth: innocent
std::string shortString() { return "short"; }

// truth: innocent
std::size_t emptyString() {
  std::string text;
  return text.size();
}

// truth: innocent
std::function<int()> smallFunction(int value) {
  return [value] { return value + 1; };
}

// truth: innocent
int directLambda(int value) {
  const auto doubled = [value] { return 2 * value; };
  return doubled() + doubled();
}

// truth: innocent
int elidedUniquePtr(int value) {
  const auto box = std::make_unique<int>(value);
  return *box + 1;
}

// truth: innocent
int elidedNewAndDelete(int value) {
  const int *box = new int(value);
  const int result = *box * 3;
  delete box;
  return result;
}

// truth: innocent
int elidedVector(int value) {
  const std::vector<int> numbers{value, 2, 3};
  return numbers[0] + numbers[1] + numbers[2];
}

// truth: innocent
std::size_t emptyList() {
  std::list<int> numbers;
  return numbers.size();
}

// truth: innocent
std::size_t emptyMap() {
  std::map<int, int> ages;
  return ages.size();
}

// truth: innocent
std::size_t emptyUnorderedMap() {
  std::unordered_map<int, int> ages;
  return ages.size();
}

// truth: innocent
std::vector<int> emptyVector() { return {}; }

// truth: innocent
int finalVirtualCall(const Square &square) { return square.corners() + 1; }

// truth: innocent
int formatIntoBuffer(std::span<char> buffer, int number, const char *text) {
  return std::snprintf(buffer.data(), buffer.size(), "%d %s", number, text);
}

// truth: innocent
std::any anyOfInt(int value) { return value; }

// truth: innocent
std::optional<int> optionalValue(int value) {
  if (value < 0)
    return std::nullopt;
  return value;
}

// truth: innocent
double visitVariant(const Number &number) {
  return std::visit([](auto value) { return static_cast<double>(value) / 2; }, number);
}

// truth: innocent
std::string_view cutStringView(std::string_view text, std::size_t begin) {
  return text.substr(std::min(begin, text.size()));
}

// truth: innocent
int sumOfSpan(std::span<const int> numbers) {
  return std::accumulate(numbers.begin(), numbers.end(), 0);
}

// truth: innocent
std::array<int, 8> fillArray(int value) {
  std::array<int, 8> numbers{};
  numbers.fill(value);
  return numbers;
}

// truth: innocent
void sortArray(std::array<int, 32> &numbers) { std::sort(numbers.begin(), numbers.end()); }

// truth: innocent
int pmrOnTheStack(int count) {
  std::array<std::byte, 4096> buffer;
  std::pmr::monotonic_buffer_resource room(&buffer, sizeof buffer);
  std::pmr::vector<int> numbers(&room);
  for (int i = 0; i < std::min(count, 64); ++i)
    numbers.push_back(i);
  return std::accumulate(numbers.begin(), numbers.end(), 0);
}

// truth: innocent
int atomicIncrement(std::atomic<int> &counter) {
  return counter.fetch_add(1, std::memory_order_relaxed);
}

// truth: innocent
int lockMutex(std::mutex &mutex, int &guarded) {
  const std::lock_guard lock(mutex);
  return ++guarded;
}

// truth: innocent
long long readClock() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

// truth: innocent
void copyBytes(char *to, const char *from, std::size_t count) {
  std::memcpy(to, from, count);
  to[0] = from[count - 1];
}

// truth: innocent
Node *placementNew(void *room, int value) { return new (room) Node{value, nullptr}; }

// truth: innocent
int popFromVector(std::vector<int> &numbers) {
  const int last = numbers.back();
  numbers.pop_back();
  return last;
}

// truth: innocent
void pushWithinCapacity(std::vector<int> &numbers, int value) {
  if (numbers.size() < numbers.capacity())
    numbers.push_back(value);
}

// truth: innocent
void clearVector(std::vector<int> &numbers) { numbers.clear(); }

// truth: innocent
int catchWithoutThrow(int value) {
  try {
    return throwNotTaken(value) + 1;
  } catch (const std::exception &) {
    return -1;
  }
}

// truth: innocent
int throwNotTaken(int value) {
  if (value < 0)
    throw std::invalid_argument("negative");
  return value / 2;
}

// truth: innocent
int checkedIndex(const std::vector<int> &numbers, std::size_t index) { return numbers.at(index); }

[[noreturn, gnu::noinline]] void giveUp(const char *why) {
  std::fprintf(stderr, "%s\n", std::string(why).append(40, '!').c_str());
  std::abort();
}

// truth: innocent
int noreturnCallee(int value) {
  if (value < 0)
    giveUp("negative");
  return value + 7;
}

// truth: innocent
bool referenceCast(Shape &shape) { return dynamic_cast<Polygon &>(shape).corners() > 4; }

// truth: innocent
bool pointerCast(Shape *shape) { return dynamic_cast<Polygon *>(shape) != nullptr; }

// truth: innocent
int inlineAssembly(int value) {
  asm volatile("addl $1, %0" : "+r"(value) : : "cc");
  return value;
}

template <typename First, typename Second> auto larger(First first, Second second) {
  return first < second ? second : first;
}

// truth: innocent
long instantiateTemplate(int first, long second) {
  return larger<long>(first, second) + larger(first, 3);
}

constexpr std::array<int, 16> squares() {
  std::array<int, 16> result{};
  for (int i = 0; i < 16; ++i)
    result[i] = i * i;
  return result;
}

// truth: innocent
int constexprTable(std::size_t index) {
  static constexpr auto table = squares();
  return table[index % table.size()];
}

// truth: innocent
int constinitStatic() {
  static constinit int calls = 0;
  return ++calls;
}

// truth: innocent
void swapVectors(std::vector<int> &first, std::vector<int> &second) { std::swap(first, second); }

// truth: innocent
std::vector<int> moveVector(std::vector<int> &&numbers) { return std::move(numbers); }

// truth: innocent
std::unique_ptr<int> moveUniquePtr(std::unique_ptr<int> &&owner) { return std::move(owner); }

// truth: innocent
std::shared_ptr<int> copySharedPtr(const std::shared_ptr<int> &owner) { return owner; }

// truth: allocates
void pushBack(std::vector<int> &numbers, int value) { numbers.push_back(value); }

// truth: allocates
void appendLong(std::string &text) { text.append("more than fits into a short string"); }

// truth: allocates
void insertIntoMap(std::map<int, int> &ages, int key) { ages.emplace(key, 30); }

// truth: allocates
void insertIntoUnorderedMap(std::unordered_map<int, int> &ages, int key) { ages[key] = 30; }

// truth: allocates
void appendToList(std::list<int> &numbers, int value) { numbers.push_back(value); }

// truth: allocates
std::shared_ptr<int> makeShared(int value) { return std::make_shared<int>(value); }

// truth: allocates
std::unique_ptr<int> escapingUniquePtr(int value) { return std::make_unique<int>(value); }

// truth: allocates
std::function<long()> largeFunction(std::array<long, 4> values) {
  return [values] { return values[0] + values[3]; };
}

// truth: allocates
std::any largeAny(std::array<long, 4> values) { return values; }

// truth: allocates
std::size_t emptyDeque() {
  std::deque<int> numbers;
  return numbers.size();
}

// truth: allocates
int openFile(const char *path) {
  std::FILE *file = std::fopen(path, "r");
  return file ? std::fclose(file) : -1;
}

// truth: allocates
char *duplicateText(const char *text) { return strdup(text); }

// truth: allocates
std::size_t readLine(const char *path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line.size();
}

// truth: allocates
int staticLocalVector(std::size_t index) {
  static const std::vector<int> primes{2, 3, 5, 7};
  return primes[index % primes.size()];
}

// truth: allocates
int startThread(int value) {
  int result = 0;
  std::thread worker([&result, value] { result = value; });
  worker.join();
  return result;
}

// truth: allocates
int runAsync(int value) {
  return std::async(std::launch::deferred, [value] { return value; }).get();
}

int Polygon::corners() const { return 5; }

int Maker::corners() const {
  volatile int *copy = new int(6);
  const int result = *copy;
  delete copy;
  return result;
}

// truth: allocates
int devirtualizedCall(const Maker &maker) { return maker.corners() + 1; }

// truth: allocates
int virtualCall(const Shape &shape) { return shape.corners() + 1; }

[[gnu::noinline]] int viaHeap(int value) {
  volatile int *copy = new int(value);
  const int result = *copy;
  delete copy;
  return result;
}

// truth: allocates
int knownFunctionPointer(int value) {
  int (*const function)(int) = viaHeap;
  return function(value) + 1;
}

// truth: allocates
Node *buildRecursively(int depth) {
  return depth > 0 ? new Node{depth, buildRecursively(depth - 1)} : nullptr;
}

void *Message::operator new(std::size_t bytes) {
  if (void *room = std::malloc(bytes))
    return room;
  throw std::bad_alloc();
}

void Message::operator delete(void *room) noexcept { std::free(room); }

// truth: allocates
Message *classOperatorNew(int text) { return new Message{text}; }

// truth: allocates
void *reallocate(void *block, std::size_t bytes) { return std::realloc(block, bytes); }

// truth: allocates
bool matchPattern(const std::string &text) {
  return std::regex_match(text, std::regex("[a-z]+[0-9]*"));
}

// truth: allocates
std::string writeToStream(int number) {
  std::ostringstream stream;
  stream << "the number that was asked for is " << number;
  return stream.str();
}

// truth: allocates
std::string longNumberToString(double number) { return std::to_string(number); }

// truth: allocates
void sortStably(std::array<int, 32> &numbers) { std::stable_sort(numbers.begin(), numbers.end()); }

// truth: allocates
std::vector<int> copyVector(const std::vector<int> &numbers) { return numbers; }

// truth: allocates
std::string concatenate(const std::string &first, const std::string &second) {
  return first + second;
}

// truth: allocates
int throwAndCatch(int value) {
  try {
    if (value < 0)
      throw std::invalid_argument("negative");
    return value;
  } catch (const std::invalid_argument &) {
    return 0;
  }
}

// truth: allocates
void printToStandardOutput(int number) { std::printf("%d\n", number); }
