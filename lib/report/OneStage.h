// a unit of IR at one stage → the same without what stands in for the other. Leaves all others
// alone.
#pragma once

#include "report/Report.h"

namespace heaplight {

/// The code of such a unit stands in the program for both stages, so that calls from other units
/// find it; but nobody has seen what it is at the absent one. Lines of which nothing is left go.
void leaveAbsentStageOut(ReportUnit &report);

} // namespace heaplight
