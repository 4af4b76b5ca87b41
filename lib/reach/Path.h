// A line or a function → the ways from it to the heap: to each call that allocates, frees or can't
// be followed, the surest and then the shortest. Through a library's machine code one way stands
// for all that enter it by the same function. Destructors that run are no ways; what they free is.
#pragma once

#include "reach/Effects.h"

namespace heaplight {

/// How a way comes to a function.
enum class Entry : uint8_t {
  Start,   ///< It begins there.
  Inlined, ///< Its body stands in the function before.
  Called,
  Candidate, ///< The function before makes an indirect call that may reach it.
  Handed,    ///< The function before hands it to another one, which calls it.
  Later,     ///< The function before stores it, to be run at exit.
};

struct PathStep {
  FrameId frame = noFrame;
  Entry entry = Entry::Start;

  friend bool operator==(const PathStep &, const PathStep &) = default;
};

/// How a way goes on behind `call`.
Entry entryBehind(const Call &call);

/// `frames` are those of one call after the other, each outermost first; the first one of all is
/// come to by `entry`.
void appendSteps(const std::vector<FrameId> &frames, Entry entry, const Names &names,
                 std::vector<PathStep> &steps);

struct Way {
  Kind kind = Kind::Unknown; ///< Never `Destroy`.
  Phase phase = Phase::Run;
  bool inLoop = false; ///< Of the first call, in the function that the way begins in.
  Certainty certainty = Certainty::Exceptional;
  std::vector<PathStep> steps; ///< Outermost first.
  const Call *last = nullptr;  ///< What does it; of the program.
  Entry end = Entry::Called;   ///< How `last` comes to its callee.
};

struct Ways {
  std::vector<Way> ways; ///< By kind, then the surest, then the shortest first; each once.
  size_t leftOut = 0;    ///< Beyond `mostWays`.
};

/// Kept of each kind.
inline constexpr size_t mostWays = 1000;

struct SourceLine {
  StringId file = 0;
  uint32_t line = 0;

  friend auto operator<=>(const SourceLine &, const SourceLine &) = default;
};

/// Of all calls in `summary`, of `effects`' program, that stand on the line at any level of their
/// inline chain. The line's file must be the user's.
Ways waysFrom(const SourceLine &line, const Summary &summary, const Effects &effects);

/// What a call of `function` can do, by its number in `effects`' program.
Ways waysFrom(uint32_t function, const Effects &effects);

} // namespace heaplight
