#include "show/Json.h"

#include "show/Words.h"

#include "llvm/Support/JSON.h"

namespace heaplight {
namespace {

constexpr int schemaVersion = 1;

class Writer {
public:
  explicit Writer(llvm::raw_ostream &stream) : json_(stream, /*IndentSize=*/1) {}

  void write(const Report &report, std::string_view version) {
    json_.object([&] {
      text("heaplight", std::string(version));
      json_.attribute("schema", schemaVersion);
      json_.attributeArray("units", [&] {
        for (const ReportUnit &unit : report.units)
          json_.object([&] { writeUnit(unit); });
      });
      json_.attributeArray("problems", [&] {
        for (const ReportProblem &problem : report.problems)
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

  void writeUnit(const ReportUnit &unit) {
    text("source", unit.source);
    text("language", unit.language);
    text("target", unit.target);
    text("optimization", unit.optimization);
    textIfAny("standard", unit.standard);
    json_.attributeArray("notes", [&] {
      for (const std::string &note : unit.notes)
        json_.value(llvm::json::isUTF8(note) ? note : llvm::json::fixUTF8(note));
    });
    json_.attributeArray("functions", [&] {
      for (const ReportFunction &function : unit.functions)
        json_.object([&] { writeFunction(function); });
    });
    json_.attributeArray("lines", [&] {
      for (const ReportLine &line : unit.lines)
        json_.object([&] {
          text("file", line.file);
          json_.attribute("line", line.line);
          writeEffects(line.effects);
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
    textIfAny("callee", effect.callee);
    if (effect.bytes)
      json_.attribute("bytes", *effect.bytes);
    if (effect.elementBytes)
      json_.attribute("element_bytes", *effect.elementBytes);
    textIfAny("type", effect.type);
    textIfAny("subject", effect.subject);
    textIfAny("reason", effect.reason);
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
    text("function", frame.function);
    text("file", frame.file);
    json_.attribute("line", frame.line);
    json_.attribute("column", frame.column);
    if (frame.in)
      json_.attribute("in", *frame.in);
  }

  llvm::json::OStream json_;
};

} // namespace

void showJson(const Report &report, std::string_view version, llvm::raw_ostream &stream) {
  Writer(stream).write(report, version);
  stream << '\n';
}

} // namespace heaplight
