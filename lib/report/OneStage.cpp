#include "report/OneStage.h"

#include "llvm/ADT/STLExtras.h"

namespace heaplight {

void leaveAbsentStageOut(ReportUnit &report) {
  if (!report.only)
    return;
  auto leaveOut = [&report](std::vector<ReportEffect> &effects) {
    llvm::erase_if(effects,
                   [&](const ReportEffect &effect) { return effect.stage != *report.only; });
    for (ReportEffect &effect : effects)
      effect.elided = false; // Only by what any compile does to its code.
  };
  for (std::vector<ReportFunction> *functions : {&report.functions, &report.unplaced})
    for (ReportFunction &function : *functions)
      leaveOut(function.effects);
  for (ReportLine &line : report.lines)
    leaveOut(line.effects);
  llvm::erase_if(report.lines, [](const ReportLine &line) { return line.effects.empty(); });
}

} // namespace heaplight
