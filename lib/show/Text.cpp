#include "show/Text.h"

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

class FileView {
public:
  FileView(const ReportUnit &unit, const std::string &file, Canvas &canvas, Listing &listing)
      : file_(file), canvas_(canvas), options_(canvas.options()), listing_(listing) {
    auto text = unit.texts.find(file);
    if (text != unit.texts.end())
      text_ = text->second.get();
    for (const ReportLine &line : unit.lines)
      if (line.file == file)
        if (std::vector<Phrase> phrases = phrasesOf(line.effects, unit, options_); !phrases.empty())
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
    std::set<std::string> seen;
    unsigned marks = 0;
    for (const Phrase &phrase : row.phrases) {
      std::string mark = markOf(phrase, options_.ascii);
      if (marks == markColumns || !seen.insert(mark).second)
        continue;
      // Marks are ASCII already where that is asked for.
      canvas_.toned(phrase.tone, mark);
      ++marks;
    }
    canvas_.spaces(markColumns - marks + 1);
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
  std::string how = fmt::format("{} -O{} {}", unit.standard.empty() ? unit.language : unit.standard,
                                unit.optimization, unit.target);
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
  text += fmt::format("; allocating sites: {} written → {} built", totals.writtenSites,
                      totals.builtSites);
  canvas.strong(printable(unit.source) + ":");
  canvas.spaces(1);
  canvas.wrapped(text, widthOf(unit.source) + 2, 2);
  canvas.newline();
}

void showNothing(const ReportUnit &unit, Canvas &canvas) {
  canvas.plain(unit.functions.empty()
                   ? "  No function here became code or fits --function: nothing can be said."
                   : "  No line touches the heap.");
  canvas.newline();
}

} // namespace

void showText(const ReportUnit &unit, const TextOptions &options, llvm::raw_ostream &stream) {
  Canvas canvas(options, stream);
  Listing listing(unit);
  // IR has its lines in other files.
  bool elsewhere = !llvm::is_contained(unit.userFiles, unit.source);
  if (elsewhere)
    showTitle(unit, unit.source, canvas);
  if (elsewhere && unit.lines.empty()) {
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
