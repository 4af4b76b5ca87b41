#include "show/SarifResult.h"

#include "report/Words.h"
#include "show/FindingText.h"
#include "show/Snippet.h"

#include "llvm/Support/Path.h"

#include <algorithm>

namespace heaplight {
namespace {

const char *stateOf(const Finding &finding) {
  return finding.standing == Standing::Known ? "unchanged" : "new";
}

/// What an edit's line says; none where no frame of the finding tells.
std::optional<llvm::StringRef> lineOf(const Finding &finding, const FilePlace &place) {
  auto fits = [&](const FilePlace &other, const std::string &code) {
    return !code.empty() && other.file == place.file && other.line == place.line;
  };
  if (fits(finding.place, finding.code))
    return finding.code;
  for (const FindingFrame &frame : finding.path)
    if (fits(frame.place, frame.code))
      return frame.code;
  return std::nullopt;
}

/// Without numbers of lines: tools compare the messages of two runs.
std::string messageOf(const Finding &finding) {
  std::string text = finding.message + ".";
  if (std::string way = wayText(finding); !way.empty())
    text += "\n" + way;
  return finding.mend.empty() ? text : text + "\nmend: " + finding.mend;
}

/// What a step of the way does.
std::string stepText(const Finding &finding, size_t index) {
  if (index + 1 < finding.path.size())
    return "calls " + finding.path[index + 1].function;
  if (!finding.callee.empty())
    return "calls " + finding.callee;
  return finding.reason.empty() ? "comes to the heap" : finding.reason;
}

/// Which steps of `count` are told when there may be `most`: the start and the end of the way.
std::vector<size_t> stepsWithin(size_t count, size_t most) {
  std::vector<size_t> steps;
  for (size_t index = 0; index < count; ++index)
    if (count <= most || index < most / 2 || index >= count - (most - most / 2))
      steps.push_back(index);
  return steps;
}

} // namespace

struct SarifResults::Spot {
  const FilePlace &place;
  const std::string &code;
  const std::string &function;
  const std::string &symbol;
  std::string message;
};

std::string SarifResults::cut(const std::string &text) {
  if (text.size() <= limits_.text)
    return text;
  ++leftOut.texts;
  size_t end = limits_.text;
  while (end && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
    --end; // Not within a character.
  return text.substr(0, end) + "…";
}

void SarifResults::writeMessage(llvm::StringRef key, const std::string &text) {
  json_.attributeObject(key, [&] { json_.text("text", cut(text)); });
}

void SarifResults::writeArtifact(const std::string &file) {
  std::string path = repositoryPath(report_, file);
  json_.attributeObject("artifactLocation", [&] {
    json_.attribute("uri", uriOf(path));
    if (!llvm::sys::path::is_absolute(path))
      json_.attribute("uriBaseId", "%SRCROOT%");
  });
}

void SarifResults::writeRegions(const Spot &spot) {
  if (!spot.place.line)
    return;
  bool inLine = spot.place.column && spot.place.column <= spot.code.size();
  json_.attributeObject("region", [&] {
    json_.attribute("startLine", spot.place.line);
    if (!spot.place.column)
      return;
    json_.attribute("startColumn", utf16Column(spot.code, spot.place.column));
    if (!inLine)
      return;
    uint32_t end = endOfWord(spot.code, spot.place.column);
    json_.attribute("endColumn", utf16Column(spot.code, end));
    std::string word = spot.code.substr(spot.place.column - 1, end - spot.place.column);
    if (word.size() <= limits_.text) // A snippet is the region's text or none.
      json_.attributeObject("snippet", [&] { json_.text("text", word); });
  });
  if (spot.code.empty() || spot.code.size() > limits_.text)
    return;
  json_.attributeObject("contextRegion", [&] {
    json_.attribute("startLine", spot.place.line);
    json_.attributeObject("snippet", [&] { json_.text("text", spot.code); });
  });
}

void SarifResults::writeLocation(const Spot &spot) {
  if (!spot.place.file.empty())
    json_.attributeObject("physicalLocation", [&] {
      writeArtifact(spot.place.file);
      writeRegions(spot);
    });
  if (!spot.function.empty())
    json_.attributeArray("logicalLocations", [&] {
      json_.object([&] {
        json_.text("fullyQualifiedName", cut(spot.function));
        if (!spot.symbol.empty())
          json_.text("decoratedName", cut(spot.symbol));
        json_.attribute("kind", "function");
      });
    });
  if (!spot.message.empty())
    writeMessage("message", spot.message);
}

void SarifResults::writeStep(const Finding &finding, size_t index) {
  static const std::string noSymbol;
  const FindingFrame &frame = finding.path[index];
  json_.attributeObject("location", [&] {
    writeLocation({frame.place, frame.code, frame.function, noSymbol, stepText(finding, index)});
  });
  json_.attribute("nestingLevel", index);
  json_.attribute("importance", frame.user ? "essential" : "unimportant");
}

void SarifResults::writeFlow(const Finding &finding) {
  if (finding.path.empty())
    return;
  if (flows_ == limits_.flows) {
    ++leftOut.flows;
    return;
  }
  ++flows_;
  std::vector<size_t> steps = stepsWithin(finding.path.size(), limits_.steps);
  leftOut.steps += finding.path.size() - steps.size();
  json_.attributeArray("codeFlows", [&] {
    json_.object([&] {
      json_.attributeArray("threadFlows", [&] {
        json_.object([&] {
          json_.objects("locations", steps, [&](size_t index) { writeStep(finding, index); });
        });
      });
    });
  });
}

void SarifResults::writeSuppression(const Finding &finding) {
  if (finding.standing == Standing::Counts)
    return;
  bool known = finding.standing == Standing::Known;
  json_.attributeArray("suppressions", [&] {
    json_.object([&] {
      json_.attribute("kind", known ? "external" : "inSource");
      std::string why = known ? "It stands in the baseline." : cut(finding.justification);
      json_.textIfAny("justification", why);
    });
  });
}

void SarifResults::writeFixes(const Finding &finding) {
  std::map<std::string, std::vector<const Edit *>> byFile;
  for (const Edit &edit : finding.fixes)
    if (!lineOf(finding, edit.place)) {
      leftOut.fixes += 1; // Half a mend is none.
      return;
    } else {
      byFile[edit.place.file].push_back(&edit);
    }
  if (byFile.empty())
    return;
  auto writeEdit = [&](const Edit *edit) {
    llvm::StringRef line = *lineOf(finding, edit->place);
    json_.attributeObject("deletedRegion", [&] {
      json_.attribute("startLine", edit->place.line);
      json_.attribute("startColumn", utf16Column(line, edit->place.column));
      json_.attribute("endColumn", utf16Column(line, edit->place.column + edit->length));
    });
    json_.attributeObject("insertedContent", [&] { json_.text("text", edit->text); });
  };
  json_.attributeArray("fixes", [&] {
    json_.object([&] {
      writeMessage("description", finding.mend.empty() ? "Mend it." : finding.mend);
      json_.objects("artifactChanges", byFile, [&](const auto &change) {
        writeArtifact(change.first);
        json_.objects("replacements", change.second, writeEdit);
      });
    });
  });
}

void SarifResults::write(const Finding &finding) {
  json_.attribute("ruleId", idOf(finding.rule));
  json_.attribute("ruleIndex", size_t(finding.rule));
  json_.attribute("level", word(finding.severity));
  writeMessage("message", messageOf(finding));
  json_.attributeArray("locations", [&] {
    json_.object([&] {
      writeLocation({finding.place, finding.code, finding.function, finding.symbol, ""});
    });
  });
  if (finding.promisedAt.line)
    json_.attributeArray("relatedLocations", [&] {
      static const std::string none;
      json_.object([&] {
        json_.attribute("id", 1);
        writeLocation({finding.promisedAt, none, none, none, notesOf(finding).back().text});
      });
    });
  writeFlow(finding);
  if (!finding.fingerprint.empty())
    json_.attributeObject("partialFingerprints",
                          [&] { json_.text("heaplight/v1", finding.fingerprint); });
  writeFixes(finding);
  writeSuppression(finding);
  if (report_.hasBaseline)
    json_.attribute("baselineState", stateOf(finding));
  json_.attributeObject("properties", [&] {
    json_.attribute("certainty", word(finding.certainty));
    json_.attribute("phase", word(finding.phase));
    json_.attribute("inLoop", finding.inLoop);
  });
}

void SarifResults::write(const GoneFinding &gone) {
  static const std::string none;
  json_.text("ruleId", gone.rule);
  if (std::optional<Rule> rule = ruleOf(gone.rule))
    json_.attribute("ruleIndex", size_t(*rule));
  // Whoever reads no baselines must not take it for a finding.
  json_.attribute("kind", "pass");
  json_.attribute("level", "none");
  writeMessage("message", gone.message + ".");
  json_.attributeArray("locations", [&] {
    json_.object([&] { writeLocation({{gone.file, 0, 0}, none, gone.function, none, ""}); });
  });
  json_.attribute("occurrenceCount", std::max(gone.count, 1u));
  json_.attribute("baselineState", "absent");
}

} // namespace heaplight
