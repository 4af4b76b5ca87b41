#include "show/Sarif.h"

#include "show/FindingText.h"
#include "show/SarifResult.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

#include <fmt/format.h>

#include <algorithm>

namespace heaplight {
namespace {

/// "HeapAllocate" for "heap-allocate".
std::string pascalName(llvm::StringRef id) {
  std::string name;
  while (!id.empty()) {
    llvm::StringRef word;
    std::tie(word, id) = id.split('-');
    name += llvm::toUpper(word.front());
    name += word.drop_front();
  }
  return name;
}

class Writer {
public:
  Writer(const LintReport &report, const SarifLimits &limits, llvm::raw_ostream &stream)
      : report_(report), limits_(limits), json_(stream, /*IndentSize=*/1),
        results_(report, limits, json_) {}

  void write(std::string_view version) {
    json_.object([&] {
      json_.attribute("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
      json_.attribute("version", "2.1.0");
      json_.attributeArray("runs", [&] { json_.object([&] { writeRun(version); }); });
    });
  }

private:
  void writeRun(std::string_view version) {
    json_.attributeObject("tool", [&] {
      json_.attributeObject("driver", [&] {
        json_.attribute("name", "Heaplight");
        json_.text("semanticVersion", version);
        json_.attributeArray("rules", [&] {
          for (size_t rule = 0; rule < ruleCount; ++rule)
            json_.object([&] { writeRule(factsOf(Rule(rule))); });
        });
      });
    });
    json_.attribute("columnKind", "utf16CodeUnits");
    json_.attributeObject("originalUriBaseIds", [&] {
      json_.attributeObject(
          "%SRCROOT%", [&] { results_.writeMessage("description", "The top of the repository."); });
    });
    writeResults();
    json_.attributeArray("invocations", [&] { json_.object([&] { writeInvocation(); }); });
  }

  void writeRule(const RuleFacts &facts) {
    json_.attribute("id", facts.id);
    json_.attribute("name", pascalName(facts.id));
    results_.writeMessage("shortDescription", facts.title);
    results_.writeMessage("fullDescription", facts.title);
    json_.attributeObject("help", [&] {
      json_.text("text", facts.help);
      json_.text("markdown", facts.help);
    });
    json_.attributeObject("defaultConfiguration", [&] { json_.attribute("level", "warning"); });
    json_.attributeObject("properties", [&] {
      json_.attributeArray("tags", [&] {
        for (const char *tag : {"heap", "performance", "real-time"})
          json_.value(tag);
      });
      json_.attribute("precision", "high");
      json_.attribute("problem.severity", "warning");
    });
  }

  /// In the report's order; where there are too many, errors before warnings before what doesn't
  /// count.
  std::vector<const Finding *> chosen() {
    std::vector<const Finding *> findings;
    for (const Finding &finding : report_.findings)
      findings.push_back(&finding);
    if (findings.size() <= limits_.results)
      return findings;
    results_.leftOut.results += findings.size() - limits_.results;
    std::stable_sort(
        findings.begin(), findings.end(), [](const Finding *left, const Finding *right) {
          auto rank = [](const Finding *one) {
            return std::pair(one->standing != Standing::Counts, one->severity != Severity::Error);
          };
          return rank(left) < rank(right);
        });
    findings.resize(limits_.results);
    std::sort(findings.begin(), findings.end());
    return findings;
  }

  void writeResults() {
    json_.attributeArray("results", [&] {
      size_t room = limits_.results;
      for (const Finding *finding : chosen()) {
        json_.object([&] { results_.write(*finding); });
        --room;
      }
      for (const GoneFinding &gone : report_.gone) {
        if (!room) {
          ++results_.leftOut.results;
          continue;
        }
        json_.object([&] { results_.write(gone); });
        --room;
      }
    });
  }

  void writeInvocation() {
    json_.attribute("executionSuccessful", report_.problems.empty());
    json_.attributeArray("toolExecutionNotifications", [&] {
      for (const LintProblem &problem : report_.problems)
        json_.object([&] {
          json_.attribute("level", "error");
          results_.writeMessage("message", problem.source + ": " + problem.message);
        });
      const SarifLeftOut left = results_.leftOut; // Not what these messages add.
      notify(left.results, "{} of the results are left out: GitHub takes {}", limits_.results);
      notify(left.flows, "{} results are told without their way: GitHub shows {}", limits_.flows);
      notify(left.steps, "{} steps are left out: GitHub shows {} of a way", limits_.steps);
      notify(left.texts, "{} texts are cut after {} bytes", limits_.text);
      notify(left.fixes, "{} mends are left out: their lines are not at hand", 0);
    });
  }

  void notify(size_t count, const char *form, size_t limit) {
    if (!count)
      return;
    json_.object([&] {
      json_.attribute("level", "warning");
      results_.writeMessage("message", fmt::format(fmt::runtime(form), count, limit));
    });
  }

  const LintReport &report_;
  const SarifLimits &limits_;
  JsonWriter json_;
  SarifResults results_;
};

} // namespace

std::string uriOf(llvm::StringRef path) {
  std::string uri = llvm::sys::path::is_absolute(path) ? "file://" : "";
  for (char byte : path) {
    if (llvm::isAlnum(byte) || llvm::StringRef("-._~/+@").contains(byte))
      uri += byte;
    else
      uri += fmt::format("%{:02X}", static_cast<unsigned char>(byte));
  }
  return uri;
}

void showSarif(const LintReport &report, const SarifOptions &options, llvm::raw_ostream &stream) {
  Writer(report, options.limits, stream).write(options.version);
  stream << '\n';
}

} // namespace heaplight
