// FILE or FUNCTION as typed → which of the linked inputs' is meant. Reads no files.
#pragma once

#include "reach/Link.h"
#include "report/FunctionName.h"
#include "report/UserFiles.h"

#include "llvm/Support/Error.h"

namespace heaplight {

/// By the path as it was given, else by how it ends. Fails with one line where none or several fit.
llvm::Expected<StringId> findFile(const Linked &linked, UserFiles &files, const std::string &asked);

/// What is asked for, and how a name is read.
struct FunctionQuestion {
  std::string name;
  NameTokens tokens;
};

/// Symbols of functions with a body, each once, of those that fit best; the user's alone where
/// there are any. Fails with one line where none fits.
llvm::Expected<std::vector<StringId>> findFunctions(const Linked &linked, UserFiles &files,
                                                    const FunctionQuestion &question);

} // namespace heaplight
