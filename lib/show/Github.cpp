#include "show/Github.h"

#include "show/Canvas.h"
#include "show/FindingText.h"

#include "llvm/Support/raw_ostream.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace heaplight {
namespace {

/// As GitHub's own toolkit escapes them.
std::string escaped(const std::string &text, llvm::StringRef letters) {
  std::string result;
  for (char letter : text) {
    if (letters.contains(letter))
      result += fmt::format("%{:02X}", static_cast<unsigned char>(letter));
    else
      result += letter;
  }
  return result;
}

std::string message(const std::string &text) { return escaped(text, "%\r\n"); }
std::string property(const std::string &text) { return escaped(text, "%\r\n:,"); }

} // namespace

void showGithub(const LintReport &report, llvm::raw_ostream &stream) {
  for (const Finding *finding : countingFindings(report)) {
    std::string properties =
        "file=" + property(printable(repositoryPath(report, finding->place.file)));
    if (finding->place.line)
      properties += fmt::format(",line={}", finding->place.line);
    if (finding->place.line && finding->place.column)
      properties += fmt::format(",col={}", finding->place.column);
    std::vector<std::string> lines{printable(finding->message)};
    for (const std::string &detail : allDetailsOf(*finding))
      lines.push_back(printable(detail));
    stream << fmt::format("::{} {},title={}::{}\n", word(finding->severity), properties,
                          property(idOf(finding->rule)),
                          message(fmt::format("{}", fmt::join(lines, "\n"))));
  }
}

} // namespace heaplight
