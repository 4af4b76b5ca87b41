// Writes a report of lint in one format, for the readers of these formats to be asked.
//
//     heaplight-lint-views clean|sample|hostile|large FORMAT [WIDTH [color|ascii]]
#include "LintReports.h"

#include "show/CompilerExplorer.h"
#include "show/Github.h"
#include "show/Gitlab.h"
#include "show/Junit.h"
#include "show/LintJson.h"
#include "show/LintText.h"
#include "show/Rdjsonl.h"
#include "show/Remarks.h"
#include "show/Sarif.h"

#include "llvm/Support/raw_ostream.h"

namespace heaplight {
namespace {

LintReport reportOf(const std::string &name) {
  if (name == "hostile")
    return test::hostileReport();
  if (name == "large")
    return test::largeReport();
  LintReport report = test::sampleReport();
  if (name == "clean") {
    report.findings.clear();
    report.gone.clear();
  }
  return report;
}

/// False where there is no such format.
bool write(const LintReport &report, const std::string &format, const TextOptions &options) {
  llvm::raw_ostream &stream = llvm::outs();
  if (format == "text")
    showText(report, options, stream);
  else if (format == "json")
    showJson(report, "0.1.0", stream);
  else if (format == "sarif")
    showSarif(report, {"0.1.0"}, stream);
  else if (format == "github")
    showGithub(report, stream);
  else if (format == "rdjsonl")
    showRdjsonl(report, stream);
  else if (format == "junit")
    showJunit(report, stream);
  else if (format == "gitlab")
    showGitlab(report, stream);
  else if (format == "remarks")
    showRemarks(report, stream);
  else if (format == "ce")
    showCompilerExplorer(report, "src/engine.cpp", stream);
  else
    return false;
  return true;
}

} // namespace
} // namespace heaplight

int main(int count, char **arguments) {
  std::vector<std::string> words(arguments + 1, arguments + count);
  words.resize(4);
  heaplight::TextOptions options;
  options.width = words[2].empty() ? 120 : unsigned(std::stoul(words[2]));
  options.color = words[3] == "color";
  options.ascii = words[3] == "ascii";
  return heaplight::write(heaplight::reportOf(words[0]), words[1], options) ? 0 : 2;
}
