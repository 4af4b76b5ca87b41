// What functions.cpp defines and driver.cpp calls. The driver is a file of its own, so that no
// function under test is inlined into its caller and shaped by the arguments found there.
#pragma once

#include <any>
#include <array>
#include <atomic>
#include <cstddef>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

struct Shape {
  virtual ~Shape() = default;
  virtual int corners() const = 0;
};
struct Square final : Shape {
  int corners() const override { return 4; }
};
struct Polygon : Shape {
  int corners() const override;
};
struct Maker final : Shape {
  int corners() const override;
};
struct Node {
  int value;
  Node *next;
};
struct Message {
  static void *operator new(std::size_t bytes);
  static void operator delete(void *room) noexcept;
  int text;
};
using Number = std::variant<int, long, double>;

// Innocent.
std::string shortString();
std::size_t emptyString();
std::function<int()> smallFunction(int value);
int directLambda(int value);
int elidedUniquePtr(int value);
int elidedNewAndDelete(int value);
int elidedVector(int value);
std::size_t emptyList();
std::size_t emptyMap();
std::size_t emptyUnorderedMap();
std::vector<int> emptyVector();
int finalVirtualCall(const Square &square);
int formatIntoBuffer(std::span<char> buffer, int number, const char *text);
std::any anyOfInt(int value);
std::optional<int> optionalValue(int value);
double visitVariant(const Number &number);
std::string_view cutStringView(std::string_view text, std::size_t begin);
int sumOfSpan(std::span<const int> numbers);
std::array<int, 8> fillArray(int value);
void sortArray(std::array<int, 32> &numbers);
int pmrOnTheStack(int count);
int atomicIncrement(std::atomic<int> &counter);
int lockMutex(std::mutex &mutex, int &guarded);
long long readClock();
void copyBytes(char *to, const char *from, std::size_t count);
Node *placementNew(void *room, int value);
int popFromVector(std::vector<int> &numbers);
void pushWithinCapacity(std::vector<int> &numbers, int value);
void clearVector(std::vector<int> &numbers);
int catchWithoutThrow(int value);
int throwNotTaken(int value);
int checkedIndex(const std::vector<int> &numbers, std::size_t index);
int noreturnCallee(int value);
bool referenceCast(Shape &shape);
bool pointerCast(Shape *shape);
int inlineAssembly(int value);
long instantiateTemplate(int first, long second);
int constexprTable(std::size_t index);
int constinitStatic();
void swapVectors(std::vector<int> &first, std::vector<int> &second);
std::vector<int> moveVector(std::vector<int> &&numbers);
std::unique_ptr<int> moveUniquePtr(std::unique_ptr<int> &&owner);
std::shared_ptr<int> copySharedPtr(const std::shared_ptr<int> &owner);

// Allocating.
void pushBack(std::vector<int> &numbers, int value);
void appendLong(std::string &text);
void insertIntoMap(std::map<int, int> &ages, int key);
void insertIntoUnorderedMap(std::unordered_map<int, int> &ages, int key);
void appendToList(std::list<int> &numbers, int value);
std::shared_ptr<int> makeShared(int value);
std::unique_ptr<int> escapingUniquePtr(int value);
std::function<long()> largeFunction(std::array<long, 4> values);
std::any largeAny(std::array<long, 4> values);
std::size_t emptyDeque();
int openFile(const char *path);
char *duplicateText(const char *text);
std::size_t readLine(const char *path);
int staticLocalVector(std::size_t index);
int startThread(int value);
int runAsync(int value);
int devirtualizedCall(const Maker &maker);
int virtualCall(const Shape &shape);
int knownFunctionPointer(int value);
Node *buildRecursively(int depth);
Message *classOperatorNew(int text);
void *reallocate(void *block, std::size_t bytes);
bool matchPattern(const std::string &text);
std::string writeToStream(int number);
std::string longNumberToString(double number);
void sortStably(std::array<int, 32> &numbers);
std::vector<int> copyVector(const std::vector<int> &numbers);
std::string concatenate(const std::string &first, const std::string &second);
int throwAndCatch(int value);
void printToStandardOutput(int number);
