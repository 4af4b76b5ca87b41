// a function + effects → whether it comes to the heap where no line can be marked.
#pragma once

#include "reach/Effects.h"

namespace heaplight {

/// Whether `function`, of the written stage, allocates, frees or calls what can't be seen in code
/// that stands at no line of the user's, as behind `#line 0`. Not so of what runs before main or at
/// the end, for lines that declare variables bear that, nor of what only is destroyed.
bool isLineless(const Function &function, const Effects &effects);

} // namespace heaplight
