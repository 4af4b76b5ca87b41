#include "reach/Causes.h"

#include <algorithm>

namespace heaplight {
namespace {

constexpr uint32_t none = CauseQuery::none;

/// A function that was come to.
struct Visit {
  uint32_t function;
  const Call *call; ///< By which.
  uint32_t from;    ///< The visit of the function that makes it; `none` if it is a start.
  uint32_t level;   ///< Of the call's chain, innermost 0: where the way enters it.
  uint32_t start;
  uint32_t length;
};

/// A call that may begin a way.
struct Start {
  const Call *call;
  uint32_t level;
  uint32_t start;
  Certainty certainty;
};

/// A call on its way.
struct Progress {
  uint32_t from;
  uint32_t level;
  uint32_t start;
  uint32_t length; ///< The call's own frames included.
};

/// Of causes at one place this is the better.
struct Found {
  const Call *call;
  Progress progress;
  uint32_t level; ///< Of the cause's frame.
  uint32_t stop;
  Certainty certainty;
  CallEffect effect;
};

/// Two copies of one place, inlined here and there, are one.
using SourcePlace = std::tuple<std::string_view, uint32_t, uint32_t>;

/// A search in width for each certainty, the surest first, as in Path.
class CauseFinder {
public:
  CauseFinder(const CauseQuery &query, const Effects &effects)
      : query_(query), effects_(effects), program_(effects.program()) {
    isUser_.resize(effects.names().stringCount(), Answer::NotAsked);
  }

  void addStarts(const Summary &summary) {
    for (const Function &function : summary.functions)
      if (function.defined)
        for (const Call &call : function.calls)
          addStart(call);
  }

  std::vector<Cause> find() {
    for (Certainty certainty : {Certainty::Always, Certainty::Sometimes, Certainty::Exceptional})
      if (certainty >= query_.weakest)
        search(certainty);
    std::vector<Cause> causes;
    for (const auto &[place, found] : found_)
      causes.push_back(spell(found));
    return causes;
  }

private:
  enum class Answer : uint8_t { NotAsked, No, Yes };

  const Frame &frame(FrameId id) const { return effects_.names().frame(id); }

  bool isUsers(StringId file) {
    if (isUser_[file] == Answer::NotAsked)
      isUser_[file] = file && effects_.isUserFile(file) ? Answer::Yes : Answer::No;
    return isUser_[file] == Answer::Yes;
  }

  void addStart(const Call &call) {
    uint32_t level = 0;
    for (FrameId id = call.frame; id != noFrame; id = frame(id).in, ++level) {
      uint32_t start = query_.starts[id];
      if (start == none || !query_.counts(start, call, call.levels[level]))
        continue;
      bool whole = level + 1 == call.levels.size(); // The emitted function itself.
      starts_.push_back(
          {&call, level, start, whole ? call.inFunction : call.levels[level].certainty});
      return;
    }
  }

  void search(Certainty certainty) {
    certainty_ = certainty;
    visited_.assign(program_.size(), false);
    for (const Start &start : starts_)
      if (start.certainty >= certainty)
        step(*start.call, {none, start.level, start.start, start.level + 1});
    for (size_t length = 0; length < waiting_.size(); ++length) {
      for (size_t next = 0; next < waiting_[length].size(); ++next)
        enter(waiting_[length][next]);
      waiting_[length] = {};
    }
  }

  void enter(uint32_t number) {
    const Visit visit = visits_[number];
    if (visited_[visit.function])
      return;
    visited_[visit.function] = true;
    for (const Call &call : program_.function(visit.function).calls) {
      if (call.origin == Origin::Registered || call.inFunction < certainty_)
        continue;
      uint32_t levels = uint32_t(call.levels.size());
      step(call, {number, levels ? levels - 1 : 0, visit.start, visit.length + levels});
    }
  }

  /// The frames of a call's chain that its way goes through, outermost first.
  std::vector<FrameId> framesOf(const Call &call, uint32_t level) const {
    std::vector<FrameId> chain = effects_.names().chain(call.frame);
    if (chain.size() > level + 1)
      chain.resize(level + 1);
    std::reverse(chain.begin(), chain.end());
    return chain;
  }

  void step(const Call &call, const Progress &progress) {
    // The innermost line of the user's, and the outermost frame that ends the way.
    uint32_t cause = none, last = none, level = 0;
    FrameId stopped = noFrame;
    for (FrameId id = call.frame; id != noFrame && level <= progress.level;
         id = frame(id).in, ++level) {
      if (!isUsers(frame(id).file))
        continue;
      if (cause == none)
        cause = level;
      if (query_.stops[id] != none) {
        last = level;
        stopped = id;
      }
    }
    if (stopped != noFrame)
      return stop(call, progress, last, query_.stops[stopped]);
    if (isTrusted(call))
      return;
    uint32_t callee = program_.calleeOf(call);
    bool follows = call.origin != Origin::Inlined && callee != Program::none;
    bool users = follows && isUserCode(callee);
    if (cause != none)
      for (const CallEffect &effect : users ? effects_.own(call) : effects_.of(call))
        if (effect.key.kind == query_.kind && !effect.key.throughUser &&
            effect.certainty >= certainty_)
          keep(call, progress, {cause, none, effect});
    if (follows)
      follow(call, progress, callee);
  }

  /// A body that is visited for causes of its own.
  bool isUserCode(uint32_t callee) {
    const Function &function = program_.function(callee);
    return !function.machine && isUsers(function.file);
  }

  bool isTrusted(const Call &call) const {
    if (call.callee)
      return std::binary_search(query_.trusted.begin(), query_.trusted.end(), call.callee);
    if (!query_.trustedCalls || call.frame == noFrame)
      return false;
    const Frame &at = frame(call.frame);
    return query_.trustedCalls->count({at.function, at.line, at.column});
  }

  void follow(const Call &call, const Progress &progress, uint32_t callee) {
    const Function &function = program_.function(callee);
    bool another = function.replaceable && certainty_ == Certainty::Always;
    if (!hasOwnBody(function) || function.machine || another || visited_[callee])
      return;
    if (waiting_.size() <= progress.length)
      waiting_.resize(progress.length + 1);
    waiting_[progress.length].push_back(uint32_t(visits_.size()));
    visits_.push_back(
        {callee, &call, progress.from, progress.level, progress.start, progress.length});
  }

  struct At {
    uint32_t level;
    uint32_t stop;
    CallEffect effect;
  };

  /// The way ends at a frame whatever lies behind, if anything does.
  void stop(const Call &call, const Progress &progress, uint32_t level, uint32_t number) {
    for (const CallEffect &effect : effects_.of(call))
      if (effect.key.kind == query_.kind && effect.certainty >= certainty_)
        return keep(call, progress, {level, number, effect});
  }

  void keep(const Call &call, const Progress &progress, const At &at) {
    const Frame &place = frame(withLine(effects_.names().chain(call.frame)[at.level]));
    Found found{&call, progress, at.level, at.stop, certainty_, at.effect};
    found.progress.length += at.effect.length;
    SourcePlace key{effects_.names().text(place.file), place.line, place.column};
    auto [known, added] = found_.try_emplace(key, found);
    if (!added && known->second.certainty == certainty_ &&
        found.progress.length < known->second.progress.length)
      known->second = found;
  }

  FrameId withLine(FrameId id) const {
    if (frame(id).line || !query_.lineOfMerged)
      return id;
    auto found = query_.lineOfMerged->find(id);
    return found == query_.lineOfMerged->end() ? id : found->second;
  }

  Cause spell(const Found &found) const {
    Cause cause;
    cause.start = found.progress.start;
    cause.stop = found.stop;
    cause.certainty = found.certainty;
    cause.phase = found.call->levels[found.level].phase;
    cause.inLoop = found.call->levels[found.level].inLoop;
    cause.key = found.effect.key;
    struct Part {
      const Call *call;
      uint32_t level;
    };
    std::vector<Part> parts{{found.call, found.progress.level}};
    for (uint32_t visit = found.progress.from; visit != none; visit = visits_[visit].from)
      parts.push_back({visits_[visit].call, visits_[visit].level});
    std::reverse(parts.begin(), parts.end());
    const Call *before = nullptr;
    for (const Part &part : parts) {
      appendSteps(framesOf(*part.call, part.level), before ? entryBehind(*before) : Entry::Start,
                  effects_.names(), cause.steps);
      before = part.call;
    }
    cause.place = uint32_t(cause.steps.size()) - 1 - found.level;
    for (PathStep &step : cause.steps)
      step.frame = withLine(step.frame);
    std::vector<FrameId> inner;
    effects_.appendPath(found.effect.inner, inner);
    appendSteps(inner, entryBehind(*found.call), effects_.names(), cause.steps);
    cause.last = &effects_.lastCall(*found.call, found.effect.inner);
    return cause;
  }

  const CauseQuery &query_;
  const Effects &effects_;
  const Program &program_;
  std::vector<Answer> isUser_; ///< By file.
  std::vector<Start> starts_;
  std::vector<Visit> visits_;
  std::map<SourcePlace, Found> found_;
  // Of the search that runs.
  Certainty certainty_ = Certainty::Always;
  std::vector<bool> visited_;
  std::vector<std::vector<uint32_t>> waiting_; ///< Visits, by length.
};

} // namespace

std::vector<Cause> causesOf(const CauseQuery &query, const Summary &summary,
                            const Effects &effects) {
  CauseFinder finder(query, effects);
  finder.addStarts(summary);
  return finder.find();
}

} // namespace heaplight
