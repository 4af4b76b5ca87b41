// Clang's types, declarations and expressions → what people call them, and where they stand.
// Remembers nothing, and knows no calls.
#pragma once

#include "read/Syntax.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/Basic/SourceManager.h"

namespace heaplight {

class AstNames {
public:
  /// `context` must outlive it.
  explicit AstNames(const clang::ASTContext &context);

  const clang::ASTContext &context() const { return context_; }

  /// Types as people write them: "int&", without default template arguments.
  std::string print(clang::QualType type) const;
  std::string printClass(const clang::CXXRecordDecl *record) const;
  /// On one line; of a long one the beginning.
  std::string print(const clang::Expr *expression) const;
  /// With its scopes, and in C++ with its parameters.
  std::string nameOf(const clang::FunctionDecl *function) const;

  /// The type as it was written, or, where that was `auto`, what it stands for.
  VariableSyntax describe(const clang::ValueDecl &variable, std::string name) const;
  /// A field as people name it; what a lambda caught has the name of the variable.
  VariableSyntax describe(const clang::FieldDecl &field, const clang::CXXRecordDecl &record) const;

  /// Where a destructor only passes on to its base's, the compiler calls that one at once.
  bool isOrHasBase(const clang::CXXRecordDecl *record, llvm::StringRef type) const;

  /// As line directives have it.
  clang::PresumedLoc locate(clang::SourceLocation location) const {
    return context_.getSourceManager().getPresumedLoc(location);
  }
  /// 0 where there is none.
  unsigned lineOf(clang::SourceLocation location) const;

private:
  const clang::ASTContext &context_;
  clang::PrintingPolicy policy_;
};

} // namespace heaplight
