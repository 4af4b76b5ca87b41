// RunReport → JSON as docs/run.schema.json says. Derives nothing.
#pragma once

#include "report/RunReport.h"

#include <string_view>

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace heaplight {

/// `version` is the tool's.
void showJson(const RunReport &report, std::string_view version, llvm::raw_ostream &stream);

} // namespace heaplight
