// findings that count → the JSON of GitLab's Code Quality report. No two have the same fingerprint.
#pragma once

#include "judge/Finding.h"

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace heaplight {

void showGitlab(const LintReport &report, llvm::raw_ostream &stream);

} // namespace heaplight
