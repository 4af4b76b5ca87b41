// findings ⇄ a file of those that are known already. Knows no line numbers, so that moving code
// changes nothing: a finding is its rule, its path, its function and its message, and how many
// there are.
#pragma once

#include "judge/Finding.h"

namespace heaplight {

struct Baseline {
  std::vector<GoneFinding> entries; ///< Sorted, each once.
};

/// Fails with one line on what is wrong and where, `path` being the file's name in it.
llvm::Expected<Baseline> parseBaseline(const std::string &text, const std::string &path);

/// Of the findings that count or are known; JSON, one entry a line, sorted.
std::string writeBaseline(const LintReport &report);

/// Marks what the baseline holds as known, in the order of the findings, and fills in what is gone.
/// Entries of files that `judged` doesn't tell of are neither used nor gone: another run may see
/// them.
void apply(const Baseline &baseline, const std::set<std::string> &judged, LintReport &report);

/// The baseline without what is gone.
Baseline pruned(const Baseline &baseline, const std::vector<GoneFinding> &gone);
std::string writeBaseline(const Baseline &baseline);

} // namespace heaplight
