#include "show/Rdjsonl.h"

#include "show/FindingText.h"
#include "show/JsonWriter.h"

namespace heaplight {
namespace {

void writePosition(JsonWriter &json, llvm::StringRef key, const FilePlace &place) {
  json.attributeObject(key, [&] {
    json.attribute("line", place.line);
    json.numberIfAny("column", place.column);
  });
}

void writeEdit(JsonWriter &json, const Edit &edit) {
  json.attributeObject("range", [&] {
    FilePlace end = edit.place;
    end.column += edit.length;
    writePosition(json, "start", edit.place);
    writePosition(json, "end", end);
  });
  json.text("text", edit.text);
}

std::string messageOf(const Finding &finding) {
  std::string text = finding.message;
  for (const std::string &detail : allDetailsOf(finding))
    text += "\n" + detail;
  return text;
}

/// A suggestion says no file: it is one for the finding's own.
std::vector<Edit> suggestionsOf(const Finding &finding) {
  for (const Edit &edit : finding.fixes)
    if (edit.place.file != finding.place.file)
      return {};
  return finding.fixes;
}

void writeFinding(JsonWriter &json, const Finding &finding) {
  json.text("message", messageOf(finding));
  json.attributeObject("location", [&] {
    json.text("path", finding.place.file);
    if (finding.place.line)
      json.attributeObject("range", [&] { writePosition(json, "start", finding.place); });
  });
  json.attribute("severity", finding.severity == Severity::Error ? "ERROR" : "WARNING");
  json.attributeObject("source", [&] { json.attribute("name", "heaplight"); });
  json.attributeObject("code", [&] { json.attribute("value", idOf(finding.rule)); });
  json.objectsIfAny("suggestions", suggestionsOf(finding),
                    [&](const Edit &edit) { writeEdit(json, edit); });
}

} // namespace

void showRdjsonl(const LintReport &report, llvm::raw_ostream &stream) {
  for (const Finding *finding : countingFindings(report)) {
    {
      JsonWriter json(stream);
      json.object([&] { writeFinding(json, *finding); });
    }
    stream << '\n';
  }
}

} // namespace heaplight
