// findings → one of the formats, by its name alone; the room show/ knows each of them.
#pragma once

#include "LintOptions.h"
#include "judge/Finding.h"
#include "report/Report.h"

#include <llvm/Support/raw_ostream.h>

namespace heaplight {

struct LintView {
  LintFormat format = LintFormat::Text;
  TextOptions text;
  std::string source;   ///< The first input.
  const Report &report; ///< What is shown around findings where a format has room for it.
};

void showFindings(const LintReport &report, const LintView &view, llvm::raw_ostream &stream);

/// Prints what --list-rules and --explain-rule ask for. The exit status.
int tellRules(const LintOptions &options);

/// Whether a view of that format tells where in a repository files lie.
bool namesRepositoryPaths(LintFormat format);

} // namespace heaplight
