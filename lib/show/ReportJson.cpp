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

} // namespace heaplight
