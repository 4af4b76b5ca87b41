#include "show/Tree.h"

#include "report/FunctionName.h"
#include "report/Words.h"

#include "llvm/ADT/StringRef.h"

#include <fmt/format.h>

#include <algorithm>

namespace heaplight {
namespace {

constexpr unsigned margin = 2;
constexpr unsigned gap = 2;

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

/// How `to` is entered, as a table's word.
std::string entryText(Entry entry) {
  return entry == Entry::Start ? "" : entry == Entry::Candidate ? "may call" : word(entry);
}

/// What is longer fits in no `width` columns, whatever it is written in; generated lines have
/// millions.
size_t mostBytes(unsigned width) {
  constexpr size_t ofCharacter = 16; // With marks over and under it.
  return size_t(width) * ofCharacter + ofCharacter;
}

/// The last `width` columns of `text`, or all of it.
std::string endOf(const std::string &text, unsigned width) {
  if (widthOf(text) <= width)
    return text;
  std::string cut = text;
  if (cut.size() > mostBytes(width))
    cut.erase(0, cut.size() - mostBytes(width));
  while (!cut.empty() && (widthOf(cut) + 1 > width || (cut.front() & 0xC0) == 0x80))
    cut.erase(0, 1);
  return "…" + cut;
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

std::vector<Row> rowsOf(const ExplainedWay &way, Kind kind) {
  std::vector<Row> rows;
  for (const ExplainedStep &step : way.steps)
    rows.push_back({printable(step.function), entryText(step.entry), printable(placeText(step)),
                    printable(step.code), step.user && !rows.empty(), false});
  std::string name = way.reason.empty() ? way.callee : way.reason;
  rows.push_back({printable(name),
                  way.callee.empty() ? "" : entryText(way.end),
                  kind == Kind::Allocate ? printable(sizeText(way)) : "",
                  {},
                  false,
                  true});
  return rows;
}

class TreeView {
public:
  TreeView(const Tree &tree, Canvas &canvas)
      : canvas_(canvas), tone_(tree.phrase.tone), rows_(rowsOf(tree.way, tree.phrase.kind)),
        width_(canvas.options().width) {
    if (tree.shown == WaysShown::Nearest)
      leaveOutMiddle();
    chooseColumns();
  }

  void show() {
    for (size_t depth = 0; depth < rows_.size(); ++depth) {
      if (leftOut_ && depth == keptAtStart)
        showLeftOut(depth);
      showRow(rows_[depth], depth);
    }
  }

private:
  /// Nobody reads hundreds of frames: how a way begins and how it ends tells most.
  void leaveOutMiddle() {
    if (rows_.size() <= keptAtStart + keptAtEnd + 1)
      return;
    leftOut_ = rows_.size() - keptAtStart - keptAtEnd;
    rows_.erase(rows_.begin() + keptAtStart, rows_.end() - keptAtEnd);
  }

  void showLeftOut(size_t depth) {
    canvas_.spaces(indent(depth));
    canvas_.faint(canvas_.shown(fmt::format("… {} frames (--all shows them)", leftOut_)));
    canvas_.newline();
  }

  /// Deep trees grow downwards only.
  unsigned indent(size_t depth) const {
    return margin + unsigned(std::min<size_t>(depth, width_ / 8)) * 2;
  }

  void chooseColumns() {
    unsigned names = 0;
    for (size_t depth = 0; depth < rows_.size(); ++depth) {
      entries_ = std::max(entries_, widthOf(rows_[depth].entry));
      if (!rows_[depth].end)
        places_ = std::max(places_, widthOf(rows_[depth].place));
      names = std::max(names, indent(depth) + widthOf(rows_[depth].name));
    }
    places_ = std::min(places_, std::max(leastPlace, width_ * 3 / 10));
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
    if (row.end)
      return cutAt(width, canvas_.shown(withFewerArguments(row.name, width)));
    std::string bare = canvas_.shown(withoutParameters(row.name));
    for (const std::string &shorter : {bare, withoutArguments(bare)})
      if (widthOf(shorter) <= width)
        return shorter;
    std::string inner = canvas_.shown(shortName(row.name));
    return cutAt(width, inner.empty() ? bare : inner);
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
    put(placeIn(row), used, placeColumn_);
    if (beside_ && !row.code.empty()) {
      canvas_.spaces(codeColumn_ - used);
      canvas_.faint(cutAt(width_ - codeColumn_, canvas_.shown(row.code)));
    }
    canvas_.newline();
    if (!beside_ && row.ownRow && !row.code.empty())
      showCode(row, depth);
  }

  /// The folders go first.
  std::string placeIn(const Row &row) const {
    std::string place = canvas_.shown(row.place);
    if (row.end) { // Nothing stands behind it.
      unsigned room = width_ - std::min(width_, placeColumn_);
      return cutAt(room, canvas_.shown(withFewerArguments(row.place, room)));
    }
    if (widthOf(place) > places_)
      place = llvm::StringRef(place).substr(place.rfind('/') + 1).str();
    return endOf(place, places_);
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
    canvas_.faint(cutAt(width_ - column, canvas_.shown(row.code)));
    canvas_.newline();
  }

  static constexpr unsigned roomForCode = 140; ///< Columns of a terminal.
  static constexpr unsigned leastCode = 24;
  static constexpr unsigned leastPlace = 24;
  static constexpr size_t keptAtStart = 24; ///< Of a very long way.
  static constexpr size_t keptAtEnd = 24;

  Canvas &canvas_;
  Tone tone_;
  std::vector<Row> rows_;
  unsigned width_;
  size_t leftOut_ = 0; ///< Frames behind the first that are kept.
  unsigned entries_ = 0;
  unsigned places_ = 0;
  unsigned entryColumn_ = 0;
  unsigned placeColumn_ = 0;
  unsigned codeColumn_ = 0;
  bool beside_ = false;
};

} // namespace

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

std::string cutAt(unsigned width, const std::string &text) {
  if (widthOf(text) <= width)
    return text;
  std::string cut = text.substr(0, mostBytes(width));
  while (!cut.empty() && (widthOf(cut) + 1 > width || cut.size() == mostBytes(width))) {
    while (cut.size() > 1 && (cut.back() & 0xC0) == 0x80)
      cut.pop_back();
    cut.pop_back();
  }
  return cut + "…";
}

std::string sizeText(const ExplainedWay &way) {
  return size({way.type, way.bytes, way.elementBytes});
}

void showTree(const Tree &tree, Canvas &canvas) { TreeView(tree, canvas).show(); }

} // namespace heaplight
