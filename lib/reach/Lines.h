// Effects of functions → effects of source lines, at one stage. Each comes with its path: the
// frames from the line to the call of what is named, inlined or not.
#pragma once

#include "reach/Effects.h"

namespace heaplight {

struct LineEffect {
  StringId file = 0;
  uint32_t line = 0;
  EffectKey key;
  Certainty certainty = Certainty::Exceptional;
  Phase phase = Phase::Run;
  bool direct = false;
  bool inLoop = false;
  // At the end of the path, also where that goes through other code of the user's.
  StringId callee = 0;
  StringId reason = 0;
  StringId subject = 0;      ///< The variable or expression acted on.
  std::vector<FrameId> path; ///< Outermost first, never empty.
};

/// An effect of an instruction that stands for several lines, and so bears none of them.
struct LinelessEffect {
  StringId function = 0;
  EffectKey key;
  FrameId frame = noFrame; ///< Of the instruction, innermost.
};

using LineKind = std::tuple<StringId, uint32_t, Kind>; ///< File, line.

struct LineTable {
  std::vector<LineEffect> lines; ///< Sorted by file's name, line, kind, callee; each once.
  std::vector<LinelessEffect> lineless;
  /// The functions of the user's through which a line comes to its effects of a kind.
  std::map<LineKind, std::set<StringId>> through;
};

/// What the written stage tells of the built one: where `always` may be believed.
struct WrittenFacts {
  /// A line with an effect that happens each time.
  std::set<LineKind> always;
  /// A call that each run of its function makes, once.
  std::set<Place> everyRun;
  /// A call that its function makes in a loop.
  std::set<Place> looped;
  /// A call that its line makes each time, with what it calls.
  std::set<std::pair<Place, StringId>> everyTime;
  /// From where a function is called.
  std::map<StringId, std::set<Place>> callers;
};

WrittenFacts factsOf(const Summary &written, const Names &names,
                     const std::vector<LineEffect> &lines);

/// `summary` is the one of `effects`' program whose lines are wanted. With `facts`, a line that the
/// optimizer left `always` is so only where the code as written bears it out: what a line did on
/// other ways may have been folded into its neighbours.
LineTable lineEffects(const Effects &effects, const Summary &summary,
                      const std::map<Place, StringId> &subjects, const WrittenFacts *facts);

} // namespace heaplight
