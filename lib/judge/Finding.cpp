#include "judge/Finding.h"

#include "llvm/ADT/STLExtras.h"

namespace heaplight {

const char *word(Severity severity) { return severity == Severity::Error ? "error" : "warning"; }

uint32_t countOf(const LintReport &report, Severity severity) {
  return uint32_t(llvm::count_if(report.findings, [severity](const Finding &finding) {
    return finding.standing == Standing::Counts && finding.severity == severity;
  }));
}

} // namespace heaplight
