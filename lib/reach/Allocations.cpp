#include "reach/Allocations.h"

#include <algorithm>

namespace heaplight {

void Allocated::add(const Allocated &other) {
  if (other.sizes == Sizes::None)
    return;
  if (sizes == Sizes::None || other.sizes == Sizes::Several)
    *this = other;
  else if (other.sizes == Sizes::One && other != *this)
    *this = Allocated{Sizes::Several, 0, std::nullopt, std::nullopt};
}

static bool allocates(const OwnEffect &own) {
  return own.kind == Kind::Allocate && own.certainty != Certainty::Exceptional;
}

Allocations::Allocations(const Program &program) : program_(program), byFunction_(program.size()) {
  idOf({});
  idOf({Allocated::Sizes::Several, 0, std::nullopt, std::nullopt});
  // Only calls of these ask for anything by themselves: few, and found without looking at others.
  for (uint32_t callee = 0; callee < program.size(); ++callee)
    if (const Function &function = program.function(callee);
        std::any_of(function.own.begin(), function.own.end(), allocates))
      for (const Program::Edge &edge : program.callsOf(callee))
        if (edge.inFunction != Certainty::Exceptional)
          add(edge.caller, idOf(own(program.function(edge.caller).calls[edge.call], callee)));
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

Allocations::ValueId Allocations::idOf(const Allocated &value) {
  auto [place, added] = ids_.try_emplace(value, ValueId(values_.size()));
  if (added)
    values_.push_back(value);
  return place->second;
}

/// As `Allocated::add`, of numbers: a program's edges are many, and the values few.
void Allocations::add(uint32_t function, ValueId more) {
  ValueId &known = byFunction_[function];
  if (more == nothing || known == several || known == more)
    return;
  known = known == nothing ? more : several;
  open_.push_back(function);
}

Allocated Allocations::own(const Call &call, uint32_t callee) const {
  Allocated found;
  if (callee == Program::none || call.origin == Origin::Inlined)
    return found;
  for (const OwnEffect &own : program_.function(callee).own)
    if (allocates(own))
      found.add({Allocated::Sizes::One, call.type, call.bytes, call.elementBytes});
  return found;
}

Allocated Allocations::of(const Call &call) const {
  uint32_t callee = program_.calleeOf(call);
  Allocated found = own(call, callee);
  if (call.origin != Origin::Inlined && callee != Program::none &&
      hasOwnBody(program_.function(callee)))
    found.add(of(callee));
  return found;
}

} // namespace heaplight
