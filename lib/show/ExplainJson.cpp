#include "show/Explain.h"

#include "report/Words.h"
#include "show/ReportJson.h"

namespace heaplight {
namespace {

constexpr int schemaVersion = 1;

class Writer : ReportJson {
public:
  Writer(WaysShown ways, llvm::raw_ostream &stream) : ReportJson(stream), ways_(ways) {}

  void write(const Explanation &explanation, const ExplainJson &about) {
    json_.object([&] {
      text("heaplight", std::string(about.version));
      json_.attribute("schema", schemaVersion);
      text("asked", about.asked);
      json_.attributeArray("explained", [&] {
        for (const Explained &explained : explanation.subjects)
          json_.object([&] { writeExplained(explained); });
      });
      json_.attribute("more_functions", int64_t(explanation.others.size()));
      if (!explanation.others.empty())
        json_.attributeArray("other_functions", [&] {
          for (const OtherFunction &other : explanation.others)
            json_.object([&] { writeOther(other); });
        });
      writeProblems(about.problems);
    });
  }

private:
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
    if (explained.observed)
      writeObserved(*explained.observed);
    if (!explained.unmarked.empty())
      json_.attributeArray("unmarked", [&] {
        for (Kind kind : explained.unmarked)
          json_.value(word(kind));
      });
    if (explained.leftOut)
      json_.attribute("left_out", int64_t(explained.leftOut));
  }

  void writeOther(const OtherFunction &other) {
    text("function", other.function);
    text("symbol", other.symbol);
    textIfAny("file", other.file);
    if (other.line)
      json_.attribute("line", other.line);
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
    writeTarget(way);
    json_.attribute("entry", word(way.end));
    textIfAny("advice", way.advice);
    json_.attributeArray("steps", [&] {
      for (const ExplainedStep &step : way.steps)
        json_.object([&] { writeStep(step); });
    });
  }

  void writeStep(const ExplainedStep &step) {
    writePlace(step);
    json_.attribute("entry", word(step.entry));
  }

  WaysShown ways_;
};

} // namespace

void showJson(const Explanation &explanation, const ExplainJson &about, llvm::raw_ostream &stream) {
  Writer(about.ways, stream).write(explanation, about);
  stream << '\n';
}

} // namespace heaplight
