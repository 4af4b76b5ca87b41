#include "reach/Analysis.h"

namespace heaplight {
namespace {

Connections connectionsOf(const Linked &linked, World world) {
  return {&linked.aliases, &linked.candidates, world, &linked.twins};
}

StageLines linesOf(const Linked &linked, const Effects &written, const Effects &built) {
  LineTable writtenLines = lineEffects(written, linked.written, linked.subjects, nullptr);
  WrittenFacts facts = factsOf(linked.written, linked.names, writtenLines.lines);
  LineTable builtLines = lineEffects(built, linked.built, linked.subjects, &facts);
  return joinStages(std::move(writtenLines), std::move(builtLines), linked.names);
}

} // namespace

Analysis::Analysis(const Linked &linked, World world, const IsUserFile &isUserFile)
    : written_(linked.names, {&linked.written, &linked.machine}, connectionsOf(linked, world)),
      // What the optimizer dropped after inlining it, a library's own template instance, still has
      // the body that was written.
      built_(linked.names, {&linked.built, &linked.written, &linked.machine},
             connectionsOf(linked, world)),
      writtenEffects_(written_, linked.destructors, isUserFile),
      builtEffects_(built_, linked.destructors, isUserFile),
      lines_(linesOf(linked, writtenEffects_, builtEffects_)) {}

} // namespace heaplight
