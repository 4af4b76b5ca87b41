// Bodies of one name that a linker takes for the same → those of them that do something else.
// Which of the two a call means is decided by the order of a link, and by what was inlined before
// it: so it may do what either does.
#pragma once

#include "reach/Link.h"

namespace heaplight {

/// A body that isn't written as the one that counts is.
struct Suspect {
  Twin twin;
  Conflict conflict;
};

/// Adds to the twins and the conflicts of `linked`, which is complete but for them, what
/// `suspects` turn out to be. The bodies of those that do the same as what counts are dropped.
void settleTwins(Linked &linked, const std::vector<Suspect> &suspects);

} // namespace heaplight
