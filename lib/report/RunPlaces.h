// a call stack of a run → the place that its events are laid to. Reads no files.
#pragma once

#include "Recording.h"

#include <string>

namespace heaplight {

/// The innermost line of the user's. Without one, the innermost function of the program itself;
/// else the code that called the allocator, as far as it is known.
struct RunPlace {
  std::string file; ///< Of the user's; empty where no frame stands on a line of theirs.
  uint32_t line = 0;
  std::string function; ///< Without a file; may be empty even then.
  std::string object;   ///< Without a file: what holds the code; empty where not even that is told.

  friend auto operator<=>(const RunPlace &, const RunPlace &) = default;
};

/// The places of one process's stacks.
class RunPlaces {
public:
  /// `process` must outlive it.
  RunPlaces(const RecordedProcess &process, const std::string &workingFolder);

  RunPlace placeOf(const RecordedStack &stack) const;

private:
  const RecordedProcess &process_;
  std::vector<bool> users_; ///< Of each frame: it stands on a line of the user's.
};

} // namespace heaplight
