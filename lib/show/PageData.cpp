#include "show/PageData.h"

#include "report/Words.h"
#include "show/FindingText.h"
#include "show/PageAssembly.h"
#include "show/PageUnit.h"

#include "llvm/Support/raw_ostream.h"

namespace heaplight {
namespace {

using Lines = std::vector<std::string>;

const char *word(StageView view) {
  static const char *const words[] = {"written", "built", "both"};
  return words[size_t(view)];
}

/// The user's files of all units, each once; a header may be one of several.
std::map<std::string, std::shared_ptr<const Lines>> filesOf(const Report &report) {
  std::map<std::string, std::shared_ptr<const Lines>> files;
  for (const ReportUnit &unit : report.units) {
    for (const std::string &file : unit.userFiles)
      files.try_emplace(file);
    for (const auto &[file, text] : unit.texts)
      if (text)
        files[file] = text;
  }
  return files;
}

std::string joined(const Lines &lines) {
  std::string text;
  for (const std::string &line : lines) {
    text += utf8Of(line);
    text += '\n';
  }
  if (!text.empty())
    text.pop_back();
  return text;
}

class Writer {
public:
  Writer(const PageInput &input, llvm::raw_ostream &stream) : input_(input), json_(stream) {}

  void write() {
    json_.object([&] {
      json_.text("heaplight", input_.version);
      json_.text("stage", word(input_.text.stage));
      writeFiles();
      json_.attributeArray("units", [&] {
        for (const ReportUnit &unit : input_.report.units)
          json_.object([&] {
            writePageUnit(unit, {json_, strings_, input_.text});
            json_.attribute("assembly", !unit.assembly.empty());
          });
      });
      json_.objects("runs", input_.report.runs, [&](const ReportRun &run) {
        json_.text("source", run.source);
        json_.text("program", run.program);
      });
      json_.objects("problems", input_.report.problems, [&](const ReportProblem &problem) {
        json_.text("source", problem.source);
        json_.text("message", problem.message);
      });
      if (input_.findings)
        writeFindings(*input_.findings);
      strings_.write("strings", json_);
    });
  }

private:
  void writeFiles() {
    json_.attributeArray("files", [&] {
      for (const auto &[file, text] : filesOf(input_.report))
        json_.object([&, &name = file, &lines = text] {
          json_.text("name", name);
          json_.attribute("lines", lines ? int64_t(lines->size()) : int64_t(-1));
        });
    });
  }

  void writeFindings(const LintReport &report) {
    json_.text("summary", summaryText(report));
    json_.objects("findings", report.findings, [&](const Finding &finding) {
      static const char *const standings[] = {"counts", "suppressed", "known"};
      json_.attribute("rule", idOf(finding.rule));
      json_.attribute("severity", heaplight::word(finding.severity));
      json_.attribute("standing", standings[size_t(finding.standing)]);
      writePlace(finding.place);
      json_.textIfAny("function", finding.function);
      json_.text("message", finding.message);
      json_.textIfAny("way", wayText(finding));
      json_.textIfAny("promise", promiseText(finding));
      json_.textIfAny("promise_file", finding.promisedAt.file);
      json_.numberIfAny("promise_line", finding.promisedAt.line);
      json_.textIfAny("mend", finding.mend);
      json_.textIfAny("justification", finding.justification);
      json_.textIfAny("callee", finding.callee);
      json_.textIfAny("reason", finding.reason);
      json_.textIfAny("size", finding.size);
      json_.objectsIfAny("path", finding.path, [&](const FindingFrame &frame) {
        writePlace(frame.place);
        json_.text("function", frame.function);
        json_.attribute("inlined", frame.inlined);
      });
    });
  }

  void writePlace(const FilePlace &place) {
    json_.text("file", place.file);
    json_.attribute("line", place.line);
    json_.attribute("column", place.column);
  }

  const PageInput &input_;
  JsonWriter json_;
  PageStrings strings_;
};

} // namespace

std::vector<PageChunk> pageChunks(const PageInput &input) {
  std::string report;
  llvm::raw_string_ostream stream(report);
  Writer(input, stream).write();
  std::vector<PageChunk> chunks = {{"report", std::move(report)}};
  size_t number = 0;
  for (const auto &[file, text] : filesOf(input.report)) {
    if (text)
      chunks.push_back({"text/" + std::to_string(number), joined(*text)});
    ++number;
  }
  number = 0;
  for (const ReportUnit &unit : input.report.units) {
    std::vector<PageChunk> assembly = pageAssembly(unit, number++);
    std::move(assembly.begin(), assembly.end(), std::back_inserter(chunks));
  }
  return chunks;
}

} // namespace heaplight
