// ReportUnit → source lines with marks and phrases, for a terminal or a file. Derives nothing.
#pragma once

#include "report/Report.h"

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace heaplight {

enum class StageView : uint8_t { Written, Built, Both };
enum class ShowWhat : uint8_t {
  Heap, ///< What allocates, frees or is unknown.
  All,  ///< And every destructor that runs.
};

struct TextOptions {
  StageView stage = StageView::Both;
  ShowWhat show = ShowWhat::Heap;
  unsigned context = 3; ///< Lines shown around a marked one.
  unsigned width = 120; ///< Columns.
  bool color = false;
  bool ascii = false;
  bool someFunctions = false; ///< Others were left out by their names.
};

void showText(const ReportUnit &unit, const TextOptions &options, llvm::raw_ostream &stream);

} // namespace heaplight
