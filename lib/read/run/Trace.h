// The files that the preloaded recorder wrote → Recording. Reads the objects of the run for names
// and lines; an object that is gone or has changed names nothing.
#pragma once

#include "Recording.h"

#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace heaplight {

/// What processes wrote into the folder that they were told of (probe/Layout.h), sorted.
/// Fails where the folder can't be read.
llvm::Expected<std::vector<std::string>> traceFiles(const std::string &folder);

/// Processes are in the order of their start. Paths below `workingFolder`, which is absolute, are
/// relative to it. A stack that is deeper than the recorder keeps ends in a frame "[truncated]",
/// one that leads into code without unwind information in "[unknown callers]"; these have no
/// object. Fails where one of the files can't be read, is none of the recorder's or of another
/// version, or contradicts itself; what a process wrote before it was killed is read.
llvm::Expected<Recording> readTrace(const std::vector<std::string> &files,
                                    const std::string &workingFolder);

} // namespace heaplight
