#include "show/FindingText.h"

#include "report/FunctionName.h"
#include "show/Phrases.h"

#include "llvm/Support/Path.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace heaplight {
namespace {

constexpr size_t mostCallers = 4;
constexpr size_t mostSteps = 6;
constexpr size_t longestCallee = 60; ///< Bytes; longer ones are told by their short names.

/// How many of the frames are the user's or stand before one that is.
size_t userEnd(const Finding &finding) {
  size_t end = finding.path.size();
  while (end && !finding.path[end - 1].user)
    --end;
  return end;
}

std::string plural(uint32_t count, const char *one, const char *many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string whenText(const Finding &finding) {
  static const char *const certainties[] = {"only when something fails", "sometimes", "always"};
  static const char *const phases[] = {"", " at startup", " at a thread's start", " at exit"};
  return fmt::format("{}{}{}", certainties[size_t(finding.certainty)],
                     phases[size_t(finding.phase)], finding.inLoop ? ", in a loop" : "");
}

std::string calleeText(const Finding &finding) {
  if (finding.callee.empty())
    return finding.reason;
  return finding.callee.size() > longestCallee ? shortName(finding.callee) : finding.callee;
}

/// The names on the way from the user's last frame to the call.
std::vector<std::string> stepsOf(const Finding &finding) {
  std::vector<std::string> steps;
  auto add = [&](std::string name) {
    if (!name.empty() && (steps.empty() || steps.back() != name))
      steps.push_back(std::move(name));
  };
  for (size_t index = userEnd(finding); index < finding.path.size(); ++index)
    add(shortName(finding.path[index].function));
  if (!steps.empty() && steps.back() == shortName(finding.callee))
    steps.pop_back();
  add(calleeText(finding));
  if (steps.size() > mostSteps) {
    size_t leftOut = steps.size() - mostSteps + 1;
    auto from = steps.begin() + mostSteps / 2;
    steps.insert(steps.erase(from, from + ptrdiff_t(leftOut)), fmt::format("… {} more", leftOut));
  }
  return steps;
}

std::string callerText(const FindingFrame &frame) {
  return fmt::format("reached from '{}' here", withoutParameters(frame.function));
}

std::string promised(const Finding &finding, const std::string &where) {
  std::string text = finding.promise.empty() ? "promised" : "promised by " + finding.promise;
  return text + where;
}

std::string mendText(const Finding &finding) {
  if (finding.mend.empty())
    return finding.fixes.empty() ? "" : "mend: --fix does it";
  return "mend: " + finding.mend + (finding.fixes.empty() ? "" : " (--fix does it)");
}

std::string verdictText(const LintReport &report, const LintCounts &counts) {
  std::string in = " in " + plural(report.units, "unit", "units");
  if (!counts.errors && !counts.warnings && report.onlySomeLines)
    return "no findings on the lines that were asked for" + in;
  if (!counts.errors && !counts.warnings && (counts.suppressed || counts.known))
    return "no findings that count" + in;
  if (!counts.errors && !counts.warnings)
    return "no findings" + in + "; " +
           (report.promises ? plural(report.promises, "promise holds", "promises hold")
                            : "nothing in them promises anything");
  std::vector<std::string> parts;
  if (counts.errors)
    parts.push_back(plural(counts.errors, "error", "errors"));
  if (counts.warnings)
    parts.push_back(plural(counts.warnings, "warning", "warnings"));
  return fmt::format("{}{}", fmt::join(parts, ", "), in);
}

std::string baselineText(const LintCounts &counts) {
  std::string text = fmt::format("{} in the baseline", counts.known);
  if (counts.gone)
    text += fmt::format(" ({} of it {} gone: --prune-baseline)", counts.gone,
                        counts.gone == 1 ? "is" : "are");
  return text;
}

} // namespace

std::vector<Note> notesOf(const Finding &finding) {
  std::vector<Note> notes;
  size_t end = userEnd(finding);
  for (size_t index = end ? end - 1 : 0; index-- > 0;)
    if (const FindingFrame &frame = finding.path[index]; frame.user)
      notes.push_back({frame.place, callerText(frame)});
  if (notes.size() > mostCallers) {
    uint32_t leftOut = uint32_t(notes.size() - mostCallers);
    notes.erase(notes.begin() + mostCallers / 2, notes.end() - mostCallers / 2);
    notes[mostCallers / 2].leftOut = leftOut;
  }
  if (finding.promisedAt.line)
    notes.push_back({finding.promisedAt, promised(finding, " here")});
  return notes;
}

std::string wayText(const Finding &finding) {
  std::vector<std::string> steps = stepsOf(finding);
  if (steps.empty())
    return finding.size.empty() ? "" : whenText(finding) + ": " + finding.size;
  std::string size = finding.size.empty() ? "" : ", " + finding.size;
  return fmt::format("{}: {}{}", whenText(finding), fmt::join(steps, " → "), size);
}

std::string promiseText(const Finding &finding) {
  if (finding.promisedAt.line)
    return promised(finding,
                    fmt::format(" at {}:{}", finding.promisedAt.file, finding.promisedAt.line));
  return finding.promise.empty() ? "" : promised(finding, "");
}

std::vector<std::string> detailsOf(const Finding &finding) {
  std::string promise = finding.promisedAt.line ? "" : promiseText(finding);
  std::vector<std::string> details{wayText(finding), promise, mendText(finding)};
  std::erase(details, "");
  return details;
}

std::vector<std::string> allDetailsOf(const Finding &finding) {
  std::vector<std::string> details{wayText(finding), promiseText(finding), mendText(finding)};
  std::erase(details, "");
  return details;
}

LintCounts countsOf(const LintReport &report) {
  LintCounts counts;
  for (const Finding &finding : report.findings) {
    if (finding.standing == Standing::Suppressed)
      ++counts.suppressed;
    else if (finding.standing == Standing::Known)
      ++counts.known;
    else
      ++(finding.severity == Severity::Error ? counts.errors : counts.warnings);
  }
  for (const GoneFinding &gone : report.gone)
    counts.gone += gone.count;
  return counts;
}

std::string summaryText(const LintReport &report) {
  LintCounts counts = countsOf(report);
  std::vector<std::string> aside;
  if (counts.suppressed)
    aside.push_back(fmt::format("{} suppressed", counts.suppressed));
  if (counts.known || counts.gone)
    aside.push_back(baselineText(counts));
  std::string text = verdictText(report, counts);
  if (!aside.empty())
    text += fmt::format("; {}", fmt::join(aside, ", "));
  if (!report.problems.empty())
    text += fmt::format("; {} could not be read whole",
                        plural(uint32_t(report.problems.size()), "input", "inputs"));
  return text;
}

std::vector<const Finding *> countingFindings(const LintReport &report) {
  std::vector<const Finding *> findings;
  for (const Finding &finding : report.findings)
    if (finding.standing == Standing::Counts)
      findings.push_back(&finding);
  return findings;
}

std::string repositoryPath(const LintReport &report, const std::string &file) {
  llvm::StringRef path = llvm::sys::path::remove_leading_dotslash(file);
  return llvm::sys::path::is_absolute(path) ? path.str() : report.repositoryPrefix + path.str();
}

} // namespace heaplight
