// findings ⇄ a file of those that are known already. Knows no line numbers, so that moving code
// changes nothing: a finding is its rule, its path, its function and its message, and how many
// there are.
#pragma once

#include "judge/Finding.h"

namespace heaplight {

/// Both absolute. Findings name files from the working folder on; the baseline's file names them
/// from its own folder on, with / between the parts, so that it says the same wherever the command
/// runs.
struct BaselineFolders {
  std::string baseline; ///< The folder that the baseline's file lies in.
  std::string working;
};

/// Its paths are as findings name them: relative to the working folder where they lie below, else
/// absolute.
struct Baseline {
  std::vector<GoneFinding> entries; ///< Sorted, each once.

  friend bool operator==(const Baseline &, const Baseline &) = default;
};

/// Fails with one line, "PATH:LINE: what is wrong", `path` being the file's name in it.
llvm::Expected<Baseline> parseBaseline(const std::string &text, const std::string &path,
                                       const BaselineFolders &folders);

/// Of the findings that count or are known.
Baseline baselineOf(const LintReport &report);

/// JSON, one entry a line, sorted. Bytes that are no UTF-8 become U+FFFD; `apply` takes them for
/// the same.
std::string writeBaseline(const Baseline &baseline, const BaselineFolders &folders);

/// Marks what the baseline holds as known, in the order of the findings, and fills in what is gone:
/// the entries that fewer findings answer to than they count, with how many fewer. Suppressed
/// findings answer to none. Entries of files that `judged` doesn't tell of are neither used nor
/// gone: another run may see them.
void apply(const Baseline &baseline, const std::set<std::string> &judged, LintReport &report);

/// The baseline without what is gone.
Baseline pruned(const Baseline &baseline, const std::vector<GoneFinding> &gone);

} // namespace heaplight
