// a way to a call that can't be followed → what would make it known, as half a sentence. Reads no
// files.
#pragma once

#include "reach/Link.h"
#include "reach/Path.h"

namespace heaplight {

/// `way`, of `program`, is one of kind unknown.
std::string adviceOn(const Way &way, const Program &program, const Linked &linked);

} // namespace heaplight
