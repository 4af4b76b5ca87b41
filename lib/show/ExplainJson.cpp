#include "show/Explain.h"

#include "show/Words.h"

#include "llvm/Support/JSON.h"

namespace heaplight {
namespace {

constexpr int schemaVersion = 1;

class Writer {
public:
  Writer(WaysShown ways, llvm::raw_ostream &stream)
      : ways_(ways), json_(stream, /*IndentSize=*/1) {}

  void write(const Explanation &explanation, const ExplainJson &about) {
    json_.object([&] {
      text("heaplight", std::string(about.version));
      json_.attribute("schema", schemaVersion);
      text("asked", about.asked);
      json_.attributeArray("explained", [&] {
        for (const Explained &explained : explanation.subjects)
          json_.object([&] { writeExplained(explained); });
      });
      json_.attribute("more_functions", int64_t(explanation.moreFunctions));
      json_.attributeArray("problems", [&] {
        for (const ReportProblem &problem : about.problems)
          json_.object([&] {
            text("source", problem.source);
            text("message", problem.message);
          });
      });
    });
  }

private:
  /// A symbol or a path may hold any bytes; JSON holds UTF-8 alone.
  void text(llvm::StringRef key, const std::string &value) {
    json_.attribute(key, llvm::json::isUTF8(value) ? value : llvm::json::fixUTF8(value));
  }
  void textIfAny(llvm::StringRef key, const std::string &value) {
    if (!value.empty())
      text(key, value);
  }

  void writeExplained(const Explained &explained) {
    textIfAny("function", explained.function);
    textIfAny("symbol", explained.symbol);
    textIfAny("file", explained.file);
    if (explained.line)
      json_.attribute("line", explained.line);
    json_.attribute("has_code", explained.hasCode);
    if (explained.modelled)
      json_.attribute("modelled", true);
    if (explained.asWritten)
      json_.attribute("as_written", true);
    json_.attributeArray("effects", [&] {
      for (const ExplainedEffect &effect : explained.effects)
        json_.object([&] { writeEffect(effect); });
    });
    json_.attributeArray("removed", [&] {
      for (Kind kind : explained.removed)
        json_.value(word(kind));
    });
    if (explained.leftOut)
      json_.attribute("left_out", int64_t(explained.leftOut));
  }

  void writeEffect(const ExplainedEffect &effect) {
    size_t shown = ways_ == WaysShown::All ? effect.ways.size() : 1;
    json_.attribute("kind", word(effect.kind));
    json_.attribute("phase", word(effect.phase));
    json_.attributeArray("ways", [&] {
      for (size_t index = 0; index < shown; ++index)
        json_.object([&] { writeWay(effect.ways[index]); });
    });
    json_.attribute("others", int64_t(effect.ways.size() - shown));
  }

  void writeWay(const ExplainedWay &way) {
    json_.attribute("certainty", word(way.certainty));
    json_.attribute("in_loop", way.inLoop);
    textIfAny("callee", way.callee);
    json_.attribute("entry", word(way.end));
    if (way.bytes)
      json_.attribute("bytes", *way.bytes);
    if (way.elementBytes)
      json_.attribute("element_bytes", *way.elementBytes);
    textIfAny("type", way.type);
    textIfAny("subject", way.subject);
    textIfAny("reason", way.reason);
    textIfAny("advice", way.advice);
    json_.attributeArray("steps", [&] {
      for (const ExplainedStep &step : way.steps)
        json_.object([&] { writeStep(step); });
    });
  }

  void writeStep(const ExplainedStep &step) {
    text("function", step.function);
    json_.attribute("entry", word(step.entry));
    text("file", step.file);
    json_.attribute("line", step.line);
    json_.attribute("column", step.column);
  }

  WaysShown ways_;
  llvm::json::OStream json_;
};

} // namespace

void showJson(const Explanation &explanation, const ExplainJson &about, llvm::raw_ostream &stream) {
  Writer(about.ways, stream).write(explanation, about);
  stream << '\n';
}

} // namespace heaplight
