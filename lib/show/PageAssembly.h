// assembly of a ReportUnit → its text and what each of its lines is, for the page.
#pragma once

#include "show/PageData.h"

namespace heaplight {

/// Two chunks, "assembly/N" and "columns/N" with `number` for N; none where the unit has none.
std::vector<PageChunk> pageAssembly(const ReportUnit &unit, size_t number);

} // namespace heaplight
