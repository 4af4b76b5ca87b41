// contracts + effects → a finding for each place where one is broken. Suppressed ones are among
// them; the suppressions that silenced something are marked as used.
#pragma once

#include "judge/Accusation.h"
#include "judge/Suppressions.h"
#include "reach/Analysis.h"

namespace heaplight {

struct BreachRequest {
  const Linked &linked;
  const Analysis &analysis;
  const Contracts &contracts;
  const PolicyOf &policyOf; ///< Which rules hold where.
  const Accuser &accuser;
  Suppressions &suppressions;
};

/// Of functions and lines. By place, no two of one rule and place; what allocates and frees at one
/// place is one finding.
std::vector<Finding> breachesOf(const BreachRequest &request);

} // namespace heaplight
