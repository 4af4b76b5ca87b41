// What all JSON of the house is written with: texts of any bytes, frames, effects, problems. Knows
// no whole report.
#pragma once

#include "report/Report.h"

#include "llvm/Support/JSON.h"

namespace heaplight {

class JsonWriter {
protected:
  explicit JsonWriter(llvm::raw_ostream &stream) : json_(stream, /*IndentSize=*/1) {}

  /// A symbol or a path may hold any bytes; JSON holds UTF-8 alone.
  static std::string valid(const std::string &value);
  void text(llvm::StringRef key, const std::string &value);
  void textIfAny(llvm::StringRef key, const std::string &value);
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

  llvm::json::OStream json_;
};

} // namespace heaplight
