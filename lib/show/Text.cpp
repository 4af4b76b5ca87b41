#include "show/Text.h"
namespace heaplight {
void showText(const ReportUnit &unit, const TextOptions &options, llvm::raw_ostream &stream) {}
} // namespace heaplight
