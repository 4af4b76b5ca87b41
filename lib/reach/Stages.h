// Lines of both stages → what the optimizer removed, and the lines of what it merged.
#pragma once

#include "reach/Lines.h"

namespace heaplight {

struct StageLines {
  std::vector<LineEffect> written;
  std::vector<LineEffect> built;
  /// Of `written`, by index: nothing of its kind is left on its line, or only on the way to a
  /// throw.
  std::vector<bool> elided;
  /// The frame of a merged instruction → a frame with a line that it stands for.
  std::map<FrameId, FrameId> lineOfMerged;
};

StageLines joinStages(LineTable written, LineTable built, const Names &names);

} // namespace heaplight
