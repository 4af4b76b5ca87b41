#include "show/RunText.h"

#include "report/Quantities.h"
#include "show/Canvas.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <fmt/format.h>

#include <algorithm>

namespace heaplight {
namespace {

constexpr unsigned margin = 2, gap = 3;
constexpr unsigned leastCode = 12; ///< Columns below which a line's text tells nothing.

/// A row of numbers, with what they are of.
struct Entry {
  std::string name;
  uint64_t count = 0;
  uint64_t bytes = 0;
  std::string code;  ///< Beside the name; may be empty.
  bool file = false; ///< The name is a file's, whose end tells most.
};

using Entries = std::vector<Entry>;

enum class Keep : uint8_t { Start, End };

struct Room {
  unsigned columns = 0;
  Keep keep = Keep::Start;
  std::string sign; ///< What stands for the rest.
};

/// `text`, which is fit to be shown, as far as there is room.
std::string cut(const std::string &text, const Room &room) {
  if (widthOf(text) <= room.columns)
    return text;
  std::vector<std::string> glyphs;
  forEachGlyph(text, [&](const Glyph &glyph) { glyphs.push_back(glyph.shown); });
  if (room.keep == Keep::End)
    std::reverse(glyphs.begin(), glyphs.end());
  std::vector<std::string> kept;
  unsigned used = widthOf(room.sign);
  for (const std::string &glyph : glyphs) {
    used += widthOf(glyph);
    if (used > room.columns)
      break;
    kept.push_back(glyph);
  }
  kept.push_back(room.sign);
  if (room.keep == Keep::End)
    std::reverse(kept.begin(), kept.end());
  return llvm::join(kept, "");
}

std::string nameOf(const RunPlace &place) {
  if (!place.file.empty())
    return fmt::format("{}:{}", place.file, place.line);
  std::string object = llvm::sys::path::filename(place.object).str();
  if (place.function.empty())
    return object.empty() ? "unknown code" : object;
  return object.empty() ? place.function : fmt::format("{} in {}", place.function, object);
}

class View {
public:
  View(const RunReport &report, Canvas &canvas) : report_(report), canvas_(canvas) {
    for (const Entries &entries : {phases(), parts(), allocating(), losing()})
      for (const Entry &entry : entries) {
        countColumns_ = std::max(countColumns_, widthOf(grouped(entry.count)));
        byteColumns_ = std::max(byteColumns_, widthOf(memory(entry.bytes)));
      }
  }

  void show() {
    showHead();
    showNumbers(phases());
    if (Entries rows = parts(); !rows.empty()) {
      canvas_.newline();
      showNumbers(rows);
    }
    if (Entries rows = allocating(); !rows.empty()) {
      canvas_.newline();
      showPlaces(rows, report_.allocating.more);
    }
    if (Entries rows = losing(); !rows.empty()) {
      canvas_.newline();
      line("never freed:");
      showPlaces(rows, report_.losing.more);
    }
    showLimits();
  }

private:
  Entries phases() const {
    static const char *const names[] = {"before main", "main", "after main"};
    Entries entries;
    for (size_t phase = 0; phase < report_.sums.phases.size(); ++phase)
      entries.push_back({names[phase], report_.sums.phases[phase].allocations,
                         report_.sums.phases[phase].bytes, "", false});
    return entries;
  }

  Entries parts() const {
    bool threads = report_.processes.size() < 2;
    Entries entries;
    for (const RunPart &part : report_.parts.shown)
      entries.push_back({threads ? fmt::format("thread {} {}", part.number, part.name) : part.name,
                         part.counts.allocations, part.counts.bytes, "", false});
    const RecordedCounts &others = report_.parts.others;
    if (uint64_t more = report_.parts.more) {
      const char *noun =
          threads ? (more == 1 ? "thread" : "threads") : (more == 1 ? "process" : "processes");
      entries.push_back({fmt::format("{} more {}", grouped(more), noun), others.allocations,
                         others.bytes, "", false});
    }
    return entries;
  }

  Entries allocating() const {
    Entries entries;
    for (const RunRow &row : report_.allocating.rows)
      entries.push_back({nameOf(row.place), row.counts.allocations, row.counts.bytes, row.code,
                         !row.place.file.empty()});
    return entries;
  }

  Entries losing() const {
    Entries entries;
    for (const RunRow &row : report_.losing.rows)
      entries.push_back({nameOf(row.place), row.counts.lostBlocks, row.counts.lostBytes, row.code,
                         !row.place.file.empty()});
    return entries;
  }

  void line(const std::string &text) {
    canvas_.spaces(margin);
    canvas_.wrapped(text, margin, 2 * margin);
    canvas_.newline();
  }

  void showHead() {
    const RecordedCounts &all = report_.sums.all;
    std::string program = canvas_.shown(report_.program) + ":";
    std::string text = counted(all.allocations, "allocation");
    text += ", " + memory(all.bytes);
    text += ", peak " + memory(report_.peakBytes) + " live";
    text += report_.processes.size() > 1 ? " in one process, " : ", ";
    text += memory(all.lostBytes) + " lost";
    if (all.lostBlocks)
      text += " in " + counted(all.lostBlocks, "block");
    if (report_.end.signal)
      text += "; ended by " + signalName(report_.end.signal);
    canvas_.strong(program);
    canvas_.spaces(1);
    canvas_.wrapped(text, widthOf(program) + 1, margin);
    canvas_.newline();
  }

  /// Names first, so that they read as a table.
  void showNumbers(const Entries &entries) {
    unsigned numbers = countColumns_ + gap + byteColumns_;
    unsigned most = canvas_.options().width > margin + gap + numbers
                        ? canvas_.options().width - margin - gap - numbers
                        : 1;
    unsigned column = 0;
    std::vector<std::string> names;
    for (const Entry &entry : entries) {
      names.push_back(cut(canvas_.shown(entry.name), {most, Keep::Start, sign()}));
      column = std::max(column, widthOf(names.back()));
    }
    for (const auto &[entry, name] : llvm::zip(entries, names)) {
      canvas_.spaces(margin);
      canvas_.plain(name);
      canvas_.spaces(column - widthOf(name) + gap);
      showSizes(entry);
      canvas_.newline();
    }
  }

  void showSizes(const Entry &entry) {
    canvas_.plain(fmt::format("{:>{}}", grouped(entry.count), countColumns_));
    canvas_.spaces(gap);
    canvas_.plain(fmt::format("{:>{}}", memory(entry.bytes), byteColumns_));
  }

  /// Numbers first, for the places are of all lengths.
  void showPlaces(const Entries &entries, uint64_t more) {
    unsigned start = margin + countColumns_ + gap + byteColumns_ + gap;
    unsigned room = canvas_.options().width > start ? canvas_.options().width - start : 1;
    bool anyCode = llvm::any_of(entries, [](const Entry &entry) { return !entry.code.empty(); });
    unsigned most = anyCode && room > 2 * leastCode + gap ? room - leastCode - gap : room;
    unsigned column = 0;
    std::vector<std::string> names;
    for (const Entry &entry : entries) {
      names.push_back(
          cut(nameIn(entry, most), {most, entry.file ? Keep::End : Keep::Start, sign()}));
      column = std::max(column, widthOf(names.back()));
    }
    for (const auto &[entry, name] : llvm::zip(entries, names)) {
      canvas_.spaces(margin);
      showSizes(entry);
      canvas_.spaces(gap);
      canvas_.plain(name);
      if (room >= column + gap + leastCode)
        showCode(entry, column - widthOf(name) + gap, room - column - gap);
      canvas_.newline();
    }
    if (more)
      line("and " + counted(more, "other place") + "; --lines " +
           std::to_string(more + entries.size()) + " shows them all");
  }

  std::string nameIn(const Entry &entry, unsigned columns) const {
    return canvas_.shown(entry.file ? entry.name : withFewerArguments(entry.name, columns));
  }

  std::string sign() const { return canvas_.shown("…"); }

  void showCode(const Entry &entry, unsigned before, unsigned columns) {
    std::string code = canvas_.shown(llvm::StringRef(entry.code).trim().str());
    if (code.empty())
      return;
    canvas_.spaces(before);
    canvas_.faint(cut(code, {columns, Keep::Start, sign()}));
  }

  /// What the numbers above leave out, or could tell besides.
  void showLimits() {
    if (report_.missed)
      line(counted(report_.missed, "event") + " found no room in the recorder and " +
           (report_.missed == 1 ? "is" : "are") + " in none of these numbers");
    if (!report_.tellsLines && report_.sums.all.allocations)
      line("no lines are known: " + report_.program + " has no debug information (-g)");
  }

  const RunReport &report_;
  Canvas &canvas_;
  unsigned countColumns_ = 0;
  unsigned byteColumns_ = 0;
};

} // namespace

void showText(const RunReport &report, const TextOptions &options, llvm::raw_ostream &stream) {
  Canvas canvas(options, stream);
  View(report, canvas).show();
}

} // namespace heaplight
