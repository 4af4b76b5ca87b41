#include "report/Totals.h"

#include "llvm/ADT/STLExtras.h"

namespace heaplight {
namespace {

/// That a destructor runs is no use of the heap.
constexpr Kind heapKinds[] = {Kind::Allocate, Kind::Deallocate, Kind::Unknown};

bool counts(const ReportEffect &effect, Kind kind) {
  return effect.kind == kind && effect.stage == Stage::Built &&
         effect.certainty != Certainty::Exceptional;
}

bool does(const std::vector<ReportEffect> &effects, Kind kind) {
  return llvm::any_of(effects, [&](const ReportEffect &effect) { return counts(effect, kind); });
}

} // namespace

void addSums(ReportUnit &report) {
  ReportTotals &totals = report.totals;
  for (const auto &[file, text] : report.texts)
    totals.sourceLines += uint32_t(text->size());
  for (const ReportLine &line : report.lines) {
    totals.allocatingLines += does(line.effects, Kind::Allocate);
    totals.freeingLines += does(line.effects, Kind::Deallocate);
    totals.unknownLines += does(line.effects, Kind::Unknown);
  }
  for (const ReportFunction &function : report.functions)
    totals.heapFunctions +=
        llvm::any_of(heapKinds, [&](Kind kind) { return does(function.effects, kind); });
  totals.functions = uint32_t(report.functions.size());
}

} // namespace heaplight
