// How the cost of linking grows: programs of many functions in many inputs, five calls each, a
// third of them into other inputs, with cycles. Each is written as summaries first; what is
// measured is reading them, linking them and finding the effects of every function.
//
//     heaplight-link-bench [FUNCTIONS…]
//
// prints `functions calls seconds MiB`: CPU time, and the peak memory of a process of its own.
#include "reach/Effects.h"
#include "reach/Link.h"

#include "read/SummaryFile.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace heaplight {
namespace {

constexpr uint32_t functionsOfUnit = 1000;
constexpr uint32_t callsOfFunction = 5;

std::string nameOf(uint32_t function) {
  return "_ZN9generated8function" + std::to_string(function) + "Ev";
}

/// One in a hundred calls goes to an allocator, so that most functions reach one far away.
Unit makeUnit(uint32_t first, uint32_t all, std::mt19937 &random) {
  Unit unit;
  unit.source = "unit" + std::to_string(first / functionsOfUnit) + ".cpp";
  StringId file = unit.names.intern(unit.source);
  std::map<StringId, uint32_t> declared;
  for (uint32_t number = first; number < std::min(all, first + functionsOfUnit); ++number) {
    Function &function = unit.built.functions.emplace_back();
    function.symbol = unit.names.intern(nameOf(number));
    function.file = file;
    function.line = number - first + 1;
    function.linkage = Linkage::Strong;
    function.defined = true;
    for (uint32_t made = 0; made < callsOfFunction; ++made) {
      Call &call = function.calls.emplace_back();
      uint32_t callee = random() % 3 ? first + random() % functionsOfUnit : random() % all;
      call.callee = unit.names.intern(random() % 100 ? nameOf(callee) : "malloc");
      Frame frame;
      frame.function = function.symbol;
      frame.file = file;
      frame.line = made + 1;
      frame.column = number;
      call.frame = unit.names.intern(frame);
      call.levels.push_back({});
    }
  }
  Function &malloc = unit.built.functions.emplace_back();
  malloc.symbol = unit.names.intern("malloc");
  malloc.defined = malloc.modelled = true;
  malloc.own = {{Kind::Allocate, Certainty::Always}};
  std::sort(unit.built.functions.begin(), unit.built.functions.end(),
            [&unit](const Function &left, const Function &right) {
              return unit.names.text(left.symbol) < unit.names.text(right.symbol);
            });
  return unit;
}

double cpuSeconds() { return double(std::clock()) / CLOCKS_PER_SEC; }

/// A file of summaries, each behind its size; made by a process of its own, so that its memory
/// isn't counted here.
int madeElsewhere(uint32_t functions) {
  char name[] = "/tmp/heaplight-link-bench-XXXXXX";
  int file = mkstemp(name);
  unlink(name);
  if (pid_t child = fork(); child == 0) {
    std::mt19937 random(1);
    for (uint32_t first = 0; first < functions; first += functionsOfUnit) {
      std::string bytes = writeSummary(makeUnit(first, functions, random));
      uint64_t size = bytes.size();
      std::string whole(reinterpret_cast<const char *>(&size), sizeof size);
      whole += bytes;
      if (write(file, whole.data(), whole.size()) != ssize_t(whole.size()))
        _exit(1);
    }
    _exit(0);
  } else {
    int status = 0;
    waitpid(child, &status, 0);
    if (status != 0)
      std::exit(1);
  }
  lseek(file, 0, SEEK_SET);
  return file;
}

/// One input at a time, as files are read.
std::vector<Unit> readAll(int file) {
  std::vector<Unit> units;
  std::string bytes;
  for (uint64_t size = 0; read(file, &size, sizeof size) == ssize_t(sizeof size);) {
    bytes.resize(size);
    if (read(file, bytes.data(), size) != ssize_t(size))
      std::exit(1);
    llvm::Expected<Unit> unit = readSummary(llvm::MemoryBufferRef(bytes, "generated"));
    if (!unit) {
      std::fprintf(stderr, "%s\n", llvm::toString(unit.takeError()).c_str());
      std::exit(1);
    }
    units.push_back(std::move(*unit));
  }
  return units;
}

void measure(uint32_t functions) {
  int file = madeElsewhere(functions);
  double start = cpuSeconds();
  Linked linked = link(readAll(file));
  Program program(linked.names, {&linked.built}, {&linked.aliases, &linked.candidates});
  Effects effects(program, linked.destructors, [](StringId) { return true; });
  double seconds = cpuSeconds() - start;
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("%u %u %.2f %ld\n", functions, functions * callsOfFunction, seconds,
              usage.ru_maxrss / 1024);
}

} // namespace
} // namespace heaplight

int main(int count, char **arguments) {
  std::vector<uint32_t> sizes{10'000, 100'000, 1'000'000};
  if (count > 1)
    sizes.clear();
  for (int index = 1; index < count; ++index)
    sizes.push_back(uint32_t(std::strtoul(arguments[index], nullptr, 10)));
  for (uint32_t functions : sizes) {
    std::fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
      heaplight::measure(functions);
      return 0;
    }
    int status = 0;
    waitpid(child, &status, 0);
    if (status != 0)
      return 1;
  }
}
