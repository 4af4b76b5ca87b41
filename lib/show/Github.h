// findings that count → workflow commands, which GitHub Actions turns into annotations. Prints all
// of them: GitHub shows ten errors and ten warnings of a step.
#pragma once

#include "judge/Finding.h"

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace heaplight {

void showGithub(const LintReport &report, llvm::raw_ostream &stream);

} // namespace heaplight
