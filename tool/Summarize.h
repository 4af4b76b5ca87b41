// summarize: one input → a file that stands for it when inputs are joined.
#pragma once

#include "Options.h"

namespace heaplight {

/// Returns the exit status: 0, or 2 where the input or a file to be written failed; then no file is
/// left behind that wasn't there before. The same input gives the same bytes.
int summarize(const SummarizeOptions &options, const char *program);

} // namespace heaplight
