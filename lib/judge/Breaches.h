// contracts + effects → a finding for each place where one is broken. Suppressed ones are among
// them; the suppressions that silenced something are marked as used.
#pragma once

#include "judge/Accusation.h"
#include "reach/Analysis.h"

namespace heaplight {

struct BreachRequest {
  const JudgeRequest &request;
  const Analysis &analysis;
  const Contracts &contracts;
  const Accuser &accuser;
  Suppressions &suppressions;
  std::function<bool(StringId file)> isUserFile;
};

/// Of functions and lines. Not sorted; no two of one rule and place.
std::vector<Finding> breachesOf(const BreachRequest &request);

} // namespace heaplight
