// What reports and explanations have in common, as JSON: frames, effects, problems. Knows no whole
// report.
#pragma once

#include "report/Report.h"
#include "show/JsonWriter.h"

namespace heaplight {

class ReportJson {
protected:
  explicit ReportJson(llvm::raw_ostream &stream) : json_(stream, /*IndentSize=*/1) {}

  void text(llvm::StringRef key, const std::string &value) { json_.text(key, value); }
  void textIfAny(llvm::StringRef key, const std::string &value) { json_.textIfAny(key, value); }
  void writeProblems(const std::vector<ReportProblem> &problems);

  /// `Frame` has a function and a place.
  template <typename Frame> void writePlace(const Frame &frame) {
    text("function", frame.function);
    text("file", frame.file);
    json_.attribute("line", frame.line);
    json_.attribute("column", frame.column);
  }

  /// What is called, and what for.
  template <typename Effect> void writeTarget(const Effect &effect) {
    textIfAny("callee", effect.callee);
    if (effect.bytes)
      json_.attribute("bytes", *effect.bytes);
    if (effect.elementBytes)
      json_.attribute("element_bytes", *effect.elementBytes);
    textIfAny("type", effect.type);
    textIfAny("subject", effect.subject);
    textIfAny("reason", effect.reason);
  }

  /// What runs did at one line.
  void writeObserved(const RecordedCounts &counts);

  JsonWriter json_;
};

} // namespace heaplight
