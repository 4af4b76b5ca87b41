// what lines do → findings that need no function's promise: heap use before main, loops that could
// do without, comments that aren't true, budgets. Knows no suppressions; only those of `shapesOf`
// hold the line's text.
#pragma once

#include "judge/Accusation.h"
#include "reach/Analysis.h"

namespace heaplight {

/// Of heap-startup and heap-loop. `lines` are those of the built stage.
std::vector<Finding> shapesOf(const std::vector<LineEffect> &lines, const Names &names,
                              const Accuser &accuser);

/// Of heap-contract: comments that say other than what is so, or can't be read.
std::vector<Finding> untrueComments(const Contracts &contracts, const Linked &linked,
                                    const Analysis &analysis);

/// Of budgets that are overdrawn, by the rule of their kind. `lines` are those of the built stage.
std::vector<Finding> overdrawnBudgets(const std::vector<LineEffect> &lines,
                                      const ContractSources &sources);

} // namespace heaplight
