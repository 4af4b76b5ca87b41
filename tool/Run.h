// run: a program, built first where it is a source → what it did to the heap, once it is done.
#pragma once

#include "Foreground.h"
#include "RunOptions.h"

namespace heaplight {

/// What this process was started with.
struct Caller {
  const char *program;
  SignalHandler onBrokenPipe; ///< What it found for SIGPIPE.
};

/// The exit status: the program's own; 2 where it could not be run or recorded, or the report not
/// be written, which was told. Ends by the signal that ended the program.
int run(const RunOptions &options, const Caller &caller);

} // namespace heaplight
