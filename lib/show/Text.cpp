#include "show/Text.h"

#include "report/Quantities.h"
#include "report/Words.h"
#include "show/Canvas.h"
#include "show/Listing.h"
#include "show/Phrases.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <fmt/format.h>

#include <algorithm>

namespace heaplight {
namespace {

constexpr unsigned markColumns = 4;
constexpr unsigned numberGap = 3;

/// One source line that is shown, with or without marks.
struct Row {
  uint32_t line;
  std::string code;
  std::vector<Phrase> phrases;
};

/// Each once; returns how many columns they take.
unsigned showMarks(const std::vector<Phrase> &phrases, Canvas &canvas) {
  std::set<std::string> seen;
  unsigned marks = 0;
  for (const Phrase &phrase : phrases) {
    std::string mark = markOf(phrase, canvas.options().ascii);
    if (marks == markColumns || !seen.insert(mark).second)
      continue;
    // Marks are ASCII already where that is asked for.
    canvas.toned(phrase.tone, mark);
    ++marks;
  }
  return marks;
}

class FileView {
public:
  FileView(const ReportUnit &unit, const std::string &file, Canvas &canvas, Listing &listing)
      : file_(file), canvas_(canvas), options_(canvas.options()), listing_(listing) {
    auto text = unit.texts.find(file);
    if (text != unit.texts.end())
      text_ = text->second.get();
    for (const ReportLine &line : unit.lines)
      if (line.file == file)
        if (std::vector<Phrase> phrases = phrasesOf(line, unit, options_); !phrases.empty())
          marked_[line.line] = std::move(phrases);
    for (uint32_t line : listing.lines(file))
      marked_.try_emplace(line);
  }

  bool empty() const { return marked_.empty(); }

  void show() {
    chooseRows();
    chooseColumns();
    uint32_t last = 0;
    for (const Row &row : rows_) {
      if (row.line > last + 1)
        showGap();
      last = row.line;
      showRow(row);
      listing_.show(file_, row.line, canvas_, codeColumn_);
    }
    if (last && text_ && last < text_->size())
      showGap();
  }

private:
  void chooseRows() {
    std::set<uint32_t> lines;
    uint32_t end = text_ ? uint32_t(text_->size()) : 0;
    for (const auto &[line, phrases] : marked_) {
      uint64_t context = options_.context;
      uint64_t from = line > context ? line - context : 1;
      uint64_t to = std::min<uint64_t>(line + context, std::max(end, line));
      for (uint64_t near = from; near <= to; ++near)
        if (near <= end || near == line)
          lines.insert(uint32_t(near));
    }
    closeSmallGaps(lines, end);
    for (uint32_t line : lines) {
      Row row{line, {}, {}};
      if (line <= end)
        row.code = cut(canvas_.shown((*text_)[line - 1]));
      if (auto marks = marked_.find(line); marks != marked_.end())
        row.phrases = marks->second;
      rows_.push_back(std::move(row));
    }
  }

  /// Generated files hold lines that nobody reads to their end.
  static std::string cut(std::string code) {
    constexpr size_t longest = 500;
    if (code.size() <= longest)
      return code;
    size_t end = longest;
    while (end && (static_cast<unsigned char>(code[end]) & 0xC0) == 0x80)
      --end; // Not within a character.
    return code.substr(0, end) + " …";
  }

  /// Where no more lines are left out than the sign for it takes, they are shown.
  static void closeSmallGaps(std::set<uint32_t> &lines, uint32_t end) {
    std::vector<uint32_t> added;
    uint32_t last = 0;
    for (uint32_t line : lines) {
      if (line == last + 2)
        added.push_back(last + 1);
      last = line;
    }
    if (!lines.empty() && end && last == end - 1)
      added.push_back(end);
    lines.insert(added.begin(), added.end());
  }

  /// The phrases stand right of the code, in one column that most lines leave free.
  void chooseColumns() {
    numberColumns_ = 4;
    if (!rows_.empty())
      numberColumns_ = std::max<unsigned>(4, unsigned(fmt::format("{}", rows_.back().line).size()));
    codeColumn_ = markColumns + 1 + numberColumns_ + numberGap;
    unsigned longest = 0;
    unsigned most = options_.width * 11 / 20;
    for (const Row &row : rows_)
      if (!row.phrases.empty() && codeColumn_ + widthOf(row.code) + 3 <= most)
        longest = std::max(longest, widthOf(row.code));
    phraseColumn_ = codeColumn_ + longest + 3;
  }

  void showGap() {
    canvas_.spaces(markColumns + numberColumns_);
    canvas_.faint("…");
    canvas_.newline();
  }

  void showRow(const Row &row) {
    canvas_.spaces(markColumns - showMarks(row.phrases, canvas_) + 1);
    canvas_.faint(fmt::format("{:>{}}", row.line, numberColumns_));
    if (!row.code.empty() || !row.phrases.empty())
      canvas_.spaces(numberGap);
    unsigned end = canvas_.folded(row.code, codeColumn_);
    if (!row.phrases.empty()) {
      unsigned column = phraseColumn_;
      bool beside = end + 2 <= phraseColumn_ && phraseColumn_ + leastRoom <= options_.width;
      if (!beside) {
        canvas_.newline();
        column = codeColumn_ + indentOf(row.code) + 2;
        end = 0;
      }
      canvas_.spaces(column - end);
      canvas_.phrases(row.phrases, column);
    }
    canvas_.newline();
  }

  unsigned indentOf(const std::string &code) const {
    size_t indent = code.find_first_not_of(' ');
    return indent == std::string::npos ? 0 : unsigned(std::min<size_t>(indent, options_.width / 4));
  }

  static constexpr unsigned leastRoom = 28; ///< Columns that a phrase needs beside the code.

  const std::string &file_;
  Canvas &canvas_;
  const TextOptions &options_;
  Listing &listing_;
  const std::vector<std::string> *text_ = nullptr;
  std::map<uint32_t, std::vector<Phrase>> marked_;
  std::vector<Row> rows_;
  unsigned numberColumns_ = 4;
  unsigned codeColumn_ = 0;
  unsigned phraseColumn_ = 0;
};

void showTitle(const ReportUnit &unit, const std::string &file, Canvas &canvas) {
  std::string stage =
      unit.only ? fmt::format("{} only", word(*unit.only)) : "-O" + unit.optimization;
  std::string how = fmt::format("{} {} {}", unit.standard.empty() ? unit.language : unit.standard,
                                stage, unit.target);
  canvas.strong(printable(file));
  unsigned used = widthOf(canvas.shown(file)) + widthOf(how);
  unsigned width = std::min(canvas.options().width, 100u);
  if (file == unit.source) {
    canvas.spaces(used + 2 < width ? width - used : 2);
    canvas.faint(how);
  }
  canvas.newline();
  canvas.newline();
}

const char *plural(uint32_t count, const char *one, const char *many) {
  return count == 1 ? one : many;
}

/// "allocated 3 × 32 B = 96 B and freed once"
std::string deedsOf(const ReportUnmarked &line) {
  std::string text;
  for (Kind kind : line.kinds)
    text += (text.empty() ? "" : " and ") + (kind == Kind::Allocate
                                                 ? "allocated " + allocationsText(line.observed)
                                                 : "freed " + timesText(line.observed.frees));
  return text;
}

/// What must not be stands before all else.
void showUnmarked(const ReportUnit &unit, Canvas &canvas) {
  if (unit.unmarked.empty())
    return;
  size_t count = unit.unmarked.size();
  canvas.toned(Tone::Allocate,
               fmt::format("{} {} came to the heap in the run and {} no mark here:", grouped(count),
                           count == 1 ? "line" : "lines", count == 1 ? "bears" : "bear"));
  canvas.newline();
  for (const ReportUnmarked &line : unit.unmarked) {
    canvas.spaces(2);
    std::string place = canvas.shown(fmt::format("{}:{}", line.file, line.line));
    canvas.strong(place);
    canvas.wrapped(" " + deedsOf(line), widthOf(place) + 2, 4);
    canvas.newline();
    auto text = unit.texts.find(line.file);
    if (text == unit.texts.end() || line.line > text->second->size())
      continue;
    canvas.spaces(4);
    canvas.folded(canvas.shown(llvm::StringRef((*text->second)[line.line - 1]).trim().str()), 4);
    canvas.newline();
  }
  canvas.wrapped("Either Heaplight missed something there, which is a fault of its own to be "
                 "reported, or the run was of other code: an older source, or other flags.",
                 0, 2);
  canvas.newline();
  canvas.newline();
}

/// "; seen in the run: 1 of 2 allocating lines, 0 of 1 freeing"
std::string seenTotals(const ReportTotals &totals) {
  std::string text = "; seen in the run: ";
  text += fmt::format("{} of {} allocating {}", totals.seenAllocatingLines, totals.allocatingLines,
                      plural(totals.allocatingLines, "line", "lines"));
  return text + fmt::format(", {} of {} freeing", totals.seenFreeingLines, totals.freeingLines);
}

uint32_t sitesOf(const ReportUnit &unit) {
  return lastStage(unit) == Stage::Written ? unit.totals.writtenSites : unit.totals.builtSites;
}

void showTotals(const ReportUnit &unit, Canvas &canvas) {
  const ReportTotals &totals = unit.totals;
  std::string text = fmt::format("{} of {} {} {}", totals.allocatingLines, totals.sourceLines,
                                 plural(totals.sourceLines, "line", "lines"),
                                 plural(totals.allocatingLines, "allocates", "allocate"));
  text += fmt::format(", {} {}", totals.freeingLines, plural(totals.freeingLines, "frees", "free"));
  if (totals.unknownLines)
    text += fmt::format(", {} unknown", totals.unknownLines);
  text += fmt::format("; {} of {} {} {} the heap", totals.heapFunctions, totals.functions,
                      plural(totals.functions, "function", "functions"),
                      plural(totals.heapFunctions, "reaches", "reach"));
  text += unit.only ? fmt::format("; allocating sites: {} {}", sitesOf(unit), word(*unit.only))
                    : fmt::format("; allocating sites: {} written → {} built", totals.writtenSites,
                                  totals.builtSites);
  if (!unit.lines.empty() && unit.lines.front().observed)
    text += seenTotals(totals);
  canvas.strong(printable(unit.source) + ":");
  canvas.spaces(1);
  canvas.wrapped(text, widthOf(unit.source) + 2, 2);
  canvas.newline();
}

/// Whether only the stage that isn't there is asked for.
bool asksForAbsent(const ReportUnit &unit, StageView view) {
  return unit.only && view != StageView::Both &&
         (view == StageView::Built) != (*unit.only == Stage::Built);
}

void showNothing(const ReportUnit &unit, Canvas &canvas) {
  const char *why = "  No line touches the heap.";
  if (asksForAbsent(unit, canvas.options().stage))
    why = *unit.only == Stage::Built
              ? "  It was optimized before: how it was written is not in it."
              : "  It is as it was written: to have it built give -O2 or the like after --.";
  else if (unit.functions.empty())
    why = canvas.options().someFunctions
              ? "  No function here became code or fits --function: nothing can be said."
              : "  No function here became code: nothing can be said.";
  canvas.plain(why);
  canvas.newline();
}

/// What IR does whose functions tell no place in a source.
void showUnplaced(const ReportUnit &unit, Canvas &canvas) {
  constexpr unsigned least = 20;
  const TextOptions &options = canvas.options();
  std::vector<std::pair<const ReportFunction *, std::vector<Phrase>>> shown;
  unsigned longest = least;
  for (const ReportFunction &function : unit.unplaced)
    if (std::vector<Phrase> phrases = phrasesOf(function.effects, unit, options);
        !phrases.empty()) {
      longest = std::max(longest, widthOf(canvas.shown(function.name)));
      shown.push_back({&function, std::move(phrases)});
    }
  canvas.plain(shown.empty() ? "  No function without a place in a source touches the heap."
                             : "  Functions that tell no place in a source:");
  canvas.newline();
  canvas.newline();
  unsigned column = markColumns + 1 + std::min(longest, options.width * 2 / 5) + 3;
  for (const auto &[function, phrases] : shown) {
    canvas.spaces(markColumns + 1 - showMarks(phrases, canvas));
    std::string name = canvas.shown(function->name);
    unsigned end = canvas.folded(name, markColumns + 1);
    if (end + 2 > column) {
      canvas.newline();
      end = 0;
    }
    canvas.spaces(column - end);
    canvas.phrases(phrases, column);
    canvas.newline();
  }
  if (!shown.empty())
    canvas.newline();
}

} // namespace

void showText(const ReportUnit &unit, const TextOptions &options, llvm::raw_ostream &stream) {
  Canvas canvas(options, stream);
  Listing listing(unit);
  // IR has its lines in other files.
  bool elsewhere = !llvm::is_contained(unit.userFiles, unit.source);
  showUnmarked(unit, canvas);
  if (elsewhere)
    showTitle(unit, unit.source, canvas);
  if (!unit.unplaced.empty() && !asksForAbsent(unit, options.stage)) {
    showUnplaced(unit, canvas);
  } else if (elsewhere && (unit.lines.empty() || asksForAbsent(unit, options.stage))) {
    showNothing(unit, canvas);
    canvas.newline();
  }
  for (const std::string &file : unit.userFiles) {
    FileView view(unit, file, canvas, listing);
    if (view.empty() && file != unit.source)
      continue;
    showTitle(unit, file, canvas);
    if (view.empty())
      showNothing(unit, canvas);
    view.show();
    canvas.newline();
  }
  listing.showLibraryFunctions(canvas);
  showTotals(unit, canvas);
}

} // namespace heaplight
