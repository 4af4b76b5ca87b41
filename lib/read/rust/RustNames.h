// a symbol of any language → the name that people read. Symbols of Rust in either of rustc's
// manglings; what LLVM's demangler leaves of the older one is undone here.
#pragma once

#include "llvm/ADT/StringRef.h"

#include <string>

namespace heaplight {

/// Without the hash that the older mangling ends in.
std::string readableSymbol(llvm::StringRef symbol);

/// Code that rustc makes to end a value: it calls what the type's author wrote to end it, then ends
/// its parts.
bool isDropGlue(llvm::StringRef symbol);

/// The type of such a value, as people read it; empty where `symbol` is none.
std::string droppedType(llvm::StringRef symbol);

} // namespace heaplight
