// The page's program and style, as page/build.mjs makes them, in this program itself
// (page/Bundle.S).
#pragma once

#include "llvm/ADT/StringRef.h"

namespace heaplight {

/// JavaScript that holds no "</script".
llvm::StringRef pageScript();

/// CSS that holds no "</style".
llvm::StringRef pageStyle();

} // namespace heaplight
