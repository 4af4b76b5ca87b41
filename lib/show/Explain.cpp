#include "show/Explain.h"

#include "report/Words.h"
#include "show/Tree.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

#include <fmt/format.h>

#include <algorithm>

namespace heaplight {
namespace {

constexpr unsigned margin = 2;
constexpr size_t mostTrees = 3;  ///< Of each kind, unless all are shown.
constexpr size_t mostNamed = 10; ///< Of what a name may mean.

Tone toneOf(Kind kind, Certainty certainty) {
  return certainty == Certainty::Exceptional ? Tone::Exceptional : Tone(kind);
}

/// "allocates sometimes"
std::string verdict(Kind kind, Certainty certainty) {
  if (kind == Kind::Unknown)
    return "calls what can't be seen";
  if (certainty == Certainty::Exceptional)
    return std::string(verb(kind)) + " only when something fails";
  return kind == Kind::Destroy ? "destroys what frees"
                               : fmt::format("{} {}", verb(kind), word(certainty));
}

std::string joined(const std::vector<std::string> &parts) {
  std::string text;
  for (size_t index = 0; index < parts.size(); ++index)
    text += (index == 0 ? "" : index + 1 == parts.size() ? " and " : ", ") + parts[index];
  return text;
}

class View {
public:
  View(WaysShown ways, Canvas &canvas) : ways_(ways), canvas_(canvas) {}

  void show(const Explained &explained) {
    showTitle(explained);
    size_t hidden = explained.leftOut;
    for (Kind kind : explainedKinds)
      hidden += showKind(kind, explained.effects);
    if (hidden)
      note(fmt::format("and {} more {} beside these{}", hidden, hidden == 1 ? "way" : "ways",
                       ways_ == WaysShown::All ? "" : " (--all lists them)"));
  }

private:
  /// Returns how many ways are left out.
  size_t showKind(Kind kind, const std::vector<ExplainedEffect> &effects) {
    size_t trees = 0, hidden = 0;
    for (const ExplainedEffect &effect : effects) {
      if (effect.kind != kind)
        continue;
      // What happens only when something fails needs no tree beside what happens in any case.
      bool less = effect.ways.front().certainty == Certainty::Exceptional && trees;
      if (ways_ == WaysShown::Nearest && (less || trees >= mostTrees))
        hidden += effect.ways.size();
      else
        showEffect(effect);
      ++trees;
    }
    return hidden;
  }

  void note(const std::string &text) {
    canvas_.newline();
    canvas_.spaces(margin);
    canvas_.wrapped(text, margin, margin + 2);
    canvas_.newline();
  }

  void showTitle(const Explained &explained) {
    std::string place = explained.file;
    if (explained.line)
      place += fmt::format(":{}", explained.line);
    std::string title = explained.function.empty() ? place : explained.function;
    canvas_.strong(canvas_.shown(title));
    unsigned used = widthOf(canvas_.shown(title));
    std::string text = summary(explained);
    if (!explained.function.empty() && !place.empty())
      text = "at " + place + " " + text;
    canvas_.wrapped(" " + text, used, margin);
    canvas_.newline();
    if (!explained.code.empty()) {
      std::string number = fmt::format("{:>6}   ", explained.line);
      canvas_.newline();
      canvas_.faint(number);
      unsigned room = canvas_.options().width - unsigned(number.size());
      canvas_.plain(cutAt(room, canvas_.shown(explained.code)));
      canvas_.newline();
    }
    if (explained.modelled)
      note("A model says so: see heaplight models " + explained.symbol + ".");
    if (explained.asWritten)
      note("The optimizer left no copy of it: this is its body as written.");
    if (!explained.removed.empty())
      note(removed(explained));
    if (explained.observed)
      showObserved(explained);
  }

  void showObserved(const Explained &explained) {
    const RecordedCounts &counts = *explained.observed;
    std::vector<std::string> deeds;
    if (counts.allocations)
      deeds.push_back("allocated " + allocationsText(counts));
    if (counts.frees)
      deeds.push_back("freed " + timesText(counts.frees));
    note(deeds.empty() ? "The run did not come to the heap here."
                       : "The run " + joined(deeds) + " here.");
    if (!explained.unmarked.empty())
      note("Nothing found here does that: either Heaplight missed something, which is a fault of "
           "its own to be reported, or the run was of other code.");
  }

  static std::string summary(const Explained &explained) {
    if (!explained.hasCode)
      return "holds no code of its own, or nothing here uses it";
    std::vector<std::string> verdicts;
    for (Kind kind : explainedKinds) {
      const ExplainedWay *best = nullptr;
      for (const ExplainedEffect &effect : explained.effects)
        if (effect.kind == kind && (!best || effect.ways.front().certainty > best->certainty))
          best = &effect.ways.front();
      if (best && kind != Kind::Destroy)
        verdicts.push_back(verdict(kind, best->certainty));
    }
    if (verdicts.empty() && !explained.effects.empty())
      verdicts.push_back(verdict(Kind::Destroy, Certainty::Sometimes));
    return verdicts.empty() ? "does not touch the heap" : joined(verdicts);
  }

  static std::string removed(const Explained &explained) {
    std::vector<std::string> verbs;
    for (Kind kind : explained.removed)
      verbs.push_back(kind == Kind::Unknown   ? "calls what can't be seen"
                      : kind == Kind::Destroy ? "destroys what frees"
                                              : verb(kind));
    return fmt::format("As written it {}{}; the optimizer left nothing of that.",
                       explained.effects.empty() ? "" : "also ", joined(verbs));
  }

  void showEffect(const ExplainedEffect &effect) {
    size_t shown = ways_ == WaysShown::All ? effect.ways.size() : 1;
    for (size_t index = 0; index < shown; ++index)
      showWay(effect, effect.ways[index]);
    size_t others = effect.ways.size() - shown;
    if (others == 1)
      note("and one other way: " + difference(effect.ways[0], effect.ways[1]));
    else if (others)
      note(fmt::format("and {} other ways (--all lists them)", others));
  }

  void showWay(const ExplainedEffect &effect, const ExplainedWay &way) {
    Phrase phrase{effect.kind, toneOf(effect.kind, way.certainty), heading(effect, way)};
    canvas_.newline();
    canvas_.toned(phrase.tone, markOf(phrase, canvas_.options().ascii));
    canvas_.spaces(1);
    canvas_.wrapped(phrase.text, margin, margin + 2);
    canvas_.newline();
    if (way.steps.empty())
      return;
    canvas_.newline();
    showTree({way, phrase, ways_}, canvas_);
    if (!way.advice.empty())
      note("To make it known: " + way.advice + ".");
  }

  std::string heading(const ExplainedEffect &effect, const ExplainedWay &way) const {
    unsigned room = roomForType(canvas_.options());
    std::string text = prefix(effect.phase);
    if (effect.kind == Kind::Unknown) {
      text += "unknown: " + withFewerArguments(way.reason, canvas_.options().width);
    } else if (effect.kind == Kind::Destroy) {
      text += "destroys " + (way.subject.empty() ? shortName(way.callee) : way.subject);
      text += way.type.empty() ? "" : ": " + withFewerArguments(way.type, room);
    } else {
      text += verdict(effect.kind, way.certainty);
    }
    if (effect.kind == Kind::Unknown && way.certainty == Certainty::Exceptional)
      text += ", only when something fails";
    text += way.inLoop ? " · in loop" : "";
    std::string asked =
        effect.kind == Kind::Allocate ? withFewerArguments(sizeText(way), room) : std::string();
    return asked.empty() ? text : text + " · " + asked;
  }

  /// Where `other` leaves `first`, and what it ends at if that is another size.
  static std::string difference(const ExplainedWay &first, const ExplainedWay &other) {
    size_t step = 0;
    while (step < first.steps.size() && step < other.steps.size() &&
           first.steps[step] == other.steps[step])
      ++step;
    // A line's two calls say less than what they call.
    size_t same = step;
    while (same < first.steps.size() && same < other.steps.size() &&
           first.steps[same].function == other.steps[same].function)
      ++same;
    if (same < other.steps.size())
      step = same;
    std::string text;
    if (step < other.steps.size()) {
      const ExplainedStep &away = other.steps[step];
      text = "through " + shortName(away.function);
      if (away.line)
        text += " at " + placeText(away);
    } else {
      text = "to " + shortName(other.callee);
    }
    std::string asked = sizeText(other);
    return asked.empty() || asked == sizeText(first) ? text : text + ", " + asked;
  }

  WaysShown ways_;
  Canvas &canvas_;
};

/// A line that is marked in what ships.
const ReportLine *firstMarked(const std::vector<ReportUnit> &units) {
  for (const ReportUnit &unit : units)
    for (const ReportLine &line : unit.lines)
      for (const ReportEffect &effect : line.effects)
        if (effect.stage == lastStage(unit) && effect.kind != Kind::Destroy &&
            effect.certainty != Certainty::Exceptional)
          return &line;
  return nullptr;
}

void showOthers(const std::vector<OtherFunction> &others, Canvas &canvas) {
  if (others.empty())
    return;
  canvas.newline();
  canvas.wrapped("The name may mean these too; give more of it, or its parameters, to choose:", 0,
                 margin);
  canvas.newline();
  for (const OtherFunction &other : llvm::ArrayRef(others).take_front(mostNamed)) {
    std::string place = other.file.empty() ? "" : " at " + other.file;
    if (other.line)
      place += fmt::format(":{}", other.line);
    canvas.spaces(margin);
    canvas.wrapped(canvas.shown(other.function + place), margin, margin + 2);
    canvas.newline();
  }
  if (others.size() > mostNamed) {
    canvas.plain(fmt::format("  and {} more", others.size() - mostNamed));
    canvas.newline();
  }
}

} // namespace

void offerExplanation(const std::vector<ReportUnit> &units, const TextOptions &options,
                      llvm::raw_ostream &stream) {
  const ReportLine *line = firstMarked(units);
  if (!line)
    return;
  Canvas canvas(options, stream);
  canvas.newline();
  canvas.faint(canvas.shown(fmt::format("heaplight explain {}:{}", line->file, line->line)));
  canvas.plain(" shows the way there.");
  canvas.newline();
}

void showExplanation(const Explanation &explanation, WaysShown ways, const TextOptions &options,
                     llvm::raw_ostream &stream) {
  Canvas canvas(options, stream);
  View view(ways, canvas);
  for (size_t index = 0; index < explanation.subjects.size(); ++index) {
    if (index)
      canvas.newline();
    view.show(explanation.subjects[index]);
  }
  showOthers(explanation.others, canvas);
}

} // namespace heaplight
