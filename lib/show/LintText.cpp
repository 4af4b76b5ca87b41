#include "show/LintText.h"

#include "show/Canvas.h"
#include "show/FindingText.h"
#include "show/Snippet.h"

#include <fmt/format.h>

namespace heaplight {
namespace {

constexpr unsigned numberColumns = 4;
constexpr unsigned margin = 2;

class View {
public:
  explicit View(Canvas &canvas) : canvas_(canvas) {}

  void show(const Finding &finding) {
    showHead(finding);
    showCode(finding);
    for (const std::string &detail : detailsOf(finding)) {
      canvas_.spaces(margin);
      canvas_.wrapped(detail, margin, 2 * margin);
      canvas_.newline();
    }
    for (const Note &note : notesOf(finding))
      showNote(note);
    canvas_.newline();
  }

private:
  void showHead(const Finding &finding) {
    canvas_.strong(printable(placePrefix(finding.place)));
    canvas_.inked(finding.severity == Severity::Error ? Ink::Error : Ink::Warning,
                  fmt::format("{}: ", word(finding.severity)));
    canvas_.strong(printable(fmt::format("{} [{}]", finding.message, idOf(finding.rule))));
    canvas_.newline();
  }

  void showCode(const Finding &finding) {
    if (finding.code.empty() || !finding.place.line)
      return;
    std::string number = fmt::format("{:>{}}", finding.place.line, numberColumns);
    // Clang's own columns: a blank, the number, a bar between blanks.
    unsigned gutter = unsigned(number.size()) + 4;
    unsigned width = canvas_.options().width;
    Snippet snippet = snippetOf(finding.code, finding.place.column,
                                {width > gutter ? width - gutter : 1, canvas_.options().ascii});
    canvas_.plain(fmt::format(" {} | {}", number, snippet.code));
    canvas_.newline();
    if (snippet.mark.empty())
      return;
    canvas_.plain(std::string(number.size() + 1, ' ') + " | ");
    canvas_.inked(Ink::Caret, snippet.mark);
    canvas_.newline();
  }

  void showNote(const Note &note) {
    if (note.leftOut) {
      canvas_.spaces(margin);
      canvas_.plain(
          fmt::format("({} more {} between)", note.leftOut, note.leftOut == 1 ? "call" : "calls"));
      canvas_.newline();
    }
    canvas_.strong(printable(placePrefix(note.place)));
    canvas_.inked(Ink::Note, "note: ");
    canvas_.plain(printable(note.text));
    canvas_.newline();
  }

  Canvas &canvas_;
};

} // namespace

std::string placePrefix(const FilePlace &place) {
  return fmt::format("{}:{}:{}: ", place.file.empty() ? "<unknown>" : place.file,
                     std::max(place.line, 1u), std::max(place.column, 1u));
}

void showText(const LintReport &report, const TextOptions &options, llvm::raw_ostream &stream) {
  Canvas canvas(options, stream);
  View view(canvas);
  for (const Finding *finding : countingFindings(report))
    view.show(*finding);
  canvas.wrapped(summaryText(report), 0, margin);
  canvas.newline();
}

} // namespace heaplight
