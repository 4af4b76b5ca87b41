#include "reach/Twins.h"

#include "reach/Effects.h"

#include <array>

namespace heaplight {
namespace {

/// By kind; nothing where none has it. Destructors that leave the heap alone don't count.
using Deeds = std::array<std::optional<Certainty>, std::size(allKinds)>;

Deeds deedsOf(const Effects &effects, StringId symbol) {
  Deeds deeds;
  uint32_t function = effects.program().find(symbol);
  if (function == Program::none)
    return deeds;
  for (const FunctionEffect &effect : effects.of(function)) {
    std::optional<Certainty> &best = deeds[size_t(effect.key.kind)];
    if (effect.key.kind != Kind::Destroy && (!best || *best < effect.certainty))
      best = effect.certainty;
  }
  return deeds;
}

/// What goes wrong differently is no reason to speak of two functions.
Deeds withoutFailures(Deeds deeds) {
  for (std::optional<Certainty> &best : deeds)
    if (best == Certainty::Exceptional)
      best.reset();
  return deeds;
}

} // namespace

void settleTwins(Linked &linked, const std::vector<Suspect> &suspects) {
  if (suspects.empty())
    return;
  Program program(linked.names, {&linked.written, &linked.built, &linked.machine},
                  {&linked.aliases, &linked.candidates});
  Effects effects(program, linked.destructors, [](StringId) { return false; });
  std::set<StringId> dropped, doubled;
  for (const Suspect &suspect : suspects) {
    Deeds one = deedsOf(effects, suspect.twin.symbol);
    Deeds other = deedsOf(effects, suspect.twin.body);
    if (one == other) {
      dropped.insert(suspect.twin.body);
      continue;
    }
    linked.twins.push_back(suspect.twin);
    if (doubled.insert(suspect.twin.symbol).second)
      linked.twins.push_back({suspect.twin.symbol, linked.names.distinct(suspect.conflict.symbol)});
    if (withoutFailures(one) != withoutFailures(other))
      linked.conflicts.push_back(suspect.conflict);
  }
  for (Summary *summary : {&linked.written, &linked.built})
    std::erase_if(summary->functions,
                  [&](const Function &function) { return dropped.count(function.symbol); });
}

} // namespace heaplight
