#include "report/Totals.h"

#include "llvm/ADT/STLExtras.h"

namespace heaplight {
namespace {

/// That a destructor runs is no use of the heap.
constexpr Kind heapKinds[] = {Kind::Allocate, Kind::Deallocate, Kind::Unknown};

class Counted {
public:
  explicit Counted(const ReportUnit &unit) : stage_(lastStage(unit)) {}

  bool does(const std::vector<ReportEffect> &effects, Kind kind) const {
    return llvm::any_of(effects, [&](const ReportEffect &effect) {
      return effect.kind == kind && effect.stage == stage_ &&
             effect.certainty != Certainty::Exceptional;
    });
  }

  uint32_t reaching(const std::vector<ReportFunction> &functions) const {
    return uint32_t(llvm::count_if(functions, [this](const ReportFunction &function) {
      return llvm::any_of(heapKinds, [&](Kind kind) { return does(function.effects, kind); });
    }));
  }

private:
  Stage stage_;
};

} // namespace

void addSums(ReportUnit &report) {
  ReportTotals &totals = report.totals;
  for (const auto &[file, text] : report.texts)
    totals.sourceLines += uint32_t(text->size());
  Counted counted(report);
  for (const ReportLine &line : report.lines) {
    totals.allocatingLines += counted.does(line.effects, Kind::Allocate);
    totals.freeingLines += counted.does(line.effects, Kind::Deallocate);
    totals.unknownLines += counted.does(line.effects, Kind::Unknown);
  }
  totals.heapFunctions = counted.reaching(report.functions) + counted.reaching(report.unplaced);
  totals.functions = uint32_t(report.functions.size() + report.unplaced.size());
}

} // namespace heaplight
