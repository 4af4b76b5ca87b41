#include "show/Explain.h"

#include "show/Canvas.h"
#include "show/Phrases.h"
#include "show/Words.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

#include <fmt/format.h>

#include <algorithm>

namespace heaplight {
namespace {

constexpr unsigned margin = 2;
constexpr unsigned gap = 2;
constexpr size_t mostTrees = 3; ///< Of each kind, unless all are shown.

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

/// A system header by its last folder and name; the user's files as they are.
std::string fileText(const ExplainedStep &step) {
  llvm::StringRef file = step.file;
  if (step.user)
    return step.file;
  auto [folders, name] = file.rsplit('/');
  if (!step.line || name.empty())
    return name.empty() ? step.file : name.str();
  return (folders.rsplit('/').second.empty() ? folders : folders.rsplit('/').second).str() + "/" +
         name.str();
}

std::string placeText(const ExplainedStep &step) {
  if (step.file.empty())
    return {};
  std::string text = fileText(step);
  if (step.line)
    text += fmt::format(":{}", step.line);
  if (step.user && step.line && step.column)
    text += fmt::format(":{}", step.column);
  return text;
}

/// How `to` is entered, as a table's word.
std::string entryText(Entry entry) {
  return entry == Entry::Start ? "" : entry == Entry::Candidate ? "may call" : word(entry);
}

/// The last `width` columns of `text`, or all of it.
std::string endOf(const std::string &text, unsigned width) {
  if (widthOf(text) <= width)
    return text;
  std::string cut = text;
  while (!cut.empty() && (widthOf(cut) + 1 > width || (cut.front() & 0xC0) == 0x80))
    cut.erase(0, 1);
  return "…" + cut;
}

std::string startOf(const std::string &text, unsigned width) {
  if (widthOf(text) <= width)
    return text;
  std::string cut = text;
  while (!cut.empty() && widthOf(cut) + 1 > width) {
    while ((cut.back() & 0xC0) == 0x80)
      cut.pop_back();
    cut.pop_back();
  }
  return cut + "…";
}

std::string sizeOf(const ExplainedWay &way) {
  return size({way.type, way.bytes, way.elementBytes});
}

/// One line of a tree.
struct Row {
  std::string name;
  std::string entry;
  std::string place;
  std::string code;    ///< Shown beside it where there is room.
  bool ownRow = false; ///< Beneath it where there is none.
  bool end = false;
};

std::vector<Row> rowsOf(const ExplainedWay &way) {
  std::vector<Row> rows;
  for (const ExplainedStep &step : way.steps)
    rows.push_back({printable(step.function), entryText(step.entry), printable(placeText(step)),
                    printable(step.code), step.user && !rows.empty(), false});
  std::string name = way.reason.empty() ? way.callee : way.reason;
  rows.push_back({printable(name), entryText(way.end), printable(sizeOf(way)), {}, false, true});
  return rows;
}

class TreeView {
public:
  TreeView(Canvas &canvas, const ExplainedWay &way, Tone tone)
      : canvas_(canvas), tone_(tone), rows_(rowsOf(way)), width_(canvas.options().width) {
    chooseColumns();
  }

  void show() {
    for (size_t depth = 0; depth < rows_.size(); ++depth)
      showRow(rows_[depth], depth);
  }

private:
  /// Deep trees grow downwards only.
  unsigned indent(size_t depth) const {
    return margin + unsigned(std::min<size_t>(depth, width_ / 8)) * 2;
  }

  void chooseColumns() {
    unsigned names = 0;
    for (size_t depth = 0; depth < rows_.size(); ++depth) {
      entries_ = std::max(entries_, widthOf(rows_[depth].entry));
      places_ = std::max(places_, widthOf(rows_[depth].place));
      names = std::max(names, indent(depth) + widthOf(rows_[depth].name));
    }
    places_ = std::min(places_, width_ * 2 / 5);
    unsigned fixed = gap + entries_ + gap + places_;
    // Where code can stand beside, long names leave it room.
    unsigned most = width_ > fixed ? width_ - fixed : width_ / 2;
    if (width_ >= roomForCode)
      most = std::min(most, width_ * 2 / 5);
    entryColumn_ = std::min(names, most) + gap;
    placeColumn_ = entryColumn_ + entries_ + gap;
    codeColumn_ = placeColumn_ + places_ + gap;
    beside_ = codeColumn_ + leastCode <= width_;
  }

  /// Where the whole name doesn't fit, the function's own is what tells most.
  std::string nameIn(const Row &row, unsigned width) const {
    std::string name = canvas_.shown(row.name);
    if (widthOf(name) <= width)
      return name;
    llvm::StringRef bare = llvm::StringRef(name).split('(').first;
    if (!row.end && !bare.empty() && widthOf(bare.str()) <= width)
      return bare.str();
    std::string inner = shortName(row.name);
    return startOf(row.end || inner.empty() ? name : canvas_.shown(inner), width);
  }

  void showRow(const Row &row, size_t depth) {
    unsigned used = indent(depth);
    canvas_.spaces(depth ? used - 2 : used);
    if (depth)
      canvas_.faint("└ ");
    bool last = row.end && row.place.empty();
    std::string name = nameIn(row, (last ? width_ : entryColumn_ - gap) - used);
    row.end ? canvas_.toned(tone_, name) : canvas_.plain(name);
    used += widthOf(name);
    if (!last || used + gap <= entryColumn_)
      put(row.entry, used, entryColumn_);
    put(endOf(canvas_.shown(row.place), places_), used, placeColumn_);
    if (beside_ && !row.code.empty()) {
      canvas_.spaces(codeColumn_ - used);
      canvas_.faint(startOf(canvas_.shown(row.code), width_ - codeColumn_));
    }
    canvas_.newline();
    if (!beside_ && row.ownRow && !row.code.empty())
      showCode(row, depth);
  }

  void put(const std::string &text, unsigned &used, unsigned column) {
    if (text.empty())
      return;
    canvas_.spaces(column > used ? column - used : gap);
    canvas_.faint(text);
    used = std::max(column, used + gap) + widthOf(text);
  }

  void showCode(const Row &row, size_t depth) {
    unsigned column = indent(depth) + 2;
    canvas_.spaces(column);
    canvas_.faint(startOf(canvas_.shown(row.code), width_ - column));
    canvas_.newline();
  }

  static constexpr unsigned roomForCode = 140; ///< Columns of a terminal.
  static constexpr unsigned leastCode = 24;

  Canvas &canvas_;
  Tone tone_;
  std::vector<Row> rows_;
  unsigned width_;
  unsigned entries_ = 0;
  unsigned places_ = 0;
  unsigned entryColumn_ = 0;
  unsigned placeColumn_ = 0;
  unsigned codeColumn_ = 0;
  bool beside_ = false;
};

class View {
public:
  View(WaysShown ways, Canvas &canvas) : ways_(ways), canvas_(canvas) {}

  void show(const Explained &explained) {
    showTitle(explained);
    size_t hidden = explained.leftOut;
    for (Kind kind : explainedKinds) {
      size_t trees = 0;
      for (const ExplainedEffect &effect : explained.effects) {
        if (effect.kind != kind)
          continue;
        if (ways_ == WaysShown::Nearest && ++trees > mostTrees)
          hidden += effect.ways.size();
        else
          showEffect(effect);
      }
    }
    if (hidden)
      note(fmt::format("and {} more {} beyond these{}", hidden, hidden == 1 ? "way" : "ways",
                       ways_ == WaysShown::All ? "" : " (--all lists more)"));
  }

private:
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
      canvas_.folded(canvas_.shown(explained.code), unsigned(number.size()));
      canvas_.newline();
    }
    if (explained.asWritten)
      note("The optimizer left no copy of it: this is its body as written.");
    if (!explained.removed.empty())
      note(removed(explained));
  }

  static std::string summary(const Explained &explained) {
    if (!explained.hasCode)
      return "holds no code: nothing of it runs, or nothing here uses it";
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
    Tone tone = toneOf(effect.kind, way.certainty);
    canvas_.newline();
    canvas_.toned(tone, markOf({effect.kind, tone, {}}, canvas_.options().ascii));
    canvas_.spaces(1);
    canvas_.wrapped(heading(effect, way), margin, margin + 2);
    canvas_.newline();
    canvas_.newline();
    TreeView(canvas_, way, tone).show();
    if (!way.advice.empty())
      note("To make it known: " + way.advice + ".");
  }

  static std::string heading(const ExplainedEffect &effect, const ExplainedWay &way) {
    std::string text = prefix(effect.phase);
    if (effect.kind == Kind::Unknown) {
      text += "unknown: " + way.reason;
    } else if (effect.kind == Kind::Destroy) {
      text += "destroys " + (way.subject.empty() ? shortName(way.callee) : way.subject);
      text += way.type.empty() ? "" : ": " + way.type;
    } else {
      text += verdict(effect.kind, way.certainty);
    }
    if (effect.kind == Kind::Unknown && way.certainty == Certainty::Exceptional)
      text += ", only when something fails";
    text += way.inLoop ? " · in loop" : "";
    std::string asked = effect.kind == Kind::Allocate ? sizeOf(way) : std::string();
    return asked.empty() ? text : text + " · " + asked;
  }

  /// Where `other` leaves `first`, and what it ends at if that is another size.
  static std::string difference(const ExplainedWay &first, const ExplainedWay &other) {
    size_t step = 0;
    while (step < first.steps.size() && step < other.steps.size() &&
           first.steps[step] == other.steps[step])
      ++step;
    std::string text;
    if (step < other.steps.size()) {
      const ExplainedStep &away = other.steps[step];
      text = "through " + shortName(away.function);
      if (away.line)
        text += " at " + placeText(away);
    } else {
      text = "to " + shortName(other.callee);
    }
    std::string asked = sizeOf(other);
    return asked.empty() || asked == sizeOf(first) ? text : text + ", " + asked;
  }

  WaysShown ways_;
  Canvas &canvas_;
};

} // namespace

void showExplanation(const Explanation &explanation, WaysShown ways, const TextOptions &options,
                     llvm::raw_ostream &stream) {
  Canvas canvas(options, stream);
  View view(ways, canvas);
  for (size_t index = 0; index < explanation.subjects.size(); ++index) {
    if (index)
      canvas.newline();
    view.show(explanation.subjects[index]);
  }
  if (explanation.moreFunctions) {
    canvas.newline();
    canvas.wrapped(
        fmt::format("{} more of that name; give more of it, or its parameters, to choose",
                    explanation.moreFunctions),
        0, margin);
    canvas.newline();
  }
}

} // namespace heaplight
