// findings that count → lines for the tool pane of Compiler Explorer, which marks its editor by
// those that begin with <source>:LINE:COLUMN.
#pragma once

#include "judge/Finding.h"

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace heaplight {

/// `source` is the file that was compiled, as findings name it.
void showCompilerExplorer(const LintReport &report, const std::string &source,
                          llvm::raw_ostream &stream);

} // namespace heaplight
