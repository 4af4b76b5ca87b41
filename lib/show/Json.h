// Report → JSON as docs/report.schema.json says. Derives nothing.
#pragma once

#include "report/Report.h"

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace heaplight {

/// `version` is the tool's.
void showJson(const Report &report, std::string_view version, llvm::raw_ostream &stream);

} // namespace heaplight
