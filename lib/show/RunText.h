// RunReport → what a person wants to know first: sums, phases, threads or processes, and the places
// that stand out, each beside its source. Derives nothing.
#pragma once

#include "report/RunReport.h"
#include "show/Text.h"

namespace heaplight {

/// Of the options the width, colours and ASCII count.
void showText(const RunReport &report, const TextOptions &options, llvm::raw_ostream &stream);

} // namespace heaplight
