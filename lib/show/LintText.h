// LintReport → what a compiler would print: one line a finding that editors and build tools read,
// the source with a caret, the way there. Known and suppressed findings are counted, not shown.
#pragma once

#include "judge/Finding.h"
#include "show/Text.h"

namespace heaplight {

/// Of the options the width, colours and ASCII count. Rows that tools read are never wrapped.
void showText(const LintReport &report, const TextOptions &options, llvm::raw_ostream &stream);

/// "file:line:column: ", with what is known of it. Tools that read diagnostics want a column, so
/// the first stands in for one that isn't known.
std::string placePrefix(const FilePlace &place);

} // namespace heaplight
