// LintReport → JUnit XML as Jenkins and GitLab read it: a suite for each file, a failed case for
// each finding that counts, an error for each problem; one passing case where there are none.
#pragma once

#include "judge/Finding.h"

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace heaplight {

void showJunit(const LintReport &report, llvm::raw_ostream &stream);

} // namespace heaplight
