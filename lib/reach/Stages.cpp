#include "reach/Stages.h"

#include <algorithm>

namespace heaplight {
namespace {

using LineKind = std::tuple<StringId, uint32_t, Kind>;

LineKind lineKindOf(const LineEffect &effect) {
  return {effect.file, effect.line, effect.key.kind};
}

class Joiner {
public:
  Joiner(LineTable written, LineTable built, const Names &names, const IsUserFile &isUserFile)
      : names_(names), isUserFile_(isUserFile), lineless_(std::move(built.lineless)) {
    lines_.written = std::move(written.lines);
    lines_.built = std::move(built.lines);
    for (const LineEffect &effect : lines_.built)
      inBuilt_.insert(lineKindOf(effect));
  }

  StageLines join() {
    // Two calls of one callee on two lines became one without a line: it stands for each line of
    // its function that made such a call as written and has lost it.
    std::vector<LineEffect> found;
    for (const LinelessEffect &merged : lineless_)
      for (const LineEffect &written : lines_.written)
        if (standsFor(merged, written))
          takeBack(merged, written, found);
    for (LineEffect &effect : found)
      if (inBuilt_.insert(lineKindOf(effect)).second)
        lines_.built.push_back(std::move(effect));
    sortLines();
    std::set<LineKind> normal;
    for (const LineEffect &effect : lines_.built)
      if (effect.certainty != Certainty::Exceptional)
        normal.insert(lineKindOf(effect));
    for (const LineEffect &effect : lines_.written) {
      bool exceptional = effect.certainty == Certainty::Exceptional;
      lines_.elided.push_back(!(exceptional ? inBuilt_ : normal).count(lineKindOf(effect)));
    }
    return std::move(lines_);
  }

private:
  bool standsFor(const LinelessEffect &merged, const LineEffect &written) const {
    if (written.key.kind != merged.key.kind ||
        names_.frame(written.path.front()).function != merged.function)
      return false;
    return merged.key.throughUser || written.key.throughUser ||
           (written.callee == merged.key.callee && written.reason == merged.key.reason);
  }

  void takeBack(const LinelessEffect &merged, const LineEffect &written,
                std::vector<LineEffect> &found) {
    lines_.lineOfMerged.try_emplace(merged.frame, written.path.front());
    Certainty certainty = std::min({written.certainty, merged.certainty, Certainty::Sometimes});
    if (!inBuilt_.count(lineKindOf(written))) {
      found.push_back(written);
      found.back().certainty = certainty;
    }
    // The merged call's inlined frames are gone as well: the user's lines further in, too.
    for (size_t index = 1; index < written.path.size(); ++index) {
      const Frame &frame = names_.frame(written.path[index]);
      if (!frame.line || !frame.file || !isUserFile_(frame.file) ||
          inBuilt_.count({frame.file, frame.line, written.key.kind}))
        continue;
      for (const LineEffect &inner : lines_.written)
        if (inner.file == frame.file && inner.line == frame.line &&
            inner.key.kind == written.key.kind) {
          found.push_back(inner);
          found.back().certainty = std::min(inner.certainty, Certainty::Sometimes);
        }
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
  const IsUserFile &isUserFile_;
  std::vector<LinelessEffect> lineless_;
  StageLines lines_;
  std::set<LineKind> inBuilt_;
};

} // namespace

StageLines joinStages(LineTable written, LineTable built, const Names &names,
                      const IsUserFile &isUserFile) {
  return Joiner(std::move(written), std::move(built), names, isUserFile).join();
}

} // namespace heaplight
