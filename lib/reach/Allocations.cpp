#include "reach/Allocations.h"

namespace heaplight {

void Allocated::add(const Allocated &other) {
  if (other.sizes == Sizes::None)
    return;
  if (sizes == Sizes::None || other.sizes == Sizes::Several)
    *this = other;
  else if (other.sizes == Sizes::One && other != *this)
    *this = Allocated{Sizes::Several, 0, std::nullopt, std::nullopt};
}

Allocations::Allocations(const Program &program) : program_(program), byFunction_(program.size()) {
  auto counts = [](const Call &call) {
    return call.inFunction != Certainty::Exceptional && call.origin != Origin::Registered;
  };
  for (uint32_t function = 0; function < program.size(); ++function)
    for (const Call &call : program.function(function).calls)
      if (counts(call))
        add(function, own(call, program.calleeOf(call)));
  while (!open_.empty()) {
    uint32_t callee = open_.back();
    open_.pop_back();
    if (!hasOwnBody(program.function(callee)))
      continue;
    for (const Program::Edge &edge : program.callsOf(callee))
      if (edge.inFunction != Certainty::Exceptional)
        add(edge.caller, byFunction_[callee]);
  }
}

void Allocations::add(uint32_t function, const Allocated &more) {
  Allocated before = byFunction_[function];
  byFunction_[function].add(more);
  if (byFunction_[function] != before)
    open_.push_back(function);
}

Allocated Allocations::own(const Call &call, uint32_t callee) const {
  Allocated found;
  if (callee == Program::none || call.origin == Origin::Inlined)
    return found;
  for (const OwnEffect &own : program_.function(callee).own)
    if (own.kind == Kind::Allocate && own.certainty != Certainty::Exceptional)
      found.add({Allocated::Sizes::One, call.type, call.bytes, call.elementBytes});
  return found;
}

Allocated Allocations::of(const Call &call) const {
  uint32_t callee = program_.calleeOf(call);
  Allocated found = own(call, callee);
  if (call.origin != Origin::Inlined && callee != Program::none &&
      hasOwnBody(program_.function(callee)))
    found.add(byFunction_[callee]);
  return found;
}

} // namespace heaplight
