#include "show/Listing.h"

#include "show/Canvas.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Demangle/Demangle.h"

#include <algorithm>

namespace heaplight {
namespace {

constexpr unsigned instructionColumns = 44;
constexpr unsigned longestNames = 3;

/// The printer's tabs as aligned columns, symbols readable.
std::string instructionText(const ReportAssembly &line) {
  auto [mnemonic, operands] = llvm::StringRef(line.text).trim().split('\t');
  std::string shown = mnemonic.str();
  if (operands.empty())
    return shown;
  shown.resize(std::max<size_t>(shown.size() + 1, 8), ' ');
  // A symbol is all letters up to what the assembler's syntax ends it with.
  for (llvm::StringRef rest = operands; !rest.empty();) {
    size_t start = rest.find("_Z");
    shown += rest.take_front(start);
    if (start == llvm::StringRef::npos)
      break;
    llvm::StringRef symbol = rest.substr(start).take_while([](char letter) {
      return std::isalnum(static_cast<unsigned char>(letter)) || letter == '_' || letter == '.' ||
             letter == '$';
    });
    bool known = !line.callee.empty() && !line.callee.starts_with("_Z");
    shown += known ? line.callee : llvm::demangle(symbol);
    rest = rest.substr(start + symbol.size());
  }
  return shown;
}

} // namespace

Listing::Listing(const ReportUnit &unit) : unit_(unit) {
  const std::vector<ReportAssembly> &lines = unit.assembly;
  for (size_t index = 0, next; index < lines.size(); index = next) {
    auto same = [&](const ReportAssembly &other) {
      return other.symbol == lines[index].symbol && other.line == lines[index].line &&
             other.file == lines[index].file;
    };
    for (next = index + 1; next < lines.size() && same(lines[next]); ++next)
      ;
    Run run{index, next - index};
    if (lines[index].line)
      byLine_[{lines[index].file, lines[index].line}].push_back(run);
    else if (std::any_of(lines.begin() + ptrdiff_t(index), lines.begin() + ptrdiff_t(next),
                         [](const ReportAssembly &line) { return line.effect.has_value(); }))
      library_.push_back(run);
  }
}

std::vector<uint32_t> Listing::lines(const std::string &file) const {
  std::vector<uint32_t> found;
  for (const auto &[place, runs] : byLine_)
    if (place.first == file)
      found.push_back(place.second);
  return found;
}

void Listing::show(const std::string &file, uint32_t line, Canvas &canvas, unsigned column) {
  auto runs = byLine_.find({file, line});
  if (runs == byLine_.end())
    return;
  for (const Run &run : runs->second) {
    const ReportAssembly &first = unit_.assembly[run.first];
    if (!function_ || *function_ != first.symbol) {
      function_ = &first.symbol;
      canvas.spaces(column);
      canvas.faint("│ " + printable(first.function));
      canvas.newline();
    }
    showRun(run, canvas, column);
  }
}

void Listing::showRun(const Run &run, Canvas &canvas, unsigned column) const {
  for (size_t index = run.first; index < run.first + run.count; ++index)
    if (unit_.assembly[index].text != unit_.assembly[index].symbol + ":")
      showInstruction(unit_.assembly[index], canvas, column);
}

void Listing::showInstruction(const ReportAssembly &line, Canvas &canvas, unsigned column) const {
  canvas.spaces(column);
  canvas.faint("│ ");
  if (line.label) {
    canvas.faint(printable(line.text));
    canvas.newline();
    return;
  }
  Phrase phrase;
  if (line.effect) {
    phrase.kind = *line.effect;
    phrase.tone = Tone(*line.effect);
    canvas.toned(phrase.tone, markOf(phrase, canvas.options().ascii));
    canvas.spaces(1);
  } else {
    canvas.spaces(2);
  }
  std::string text = printable(instructionText(line));
  std::string names = inlinedNames(line);
  unsigned used = column + 4 + widthOf(text);
  unsigned namesColumn = column + 4 + instructionColumns;
  if (line.effect)
    canvas.toned(phrase.tone, text);
  else
    canvas.plain(text);
  if (!names.empty()) {
    unsigned gap = used + 2 < namesColumn ? namesColumn - used : 2;
    if (used + gap + widthOf(names) <= canvas.options().width) {
      canvas.spaces(gap);
      canvas.faint(names);
    }
  }
  canvas.newline();
}

std::string Listing::inlinedNames(const ReportAssembly &line) const {
  std::vector<std::string> names;
  for (std::optional<uint32_t> at = line.frame; at; at = unit_.frames[*at].in) {
    const ReportFrame &frame = unit_.frames[*at];
    if (frame.file == line.file && frame.line == line.line)
      break;
    if (frame.in)
      names.push_back(shortName(frame.function));
  }
  std::reverse(names.begin(), names.end());
  std::string text;
  for (size_t index = 0; index < names.size(); ++index) {
    bool skipped = names.size() > longestNames && index > 0 && index + 2 < names.size();
    if (skipped && index > 1)
      continue;
    text += (text.empty() ? "" : " › ") + (skipped ? std::string("…") : names[index]);
  }
  return printable(text);
}

void Listing::showLibraryFunctions(Canvas &canvas) const {
  if (library_.empty())
    return;
  canvas.plain("Functions without a line of yours that touch the heap:");
  canvas.newline();
  canvas.newline();
  for (const Run &run : library_) {
    canvas.strong("  " + printable(unit_.assembly[run.first].function));
    canvas.newline();
    showRun(run, canvas, 2);
    canvas.newline();
  }
}

} // namespace heaplight
