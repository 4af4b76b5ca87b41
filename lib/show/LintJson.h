// LintReport → JSON as docs/lint.schema.json says, every finding whatever its standing. Derives
// nothing.
#pragma once

#include "judge/Finding.h"

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace heaplight {

/// `version` is the tool's.
void showJson(const LintReport &report, std::string_view version, llvm::raw_ostream &stream);

} // namespace heaplight
