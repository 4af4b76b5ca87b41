#include "show/Json.h"

#include "report/Words.h"
#include "show/ReportJson.h"

namespace heaplight {
namespace {

constexpr int schemaVersion = 1;

class Writer : ReportJson {
public:
  explicit Writer(llvm::raw_ostream &stream) : ReportJson(stream) {}

  void write(const Report &report, std::string_view version) {
    json_.object([&] {
      text("heaplight", std::string(version));
      json_.attribute("schema", schemaVersion);
      json_.attributeArray("units", [&] {
        for (const ReportUnit &unit : report.units)
          json_.object([&] {
            writeUnit(unit);
            if (!report.runs.empty())
              writeUnmarked(unit.unmarked);
          });
      });
      json_.objectsIfAny("runs", report.runs, [&](const ReportRun &run) {
        text("source", run.source);
        text("program", run.program);
      });
      writeProblems(report.problems);
    });
  }

private:
  void writeUnit(const ReportUnit &unit) {
    text("source", unit.source);
    text("language", unit.language);
    text("target", unit.target);
    text("optimization", unit.optimization);
    textIfAny("standard", unit.standard);
    if (unit.only)
      text("absent_stage", word(*unit.only == Stage::Built ? Stage::Written : Stage::Built));
    json_.attributeArray("notes", [&] {
      for (const std::string &note : unit.notes)
        json_.value(utf8Of(note));
    });
    json_.attributeArray("functions", [&] {
      for (const ReportFunction &function : unit.functions)
        json_.object([&] { writeFunction(function); });
    });
    json_.objectsIfAny("unplaced", unit.unplaced, [&](const ReportFunction &function) {
      text("name", function.name);
      text("symbol", function.symbol);
      json_.attribute("phase", word(function.phase));
      writeEffects(function.effects);
    });
    json_.attributeArray("lines", [&] {
      for (const ReportLine &line : unit.lines)
        json_.object([&] {
          text("file", line.file);
          json_.attribute("line", line.line);
          writeEffects(line.effects);
          if (line.observed)
            writeObserved(*line.observed);
        });
    });
    if (!unit.assembly.empty())
      json_.attributeArray("assembly", [&] {
        for (const ReportAssembly &line : unit.assembly)
          json_.object([&] { writeAssembly(line); });
      });
    json_.attributeArray("frames", [&] {
      for (const ReportFrame &frame : unit.frames)
        json_.object([&] { writeFrame(frame); });
    });
  }

  void writeUnmarked(const std::vector<ReportUnmarked> &lines) {
    json_.objects("unmarked", lines, [&](const ReportUnmarked &line) {
      text("file", line.file);
      json_.attribute("line", line.line);
      json_.attributeArray("missing", [&] {
        for (Kind kind : line.kinds)
          json_.value(word(kind));
      });
      writeObserved(line.observed);
    });
  }

  void writeFunction(const ReportFunction &function) {
    text("name", function.name);
    text("symbol", function.symbol);
    text("file", function.file);
    json_.attribute("line", function.line);
    json_.attribute("end_line", function.endLine);
    json_.attribute("phase", word(function.phase));
    writeEffects(function.effects);
  }

  void writeEffects(const std::vector<ReportEffect> &effects) {
    json_.attributeArray("effects", [&] {
      for (const ReportEffect &effect : effects)
        json_.object([&] { writeEffect(effect); });
    });
  }

  void writeEffect(const ReportEffect &effect) {
    json_.attribute("kind", word(effect.kind));
    json_.attribute("stage", word(effect.stage));
    json_.attribute("certainty", word(effect.certainty));
    json_.attribute("phase", word(effect.phase));
    json_.attribute("direct", effect.direct);
    json_.attribute("in_loop", effect.inLoop);
    if (effect.elided)
      json_.attribute("elided", true);
    writeTarget(effect);
    json_.attributeArray("path", [&] {
      for (uint32_t frame : effect.path)
        json_.value(frame);
    });
  }

  void writeAssembly(const ReportAssembly &line) {
    text("text", line.text);
    text("symbol", line.symbol);
    if (line.frame)
      json_.attribute("frame", *line.frame);
    if (line.effect)
      json_.attribute("effect", word(*line.effect));
  }

  void writeFrame(const ReportFrame &frame) {
    writePlace(frame);
    if (frame.in)
      json_.attribute("in", *frame.in);
  }
};

} // namespace

void showJson(const Report &report, std::string_view version, llvm::raw_ostream &stream) {
  Writer(stream).write(report, version);
  stream << '\n';
}

} // namespace heaplight
