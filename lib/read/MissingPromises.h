// a declaration that promises by an attribute, and one of the same function that says nothing →
// what to write into the latter, in the words of the former. None where macros, typedefs or other
// declarations stand in the way. Changes nothing.
#pragma once

#include "read/Promises.h"

namespace heaplight {

struct MissingPromise {
  const clang::FunctionDecl &saying;
  const clang::FunctionDecl &silent; ///< The function's first declaration.
  llvm::StringRef text;              ///< "[[clang::nonblocking]]".
  const clang::ASTContext &context;
  clang::Preprocessor &preprocessor;
};

/// The code compiles with it, and Clang warns of nothing new. A macro is named where the silent
/// declaration's own file defines it or includes what does.
std::optional<MissingText> missingText(const MissingPromise &missing);

} // namespace heaplight
