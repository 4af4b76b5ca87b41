// one function's body → what the source says at each of its places, and which variables it has.
// Types and objects alone; nothing of what the code does.
#pragma once

#include "read/AstNames.h"

namespace heaplight {

struct ScopedVariable {
  const clang::VarDecl *declaration; ///< Parameters are among them.
  unsigned firstLine;
  unsigned lastLine; ///< Of its scope.
};

struct BodySyntax {
  std::map<std::pair<unsigned, unsigned>, PlaceSyntax> places; ///< By line and column.
  std::vector<ScopedVariable> variables;
};

/// `function` is the declaration with the body, whose lambdas are functions of their own.
BodySyntax readBody(const clang::FunctionDecl &function, const AstNames &names);

} // namespace heaplight
