#include "show/Gitlab.h"

#include "show/FindingText.h"
#include "show/JsonWriter.h"

#include <fmt/format.h>

#include <algorithm>

namespace heaplight {
namespace {

/// `wanted`, or what it becomes where `used` has it already.
std::string unused(const std::string &wanted, std::set<std::string> &used) {
  std::string print = wanted;
  for (unsigned copy = 2; !used.insert(print).second; ++copy)
    print = fmt::format("{}-{}", wanted, copy);
  return print;
}

} // namespace

void showGitlab(const LintReport &report, llvm::raw_ostream &stream) {
  JsonWriter json(stream, /*IndentSize=*/1);
  std::set<std::string> used;
  json.array([&] {
    for (const Finding *finding : countingFindings(report))
      json.object([&] {
        json.text("description", finding->message);
        json.attribute("check_name", idOf(finding->rule));
        json.text("fingerprint", unused(finding->fingerprint, used));
        json.attribute("severity", finding->severity == Severity::Error ? "major" : "minor");
        json.attributeObject("location", [&] {
          json.text("path", repositoryPath(report, finding->place.file));
          json.attributeObject("lines",
                               [&] { json.attribute("begin", std::max(finding->place.line, 1u)); });
        });
      });
  });
  stream << '\n';
}

} // namespace heaplight
