// Drives what comes to the heap by ways that are easy to lose: coroutines that a handle resumes,
// memory resources and stream buffers whose classes are the C++ library's, and more functions for
// the exit than fit into static memory. Takes no arguments; exits with 0 when all went as it
// should.
#include <coroutine>
#include <cstdio>
#include <exception>
#include <map>
#include <memory_resource>
#include <sstream>
#include <stdexcept>
#include <streambuf>
#include <string>
#include <utility>

namespace {

int failures = 0;

void expect(bool holds, const char *what) {
  if (holds)
    return;
  std::fprintf(stderr, "not as it should be: %s\n", what);
  ++failures;
}

class Words {
public:
  struct promise_type {
    std::string word;
    std::exception_ptr failure;

    Words get_return_object() {
      return Words(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_always initial_suspend() { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    std::suspend_always yield_value(std::string next) {
      word = std::move(next);
      return {};
    }
    void return_void() {}
    void unhandled_exception() { failure = std::current_exception(); }
  };

  explicit Words(std::coroutine_handle<promise_type> handle) : handle_(handle) {}
  Words(Words &&other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  ~Words() {
    if (handle_)
      handle_.destroy();
  }

  bool next() {
    handle_.resume();
    if (handle_.promise().failure)
      std::rethrow_exception(handle_.promise().failure);
    return !handle_.done();
  }
  const std::string &word() const { return handle_.promise().word; }

private:
  std::coroutine_handle<promise_type> handle_;
};

[[gnu::noinline]] Words count(int end) {
  for (int i = 0; i < end; ++i)
    co_yield "a word that is too long to stay inside its string, number " + std::to_string(i);
  if (end == 0)
    throw std::runtime_error("nothing to count");
}

[[gnu::noinline]] bool step(Words &words) { return words.next(); }

void useCoroutines() {
  Words words = count(3);
  int seen = 0;
  while (step(words))
    seen += !words.word().empty();
  expect(seen == 3, "the words of a coroutine");
  Words none = count(0);
  bool failed = false;
  try {
    step(none);
  } catch (const std::runtime_error &) {
    failed = true;
  }
  expect(failed, "a coroutine that throws");
}

[[gnu::noinline]] void *takeFrom(std::pmr::memory_resource &resource) {
  return resource.allocate(100);
}

[[gnu::noinline]] void giveBack(std::pmr::memory_resource &resource, void *memory) {
  resource.deallocate(memory, 100);
}

void useResources() {
  std::pmr::unsynchronized_pool_resource pool;
  std::pmr::synchronized_pool_resource shared;
  for (std::pmr::memory_resource *resource :
       {std::pmr::new_delete_resource(), static_cast<std::pmr::memory_resource *>(&pool),
        static_cast<std::pmr::memory_resource *>(&shared)}) {
    void *memory = takeFrom(*resource);
    expect(memory, "memory of a resource");
    giveBack(*resource, memory);
  }
  std::pmr::map<int, std::pmr::string> texts(&pool);
  for (int i = 0; i < 20; ++i)
    texts[i] = "a text that is too long to stay inside";
  texts.erase(3);
}

[[gnu::noinline]] void put(std::streambuf &buffer, const std::string &text) {
  for (char c : text)
    buffer.sputc(c);
  buffer.sputn(text.data(), std::streamsize(text.size()));
}

void useBuffers() {
  std::stringbuf buffer;
  put(buffer, std::string(100, 'x'));
  expect(buffer.str().size() == 200, "what a buffer holds");
}

struct Farewell {
  std::string *said = nullptr;
  ~Farewell();
};

[[gnu::noinline]] Farewell::~Farewell() { delete said; }

/// Each instance registers a destructor for the exit; the 33rd finds no more room in static memory.
template <int number> Farewell &farewell() {
  static Farewell made;
  return made;
}

template <int... numbers> bool noneSaid(std::integer_sequence<int, numbers...>) {
  return ((farewell<numbers>().said == nullptr) && ...);
}

} // namespace

int main() {
  useCoroutines();
  useResources();
  useBuffers();
  constexpr int moreThanFit = 70;
  expect(noneSaid(std::make_integer_sequence<int, moreThanFit>()), "farewells");
  return failures != 0;
}
