// findings that count → one Diagnostic of the Reviewdog Diagnostic Format a line.
#pragma once

#include "judge/Finding.h"

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace heaplight {

void showRdjsonl(const LintReport &report, llvm::raw_ostream &stream);

} // namespace heaplight
