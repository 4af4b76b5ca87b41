// what casts and declarations promise → findings where nothing shows that it is kept, or where
// those who call can't see it. Suppressed ones are among them.
#pragma once

#include "judge/Breaches.h"

namespace heaplight {

/// Of casts that promise what the function that is cast doesn't: one that can't be seen, or code of
/// libraries, which no search enters. A user's function is judged as if it promised itself.
std::vector<Finding> unprovenPromises(const BreachRequest &request);

/// Of heap-contract: first declarations that say nothing of what another file promises of their
/// function. The fix writes it there too: a comment as the line above, an attribute where Clang
/// takes it.
std::vector<Finding> silentDeclarations(const BreachRequest &request);

} // namespace heaplight
