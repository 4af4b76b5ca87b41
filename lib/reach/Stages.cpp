#include "reach/Stages.h"

#include <algorithm>

namespace heaplight {
namespace {

LineKind lineKindOf(const LineEffect &effect) {
  return {effect.file, effect.line, effect.key.kind};
}

class Joiner {
public:
  Joiner(LineTable written, LineTable built, const Names &names)
      : names_(names), through_(std::move(written.through)), lineless_(std::move(built.lineless)) {
    lines_.written = std::move(written.lines);
    lines_.built = std::move(built.lines);
    for (const LineEffect &effect : lines_.built)
      inBuilt_.insert(lineKindOf(effect));
    for (size_t index = 0; index < lines_.written.size(); ++index) {
      const LineEffect &effect = lines_.written[index];
      byFunction_[{functionOf(effect), effect.key.kind}].push_back(index);
      if (effect.direct)
        writtenDirect_.insert(lineKindOf(effect));
    }
  }

  StageLines join() {
    // Calls of one callee on two lines became one without a line: it stands for each line of its
    // function that made such a call as written and has lost it.
    for (const LinelessEffect &merged : lineless_)
      for (size_t index : byFunction_[{merged.function, merged.key.kind}])
        if (standsFor(merged, lines_.written[index])) {
          lines_.lineOfMerged.try_emplace(merged.frame, lines_.written[index].path.front());
          takeBack(index);
        }
    // Or it kept the line that they were inlined into, which made none itself.
    for (LineEffect &built : lines_.built)
      if (built.direct && through_.count(lineKindOf(built)) &&
          !writtenDirect_.count(lineKindOf(built))) {
        built.direct = false;
        takeBackInner(lineKindOf(built));
      }
    takeBackRecursion();
    for (LineEffect &effect : found_)
      if (inBuilt_.insert(lineKindOf(effect)).second)
        lines_.built.push_back(std::move(effect));
    sortLines();
    markElided();
    return std::move(lines_);
  }

private:
  static bool standsFor(const LinelessEffect &merged, const LineEffect &written) {
    return merged.key.throughUser || written.key.throughUser ||
           (written.callee == merged.key.callee && written.reason == merged.key.reason);
  }

  /// A call of the line's own function, made last, became a jump to that function's start: what the
  /// function is left with the line still comes to. So it is where another function between the two
  /// was inlined.
  void takeBackRecursion() {
    std::set<std::pair<StringId, Kind>> left;
    for (const LineEffect &built : lines_.built)
      left.insert({functionOf(built), built.key.kind});
    std::map<StringId, std::set<StringId>> calls;
    for (const LineEffect &written : lines_.written)
      if (auto through = through_.find(lineKindOf(written)); through != through_.end())
        calls[functionOf(written)].insert(through->second.begin(), through->second.end());
    for (const LineEffect &written : lines_.written) {
      StringId function = functionOf(written);
      if (!written.key.throughUser || inBuilt_.count(lineKindOf(written)))
        continue;
      const std::set<StringId> &through = through_[lineKindOf(written)];
      auto isLeft = [&](StringId symbol) { return left.count({symbol, written.key.kind}) != 0; };
      if (std::any_of(through.begin(), through.end(), [&](StringId callee) {
            return (callee == function || calls[callee].count(function)) &&
                   (isLeft(callee) || isLeft(function));
          }))
        addFound(written);
    }
  }

  StringId functionOf(const LineEffect &effect) const {
    return names_.frame(effect.path.front()).function;
  }

  void addFound(const LineEffect &written) {
    found_.push_back(written);
    found_.back().certainty = std::min(written.certainty, Certainty::Sometimes);
  }

  void takeBack(size_t index) {
    const LineEffect &written = lines_.written[index];
    if (!taken_.insert(index).second)
      return;
    if (!inBuilt_.count(lineKindOf(written)))
      addFound(written);
    takeBackInner(lineKindOf(written));
  }

  /// The lines further in are gone with the frames of what was inlined.
  void takeBackInner(const LineKind &line) {
    auto functions = through_.find(line);
    if (functions == through_.end())
      return;
    for (StringId function : functions->second)
      for (size_t index : byFunction_[{function, std::get<Kind>(line)}])
        takeBack(index);
  }

  /// What an effect ends at; through other code of the user's, whatever that does.
  using EndKey = std::pair<bool, StringId>;
  static EndKey endOf(const LineEffect &effect) {
    return {effect.direct, effect.direct ? (effect.callee ? effect.callee : effect.reason) : 0};
  }

  static std::map<LineKind, std::set<EndKey>> endsOf(const std::vector<LineEffect> &effects) {
    std::map<LineKind, std::set<EndKey>> ends;
    for (const LineEffect &effect : effects)
      if (effect.certainty != Certainty::Exceptional)
        ends[lineKindOf(effect)].insert(endOf(effect));
    return ends;
  }

  void markElided() {
    std::map<LineKind, std::set<EndKey>> written = endsOf(lines_.written);
    std::map<LineKind, std::set<EndKey>> built = endsOf(lines_.built);
    for (const LineEffect &effect : lines_.written) {
      LineKind line = lineKindOf(effect);
      if (effect.certainty == Certainty::Exceptional) {
        lines_.elided.push_back(!inBuilt_.count(line));
        continue;
      }
      // Of one callee it is the same effect. Where the optimizer chose another callee, as calloc
      // for malloc, what is left on the line stands for what was there.
      const std::set<EndKey> &left = built[line];
      bool explained =
          std::includes(written[line].begin(), written[line].end(), left.begin(), left.end());
      lines_.elided.push_back(left.empty() || (explained && !left.count(endOf(effect))));
    }
  }

  void sortLines() {
    std::stable_sort(lines_.built.begin(), lines_.built.end(),
                     [this](const LineEffect &left, const LineEffect &right) {
                       if (left.file != right.file)
                         return names_.text(left.file) < names_.text(right.file);
                       return std::tie(left.line, left.key.kind) <
                              std::tie(right.line, right.key.kind);
                     });
  }

  const Names &names_;
  std::map<LineKind, std::set<StringId>> through_;
  std::vector<LinelessEffect> lineless_;
  StageLines lines_;
  std::set<LineKind> inBuilt_;
  std::set<LineKind> writtenDirect_;
  std::map<std::pair<StringId, Kind>, std::vector<size_t>> byFunction_; ///< Into `written`.
  std::set<size_t> taken_;
  std::vector<LineEffect> found_;
};

} // namespace

StageLines joinStages(LineTable written, LineTable built, const Names &names) {
  return Joiner(std::move(written), std::move(built), names).join();
}

} // namespace heaplight
