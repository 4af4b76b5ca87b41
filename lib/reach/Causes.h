// code that must not do something → the user's lines that do it all the same: where code of the
// user's brings other code to the heap, or calls what can't be followed. Each comes once, with the
// surest and then the shortest way to it from where the search starts.
#pragma once

#include "reach/Effects.h"
#include "reach/Path.h"

namespace heaplight {

/// What a search asks.
struct CauseQuery {
  static constexpr uint32_t none = ~uint32_t(0);

  Kind kind = Kind::Allocate;
  /// By frame: a number of the asker's where a search starts from calls that stand in that frame,
  /// at any level of their chain; `none` elsewhere. The innermost that starts counts.
  std::vector<uint32_t> starts;
  /// By frame: a number of the asker's where no way goes on; such a frame is a cause itself.
  std::vector<uint32_t> stops;
  /// By symbol, sorted: functions that are searched on their own or that promised already.
  std::vector<StringId> trusted;
  /// Indirect calls that reach only what promised.
  const std::set<Place> *trustedCalls = nullptr;
  /// A frame of merged instructions, which has no line → one with a line that it stands for.
  const std::map<FrameId, FrameId> *lineOfMerged = nullptr;
  /// The weakest that is looked for.
  Certainty weakest = Certainty::Sometimes;
  /// Whether a way of that start may begin with `call`, at that level of its chain.
  std::function<bool(uint32_t start, const Call &call, const Level &level)> counts;
};

/// A line of the user's through which a start comes to the heap.
struct Cause {
  uint32_t start = CauseQuery::none;
  uint32_t stop = CauseQuery::none; ///< Where the frame is one of `stops`.
  Certainty certainty = Certainty::Exceptional;
  Phase phase = Phase::Run;    ///< Of the cause's own line.
  bool inLoop = false;         ///< The same.
  uint32_t place = 0;          ///< The cause's step of `steps`.
  std::vector<PathStep> steps; ///< From the start to the call of what does it, outermost first.
  const Call *last = nullptr;  ///< What does it; of the program.
  EffectKey key;
};

/// From all calls of `summary`, which is of `effects`' program. Each place of the source comes
/// once; sorted by file's name, line and column.
std::vector<Cause> causesOf(const CauseQuery &query, const Summary &summary,
                            const Effects &effects);

} // namespace heaplight
