#include "show/CompilerExplorer.h"

#include "show/Canvas.h"
#include "show/FindingText.h"
#include "show/LintText.h"

#include "llvm/Support/raw_ostream.h"

namespace heaplight {
namespace {

std::string placeText(FilePlace place, const std::string &source) {
  if (place.file == source)
    place.file = "<source>";
  return printable(placePrefix(place));
}

} // namespace

void showCompilerExplorer(const LintReport &report, const std::string &source,
                          llvm::raw_ostream &stream) {
  for (const Finding *finding : countingFindings(report)) {
    stream << placeText(finding->place, source) << word(finding->severity) << ": "
           << printable(finding->message) << " [" << idOf(finding->rule) << "]\n";
    for (const std::string &detail : detailsOf(*finding))
      stream << "  " << printable(detail) << '\n';
    for (const Note &note : notesOf(*finding))
      stream << placeText(note.place, source) << "note: " << printable(note.text) << '\n';
  }
  stream << summaryText(report) << '\n';
}

} // namespace heaplight
