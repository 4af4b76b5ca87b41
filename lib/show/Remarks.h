// findings that count → LLVM's optimization remarks in YAML, as opt-viewer, llvm-remarkutil and
// Compiler Explorer read them. A clean report gives no text.
#pragma once

#include "judge/Finding.h"

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace heaplight {

void showRemarks(const LintReport &report, llvm::raw_ostream &stream);

} // namespace heaplight
