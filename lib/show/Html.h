// Report, findings → one HTML file that holds all that it needs: the page's program and style, and
// the data, compressed. It asks for nothing from anywhere, and runs no script but its own.
#pragma once

#include "show/PageData.h"

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace heaplight {

void showHtml(const PageInput &input, llvm::raw_ostream &stream);

} // namespace heaplight
