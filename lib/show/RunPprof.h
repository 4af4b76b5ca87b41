// recording → a heap profile as pprof reads it: protobuf, gzipped. No time of day is in it, so that
// the same recording gives the same bytes.
#pragma once

#include "Recording.h"

#include <string>
#include <vector>

namespace heaplight {

/// Each stack tells its phase and its thread as labels, and its process where there are several.
std::string pprofOf(const std::vector<const RecordedProcess *> &processes);

} // namespace heaplight
