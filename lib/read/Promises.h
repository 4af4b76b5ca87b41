// Clang's declarations, casts and blocks → what the source promises of the heap:
// [[clang::nonallocating]], [[clang::nonblocking]], and `// heaplight:` comments over a
// declaration. Judges no code.
#pragma once

#include "clang/Basic/SourceLocation.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace clang {
class ASTContext;
class BlockDecl;
class CallExpr;
class CodeGenerator;
class FunctionDecl;
class Preprocessor;
class QualType;
} // namespace clang

namespace heaplight {

/// A place as the compiler names it.
struct SyntaxPlace {
  std::string file;
  unsigned line = 0;
  unsigned column = 0;
};

/// What a declaration lacks to promise something, and where it belongs.
struct MissingText {
  SyntaxPlace at;
  std::string text; ///< With the blank that sets it apart.
};

/// What one function promises in one way.
struct PromiseSyntax {
  std::string text; ///< "[[clang::nonblocking]]", or what stands behind "heaplight:" in a comment.
  bool comment = false;
  SyntaxPlace at; ///< Of the declaration that says so first; of a comment, its own.
  /// Of a function's first declaration, if that is in another file and says nothing.
  std::optional<SyntaxPlace> missing;
  /// Of that declaration, where an attribute can be added and changes nothing else.
  std::optional<MissingText> mend;
};

/// A cast that promises what its operand's type doesn't.
struct PromisingCast {
  SyntaxPlace at;
  std::string text;
  std::string symbol; ///< Of the function that is cast; empty where only a run decides.
};

/// As the compiler counts.
SyntaxPlace placeOf(clang::SourceLocation location, const clang::ASTContext &context);

/// What an attribute on a function's type, or on a pointer to one, promises; empty where nothing.
std::string promiseOf(clang::QualType type);

/// As `promiseOf`, of the pointer that `call` goes through.
std::string promiseOfCallee(const clang::CallExpr &call);

class Promises {
public:
  Promises(const clang::ASTContext &context, clang::Preprocessor &preprocessor)
      : context_(context), preprocessor_(preprocessor) {}

  /// Of every declaration of `function`. An overrider promises what it overrides.
  std::vector<PromiseSyntax> of(const clang::FunctionDecl &function);

  /// Its function has no declaration of its own.
  std::optional<PromiseSyntax> of(const clang::BlockDecl &block) const;

  /// All of the unit, those in template instances included; by their order in the unit.
  std::vector<PromisingCast> casts(clang::CodeGenerator &generator) const;

private:
  struct CommentOver {
    std::string text;
    SyntaxPlace at;
  };
  using CommentsByLine = std::map<unsigned, CommentOver>; ///< By the line that they stand over.

  const CommentsByLine &commentsOver(clang::FileID file);
  const CommentOver *commentOver(const clang::FunctionDecl &declaration);
  std::optional<PromiseSyntax> attributeOf(const clang::FunctionDecl &function) const;

  const clang::ASTContext &context_;
  clang::Preprocessor &preprocessor_;
  std::map<clang::FileID, CommentsByLine> comments_;
};

} // namespace heaplight
