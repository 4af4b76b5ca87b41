// what lines do → findings that need no function's promise: heap use before main, loops that could
// do without, comments that aren't true, budgets.
#pragma once

#include "judge/Breaches.h"

namespace heaplight {

/// Of heap-startup and heap-loop; suppressed ones as in `breachesOf`.
std::vector<Finding> shapesOf(const BreachRequest &request);

/// Of heap-contract: comments that say other than what is so, or can't be read.
std::vector<Finding> untrueComments(const BreachRequest &request);

/// Of budgets that are overdrawn, by the rule of their kind.
std::vector<Finding> overdrawnBudgets(const BreachRequest &request);

} // namespace heaplight
