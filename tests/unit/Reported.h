// One unit → its report, as a program of its own.
#pragma once

#include "report/Report.h"

namespace heaplight::test {

inline ReportUnit reportOf(Unit unit, const ReportOptions &options = {}) {
  std::vector<Unit> units;
  units.push_back(std::move(unit));
  return std::move(makeReport(link(std::move(units)), options).front());
}

} // namespace heaplight::test
