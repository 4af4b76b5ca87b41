// the bytes of what `heaplight run --format json` writes → what happened at each line. Of stacks
// and threads it takes nothing: the lines are summed up in it.
#pragma once

#include "Observed.h"

#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBufferRef.h"

namespace heaplight {

/// Fails with one line that names the file, what is wrong with it, and where in it.
llvm::Expected<ObservedRun> readRunFile(const std::string &path);

/// The same of bytes that are there already; `written` stays 0. Keys that aren't known are passed
/// over: the form may have grown.
llvm::Expected<ObservedRun> readRun(llvm::MemoryBufferRef buffer);

} // namespace heaplight
