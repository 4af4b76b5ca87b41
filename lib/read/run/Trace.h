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

struct TraceReading {
  Recording recording;
  std::vector<std::string> lost; ///< Of each file that tells nothing, why: as of an error.
};

/// Processes are in the order of their start. Paths below `workingFolder`, which is absolute, are
/// relative to it. A stack that is deeper than the recorder keeps ends in a frame "[truncated]",
/// one that leads into code without unwind information in "[unknown callers]"; these have no
/// object. A file is lost where it can't be read, is none of the recorder's or of another version,
/// or contradicts itself; what a process wrote before it was killed is read. Fails, as the first
/// file does, where all are lost.
llvm::Expected<TraceReading> readTrace(const std::vector<std::string> &files,
                                       const std::string &workingFolder);

} // namespace heaplight
