// annotate: files → their marked lines on standard output.
#pragma once

#include "Options.h"

namespace heaplight {

/// Returns the exit status: 0, or 2 if a file or the output failed. What could be read is shown
/// all the same.
int annotate(const AnnotateOptions &options, const char *program);

} // namespace heaplight
