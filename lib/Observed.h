// What a run did to the heap, line by line, as plain values. No files, no printing.
#pragma once

#include "Recording.h"

namespace heaplight {

/// What happened at one line. An event counts there once if any frame of its stack stands on the
/// line, inlined or not; so it counts at the lines of all its callers as well.
struct ObservedLine {
  std::string file; ///< Relative to the folder where the run was, or absolute.
  uint32_t line = 0;
  RecordedCounts counts;

  friend auto operator<=>(const ObservedLine &, const ObservedLine &) = default;
};

/// One run of a program, with all the processes that came of it.
struct ObservedRun {
  std::string source;  ///< The file that tells of it, as it was given.
  std::string program; ///< As it was started.
  int64_t written = 0; ///< When `source` was: seconds since 1970; 0 where not known.
  uint64_t missed = 0; ///< Events that count in no line, for their stacks found no room.
  std::vector<ObservedLine> lines;
};

} // namespace heaplight
