#include "show/ReportJson.h"

namespace heaplight {

void ReportJson::writeProblems(const std::vector<ReportProblem> &problems) {
  json_.attributeArray("problems", [&] {
    for (const ReportProblem &problem : problems)
      json_.object([&] {
        text("source", problem.source);
        text("message", problem.message);
      });
  });
}

void ReportJson::writeObserved(const RecordedCounts &counts) {
  json_.attributeObject("observed", [&] {
    json_.attribute("allocations", counts.allocations);
    json_.attribute("bytes", counts.bytes);
    json_.attribute("frees", counts.frees);
    json_.attribute("freed_bytes", counts.freedBytes);
    json_.attribute("lost_blocks", counts.lostBlocks);
    json_.attribute("lost_bytes", counts.lostBytes);
  });
}

} // namespace heaplight
