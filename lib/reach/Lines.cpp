#include "reach/Lines.h"

#include <algorithm>

namespace heaplight {
namespace {

/// One way from a line to an effect, before the best is chosen and its path is spelled out.
struct Way {
  const Call *call = nullptr;
  size_t level = 0;
  Certainty certainty = Certainty::Exceptional;
  uint32_t length = 0;
  uint32_t inner = CallEffect::none;
  bool inLoop = false;
  Allocated allocated; ///< By all ways together.
};

bool better(const Way &left, const Way &right) {
  if (left.certainty != right.certainty)
    return left.certainty > right.certainty;
  return left.length < right.length;
}

struct LineKey {
  StringId file;
  uint32_t line;
  EffectKey key;
  Phase phase;

  friend auto operator<=>(const LineKey &, const LineKey &) = default;
};

class Gatherer {
public:
  Gatherer(const Effects &effects, const std::map<Place, StringId> &subjects,
           const WrittenFacts *facts)
      : effects_(effects), names_(effects.names()), subjects_(subjects), facts_(facts) {
    for (uint32_t index = 0; index < effects.program().size(); ++index)
      for (uint32_t line : effects.program().function(index).lines)
        onLine_.push_back({effects.program().function(index).file, line,
                           effects.program().function(index).symbol});
    std::sort(onLine_.begin(), onLine_.end());
  }

  void add(const Function &function) {
    emitted_.insert(function.symbol);
    for (const Call &call : function.calls) {
      calls_.insert({call.callee, placeOf(call.frame)});
      add(call);
    }
  }

  void add(const Call &call) {
    std::vector<FrameId> chain = names_.chain(call.frame);
    std::vector<CallEffect> found = effects_.of(call);
    if (found.empty())
      return;
    bool below = false;      // A frame further in is the user's, with a line or without.
    bool destructor = false; // A frame further in is a destructor's.
    for (size_t level = 0; level < chain.size(); ++level) {
      const Frame &frame = names_.frame(chain[level]);
      bool user = frame.file && effects_.isUserFile(frame.file);
      if (user && frame.line)
        for (const CallEffect &effect : found)
          if (!(destructor && effect.key.kind == Kind::Destroy))
            addWay(call, chain, level, effect, below);
      if (user && !frame.line && !below)
        for (const CallEffect &effect : found)
          table_.lineless.push_back({frame.function, effect.key, call.frame});
      // What is registered stands at the line that declares, not at those that come to it.
      if (user && frame.line && call.origin == Origin::Registered)
        return;
      below |= user;
      destructor |= effects_.isDestructor(frame.function);
    }
  }

  LineTable finish() {
    for (auto &[key, way] : ways_) {
      if (way.certainty == Certainty::Always && !everywhere(key, way))
        way.certainty = Certainty::Sometimes;
      table_.lines.push_back(spellOut(key, way));
    }
    const Names &names = names_;
    std::stable_sort(
        table_.lines.begin(), table_.lines.end(),
        [&names](const LineEffect &left, const LineEffect &right) {
          auto order = [&names](const LineEffect &effect) {
            return std::tuple<const std::string &, uint32_t, Kind, const std::string &>(
                names.text(effect.file), effect.line, effect.key.kind, names.text(effect.callee));
          };
          return order(left) < order(right);
        });
    return std::move(table_);
  }

private:
  void addWay(const Call &call, const std::vector<FrameId> &chain, size_t level,
              const CallEffect &effect, bool below) {
    const Frame &frame = names_.frame(chain[level]);
    const Level &here = call.levels[level];
    EffectKey key = effect.key;
    if (below)
      key = throughUserKey(key.kind);
    Way way{&call,
            level,
            std::min(here.certainty, effect.certainty),
            uint32_t(level + 1) + effect.length,
            effect.inner,
            here.inLoop,
            effects_.allocated(call)};
    if (key.throughUser)
      noteThrough(call, chain, level, key.kind);
    if (way.certainty == Certainty::Always && facts_ && !borneOut(call, chain, level, key.kind))
      way.certainty = Certainty::Sometimes;
    noteInstance(chain, level, key.kind, way.certainty);
    auto [place, added] = ways_.try_emplace(LineKey{frame.file, frame.line, key, here.phase}, way);
    if (added)
      return;
    bool inLoop = place->second.inLoop || way.inLoop;
    Allocated allocated = place->second.allocated;
    allocated.add(way.allocated);
    if (better(way, place->second))
      place->second = way;
    place->second.inLoop = inLoop;
    place->second.allocated = allocated;
  }

  void noteThrough(const Call &call, const std::vector<FrameId> &chain, size_t level, Kind kind) {
    const Frame &frame = names_.frame(chain[level]);
    std::set<StringId> &functions = table_.through[{frame.file, frame.line, kind}];
    for (size_t inner = level; inner-- > 0;) {
      const Frame &next = names_.frame(chain[inner]);
      if (!next.file || !effects_.isUserFile(next.file))
        continue;
      functions.insert(next.function);
      return;
    }
    if (effects_.isUserFunction(call.callee))
      functions.insert(call.callee);
  }

  Place placeOf(FrameId id) const {
    const Frame &frame = names_.frame(id);
    return {frame.function, frame.line, frame.column};
  }

  void noteInstance(const std::vector<FrameId> &chain, size_t level, Kind kind,
                    Certainty certainty) {
    const Frame &frame = names_.frame(chain[level]);
    std::optional<Place> outer;
    if (level + 1 < chain.size())
      outer = placeOf(chain[level + 1]);
    Certainty &best =
        instances_[{frame.function, frame.line, kind}].try_emplace(outer, certainty).first->second;
    best = std::max(best, certainty);
  }

  /// The code as written agrees that the line does it each time: it says so itself; or the line
  /// made this very call each time; or every run of the emitted function passes there and the line
  /// isn't gone through more than once in it.
  bool borneOut(const Call &call, const std::vector<FrameId> &chain, size_t level,
                Kind kind) const {
    const Frame &frame = names_.frame(chain[level]);
    if (facts_->always.count({frame.file, frame.line, kind}) ||
        (level == 0 && facts_->everyTime.count({placeOf(chain[level]), call.callee})))
      return true;
    if (call.inFunction != Certainty::Always)
      return false;
    for (; level < chain.size(); ++level) {
      Place place = placeOf(chain[level]);
      bool user = effects_.isUserFile(names_.frame(chain[level]).file);
      if (user ? facts_->looped.count(place) : !facts_->everyRun.count(place))
        return false;
    }
    return true;
  }

  /// Whatever the line became does it: each function that has code on it, such as a template's
  /// other instances, or a lambda's body beside the code that makes the lambda.
  bool everywhere(const LineKey &key, const Way &way) const {
    StringId symbol = names_.frame(names_.chain(way.call->frame)[way.level]).function;
    if (!inEachCopy(symbol, key))
      return false;
    auto at = std::lower_bound(onLine_.begin(), onLine_.end(), CodeOnLine{key.file, key.line, 0});
    for (; at != onLine_.end() && at->file == key.file && at->line == key.line; ++at)
      if (!inEachCopy(at->function, key))
        return false;
    return true;
  }

  /// Each copy of one function does it: its own body, and what was inlined at each place that
  /// called it as written. Where neither a call nor a copy's effect is left it was elided.
  bool inEachCopy(StringId function, const LineKey &key) const {
    auto found = instances_.find({function, key.line, key.key.kind});
    if (found == instances_.end())
      return false;
    const auto &copies = found->second;
    for (const auto &[place, certainty] : copies)
      if (certainty != Certainty::Always)
        return false;
    if (emitted_.count(function) && !copies.count(std::nullopt))
      return false;
    if (!facts_)
      return true;
    auto callers = facts_->callers.find(function);
    return callers == facts_->callers.end() ||
           std::all_of(callers->second.begin(), callers->second.end(), [&](const Place &place) {
             // A thunk of the compiler's has no line; it isn't left where nothing needs it.
             return !place.line || copies.count(place) || calls_.count({function, place});
           });
  }

  LineEffect spellOut(const LineKey &key, const Way &way) const {
    std::vector<FrameId> chain = names_.chain(way.call->frame);
    LineEffect effect;
    effect.file = key.file;
    effect.line = key.line;
    effect.key = key.key;
    effect.certainty = way.certainty;
    effect.phase = key.phase;
    effect.direct = !key.key.throughUser;
    effect.inLoop = way.inLoop;
    for (size_t level = way.level + 1; level-- > 0;)
      effect.path.push_back(chain[level]);
    effects_.appendPath(way.inner, effect.path);
    const Call &last = effects_.lastCall(*way.call, way.inner);
    effect.callee = last.callee;
    effect.reason = last.reason;
    if (!effect.direct && effect.key.kind == Kind::Allocate &&
        way.allocated.sizes == Allocated::Sizes::One) {
      effect.key.type = way.allocated.type;
      effect.key.bytes = way.allocated.bytes;
      effect.key.elementBytes = way.allocated.elementBytes;
    }
    const Frame &frame = names_.frame(chain[way.level]);
    effect.subject = key.key.subject;
    auto subject = subjects_.find({frame.function, frame.line, frame.column});
    if (key.key.kind != Kind::Destroy && subject != subjects_.end())
      effect.subject = subject->second;
    return effect;
  }

  const Effects &effects_;
  const Names &names_;
  const std::map<Place, StringId> &subjects_;
  const WrittenFacts *facts_;
  std::map<LineKey, Way> ways_;
  struct CodeOnLine {
    StringId file;
    uint32_t line;
    StringId function;

    friend auto operator<=>(const CodeOnLine &, const CodeOnLine &) = default;
  };
  std::vector<CodeOnLine> onLine_; ///< Sorted.
  std::set<StringId> emitted_;
  std::set<std::pair<StringId, Place>> calls_;
  /// Of a function's line: the best certainty of each copy, by where it was inlined.
  std::map<std::tuple<StringId, uint32_t, Kind>, std::map<std::optional<Place>, Certainty>>
      instances_;
  LineTable table_;
};

} // namespace

WrittenFacts factsOf(const Summary &written, const Names &names,
                     const std::vector<LineEffect> &lines) {
  WrittenFacts facts;
  for (const LineEffect &effect : lines)
    if (effect.certainty == Certainty::Always)
      facts.always.insert({effect.file, effect.line, effect.key.kind});
  for (const Function &function : written.functions)
    for (const Call &call : function.calls) {
      const Frame &frame = names.frame(call.frame);
      Place place{frame.function, frame.line, frame.column};
      if (call.inFunction == Certainty::Always)
        facts.everyRun.insert(place);
      if (call.levels.front().certainty == Certainty::Always)
        facts.everyTime.insert({place, call.callee});
      if (call.levels.front().inLoop)
        facts.looped.insert(place);
      if (call.callee && call.origin == Origin::Call && call.inFunction != Certainty::Exceptional)
        facts.callers[call.callee].insert(place);
    }
  return facts;
}

LineTable lineEffects(const Effects &effects, const Summary &summary,
                      const std::map<Place, StringId> &subjects, const WrittenFacts *facts) {
  Gatherer gatherer(effects, subjects, facts);
  for (const Function &function : summary.functions)
    if (function.defined)
      gatherer.add(function);
  return gatherer.finish();
}

} // namespace heaplight
