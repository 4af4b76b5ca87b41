#include "show/Junit.h"

#include "show/Canvas.h"
#include "show/FindingText.h"
#include "show/LintText.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <fmt/format.h>

namespace heaplight {
namespace {

/// Fit for an attribute and for text alike: XML has no way to hold control characters.
std::string xml(const std::string &text) {
  std::string escaped;
  llvm::raw_string_ostream stream(escaped);
  llvm::printHTMLEscaped(printable(text), stream);
  return escaped;
}

/// What a case says, by what it counts as.
struct Case {
  std::string name;
  const char *element = nullptr; ///< "failure", "error"; null for one that passes.
  std::string type;
  std::string message;
  std::vector<std::string> lines;
};

struct Suite {
  std::string name;
  std::vector<Case> cases;

  size_t countOf(llvm::StringRef element) const {
    size_t count = 0;
    for (const Case &one : cases)
      count += one.element && element == one.element;
    return count;
  }
};

Case caseOf(const Finding &finding) {
  std::string place = finding.place.line
                          ? fmt::format(" at {}:{}", finding.place.line, finding.place.column)
                          : std::string();
  std::string in = finding.function.empty() ? "" : " in " + finding.function;
  Case result{idOf(finding.rule) + place + in, "failure", idOf(finding.rule), finding.message, {}};
  result.lines.push_back(fmt::format("{}{}: {} [{}]", placePrefix(finding.place),
                                     word(finding.severity), finding.message, idOf(finding.rule)));
  for (const std::string &detail : allDetailsOf(finding))
    result.lines.push_back(detail);
  return result;
}

std::vector<Suite> suitesOf(const LintReport &report) {
  std::vector<Suite> suites;
  auto add = [&](const std::string &name, Case one) {
    if (suites.empty() || suites.back().name != name)
      suites.push_back({name, {}});
    suites.back().cases.push_back(std::move(one));
  };
  // Findings are sorted by file.
  for (const Finding *finding : countingFindings(report))
    add(repositoryPath(report, finding->place.file), caseOf(*finding));
  for (const LintProblem &problem : report.problems)
    add("heaplight lint", {problem.source, "error", "problem", problem.message, {problem.message}});
  if (suites.empty())
    add("heaplight lint", {"no findings", nullptr, "", "", {}});
  return suites;
}

void writeCase(const Suite &suite, const Case &one, llvm::raw_ostream &stream) {
  std::string head = fmt::format("  <testcase name=\"{}\" classname=\"{}\" file=\"{}\" time=\"0\"",
                                 xml(one.name), xml(suite.name), xml(suite.name));
  if (!one.element) {
    stream << head << "/>\n";
    return;
  }
  stream << head << ">\n"
         << fmt::format("   <{} type=\"{}\" message=\"{}\">", one.element, one.type,
                        xml(one.message));
  for (size_t line = 0; line < one.lines.size(); ++line)
    stream << (line ? "\n" : "") << xml(one.lines[line]);
  stream << fmt::format("</{}>\n  </testcase>\n", one.element);
}

} // namespace

void showJunit(const LintReport &report, llvm::raw_ostream &stream) {
  stream << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"heaplight lint\">\n";
  for (const Suite &suite : suitesOf(report)) {
    stream << fmt::format(" <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" "
                          "skipped=\"0\" time=\"0\">\n",
                          xml(suite.name), suite.cases.size(), suite.countOf("failure"),
                          suite.countOf("error"));
    for (const Case &one : suite.cases)
      writeCase(suite, one, stream);
    stream << " </testsuite>\n";
  }
  stream << "</testsuites>\n";
}

} // namespace heaplight
