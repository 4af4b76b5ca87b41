// explain: a line or a function → the ways by which it comes to the heap, on standard output.
#pragma once

#include "Options.h"

namespace heaplight {

/// Returns the exit status: 0, or 2 if nothing is known there, a file or the output failed.
int explain(const ExplainOptions &options, const char *program);

} // namespace heaplight
