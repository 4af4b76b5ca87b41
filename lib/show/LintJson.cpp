#include "show/LintJson.h"

#include "report/Words.h"
#include "show/FindingText.h"
#include "show/JsonWriter.h"

namespace heaplight {
namespace {

constexpr int schemaVersion = 1;

const char *word(Standing standing) {
  static const char *const words[] = {"counts", "suppressed", "known"};
  return words[size_t(standing)];
}

class Writer {
public:
  explicit Writer(llvm::raw_ostream &stream) : json_(stream, /*IndentSize=*/1) {}

  void write(const LintReport &report, std::string_view version) {
    json_.object([&] {
      json_.text("heaplight", version);
      json_.attribute("schema", schemaVersion);
      json_.objects("findings", report.findings, [&](const Finding &one) { writeFinding(one); });
      json_.objects("gone", report.gone, [&](const GoneFinding &one) { writeGone(one); });
      json_.objects("problems", report.problems, [&](const LintProblem &problem) {
        json_.text("source", problem.source);
        json_.text("message", problem.message);
      });
      json_.attributeObject("summary", [&] { writeSummary(report); });
    });
  }

private:
  void writeFinding(const Finding &finding) {
    json_.attribute("rule", idOf(finding.rule));
    json_.attribute("severity", word(finding.severity));
    json_.attribute("standing", word(finding.standing));
    writePlace(finding.place);
    json_.textIfAny("function", finding.function);
    json_.textIfAny("symbol", finding.symbol);
    json_.text("message", finding.message);
    writeWay(finding);
    if (!finding.promise.empty() || finding.promisedAt.line)
      json_.attributeObject("promise", [&] {
        json_.textIfAny("text", finding.promise);
        writePlace(finding.promisedAt);
      });
    json_.textIfAny("mend", finding.mend);
    json_.objectsIfAny("fixes", finding.fixes, [&](const Edit &edit) {
      writePlace(edit.place);
      json_.attribute("length", edit.length);
      json_.text("text", edit.text);
    });
    json_.textIfAny("justification", finding.justification);
    json_.textIfAny("fingerprint", finding.fingerprint);
  }

  void writePlace(const FilePlace &place) {
    json_.textIfAny("file", place.file);
    json_.numberIfAny("line", place.line);
    json_.numberIfAny("column", place.column);
  }

  void writeWay(const Finding &finding) {
    json_.attribute("certainty", word(finding.certainty));
    json_.attribute("phase", word(finding.phase));
    json_.attribute("in_loop", finding.inLoop);
    json_.textIfAny("callee", finding.callee);
    json_.textIfAny("reason", finding.reason);
    json_.textIfAny("size", finding.size);
    json_.objectsIfAny("path", finding.path, [&](const FindingFrame &frame) {
      writePlace(frame.place);
      json_.text("function", frame.function);
      json_.attribute("user", frame.user);
      json_.attribute("inlined", frame.inlined);
    });
  }

  void writeGone(const GoneFinding &gone) {
    json_.text("rule", gone.rule);
    json_.text("file", gone.file);
    json_.textIfAny("function", gone.function);
    json_.text("message", gone.message);
    json_.attribute("count", gone.count);
  }

  void writeSummary(const LintReport &report) {
    LintCounts counts = countsOf(report);
    json_.attribute("units", report.units);
    json_.attribute("promises", report.promises);
    json_.attribute("errors", counts.errors);
    json_.attribute("warnings", counts.warnings);
    json_.attribute("suppressed", counts.suppressed);
    json_.attribute("known", counts.known);
    json_.attribute("gone", counts.gone);
  }

  JsonWriter json_;
};

} // namespace

void showJson(const LintReport &report, std::string_view version, llvm::raw_ostream &stream) {
  Writer(stream).write(report, version);
  stream << '\n';
}

} // namespace heaplight
