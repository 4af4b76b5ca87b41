// Explanation → trees of frames for people, or JSON as docs/explain.schema.json says. Derives
// nothing.
#pragma once

#include "report/Explanation.h"
#include "show/Text.h"

namespace heaplight {

enum class WaysShown : uint8_t {
  Nearest, ///< The first of what is alike, and how many others there are.
  All,
};

/// Of `options` width, color and ascii count.
void showExplanation(const Explanation &explanation, WaysShown ways, const TextOptions &options,
                     llvm::raw_ostream &stream);

/// One line on how to ask for more of a marked line; nothing where none is marked.
void offerExplanation(const std::vector<ReportUnit> &units, const TextOptions &options,
                      llvm::raw_ostream &stream);

/// What is said beside the explanation.
struct ExplainJson {
  std::string_view version; ///< The tool's.
  std::string asked;
  std::vector<ReportProblem> problems;
  WaysShown ways = WaysShown::Nearest;
};

void showJson(const Explanation &explanation, const ExplainJson &about, llvm::raw_ostream &stream);

} // namespace heaplight
