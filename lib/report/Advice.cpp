#include "report/Advice.h"

#include <algorithm>

namespace heaplight {
namespace {

/// What would make an unknown call known, by the words that its reason begins with.
constexpr std::pair<const char *, const char *> advices[] = {
    {"inline assembly", "put the assembly into a function of its own and say what that does, with "
                        "--models"},
    {"a coroutine", "what resumes it is known only when it runs: look at the coroutine itself"},
    {"call through a vtable", "which type's method it is only a run decides: look at those of the "
                              "types that it may be"},
    {"chosen when loaded",
     "give the library that holds the variants, or a model of it by --models"},
};

constexpr const char *virtualCall = "virtual call";

bool isMachine(const Program &program, StringId symbol) {
  uint32_t function = program.find(symbol);
  return function != Program::none && program.function(function).machine;
}

/// The library's function by which the way leaves the sources; 0 where it doesn't.
StringId libraryEntry(const Way &way, const Program &program) {
  for (const PathStep &step : way.steps) {
    StringId symbol = program.names().frame(step.frame).function;
    if (isMachine(program, symbol))
      return symbol;
  }
  return 0;
}

std::string onIndirect(const Call &call, const Program &program) {
  bool method = program.dispatch(call.dispatch).slot != Dispatch::noSlot ||
                program.names().text(call.reason).starts_with(virtualCall);
  std::string code = method ? "code that derives from the class" : "code that sets the pointer";
  uint32_t candidates = program.calleeOf(call);
  if (candidates == Program::none)
    return "give the " + code;
  size_t count = program.function(candidates).calls.size();
  std::string known =
      count == 1 ? "one function here fits" : std::to_string(count) + " functions here fit";
  return known + "; if that is all of the " + code + ", say so by --closed-world";
}

} // namespace

std::string adviceOn(const Way &way, const Program &program, const Linked &linked) {
  const Call &call = *way.last;
  if (call.callee) {
    uint32_t callee = program.find(call.callee);
    if (callee != Program::none && program.function(callee).defined)
      return "give the object that holds the body that counts, or say by --closed-world that "
             "there is no other";
    return "give the object or the library that defines it, or a model of it by --models";
  }
  for (const auto &[start, advice] : advices)
    if (program.names().text(call.reason).starts_with(start))
      return advice;
  if (StringId entry = libraryEntry(way, program))
    return "a library's own code makes this call; a model of " + linked.readableName(entry) +
           ", by --models, can say what that does";
  return onIndirect(call, program);
}

} // namespace heaplight
