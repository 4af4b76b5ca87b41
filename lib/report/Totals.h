// a unit's lines, functions and texts → how many there are of each sort.
#pragma once

#include "report/Report.h"

namespace heaplight {

/// Sets all totals of `report` but those of sites, which stand in none of its lines.
void addSums(ReportUnit &report);

} // namespace heaplight
