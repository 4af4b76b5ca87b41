// What the user asked of lint, as plain values.
#pragma once

#include "Inputs.h"
#include "judge/Policy.h"
#include "show/Text.h"

namespace heaplight {

enum class LintFormat : uint8_t {
  Text,
  Json,
  Sarif,
  Github,
  Rdjsonl,
  Junit,
  Gitlab,
  Remarks,
  Html,
  CompilerExplorer,
};

/// Findings of which severity make the run fail.
enum class FailOn : uint8_t { Warning, Error, Never };

/// What is asked for beside findings.
enum class LintTask : uint8_t { Findings, ListRules, ExplainRule, DumpConfig, VerifyConfig };

struct LintOptions {
  InputOptions inputs;
  World world = World::Open;
  LintTask task = LintTask::Findings;
  std::string rule; ///< To be explained.
  PolicyOverrides policy;
  std::string configFile; ///< Instead of those above each file; empty for these.
  LintFormat format = LintFormat::Text;
  std::string output; ///< Empty for standard output.
  FailOn failOn = FailOn::Warning;
  std::string baseline;
  std::string writeBaseline;
  bool pruneBaseline = false;
  std::string since;      ///< A revision of git's; empty for all lines.
  std::string lineFilter; ///< JSON; empty for all lines.
  bool fix = false;
  TextOptions text;
};

} // namespace heaplight
