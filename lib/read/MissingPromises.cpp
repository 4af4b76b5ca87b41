#include "read/MissingPromises.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/TypeLoc.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/Preprocessor.h"

namespace heaplight {
namespace {

/// As its author wrote it; none behind a typedef, which others may use, and none without prototype.
clang::FunctionProtoTypeLoc declaratorOf(const clang::FunctionDecl &declaration) {
  const clang::TypeSourceInfo *written = declaration.getTypeSourceInfo();
  return written ? written->getTypeLoc().getAsAdjusted<clang::FunctionProtoTypeLoc>()
                 : clang::FunctionProtoTypeLoc();
}

class Speller {
public:
  explicit Speller(const MissingPromise &missing)
      : missing_(missing), sources_(missing.context.getSourceManager()),
        language_(missing.context.getLangOpts()), saying_(declaratorOf(missing.saying)),
        silent_(declaratorOf(missing.silent)) {}

  std::optional<MissingText> spell() const {
    if (!saying_ || !silent_ || !standsAlone() || othersAreSilent())
      return std::nullopt;
    clang::SourceLocation at = placeIn(silent_);
    std::optional<std::string> text =
        at.isValid() && at.isFileID() ? wordsOf(saying_, at) : std::nullopt;
    if (!text || !isWhereItSays(at))
      return std::nullopt;
    bool trails = silent_.getTypePtr()->hasTrailingReturn();
    return MissingText{placeOf(at, missing_.context), trails ? *text + " " : " " + *text};
  }

private:
  /// Explicit instances of a template are found by its type, which would be another. With an
  /// attribute that a destructor has or inherits, Clang wants its body to say noexcept, which it
  /// takes for granted otherwise. Of other effects it allows only some beside the new one.
  bool standsAlone() const {
    const clang::FunctionDecl &silent = missing_.silent;
    return silent.getLocation().isFileID() && !silent.isTemplated() &&
           !llvm::isa<clang::CXXDestructorDecl>(silent) &&
           silent.getTemplatedKind() == clang::FunctionDecl::TK_NonTemplate &&
           clang::FunctionEffectsRef::get(silent.getType()).empty();
  }

  /// Clang warns of a declaration that says nothing behind one that promises.
  bool othersAreSilent() const {
    for (const clang::FunctionDecl *other : missing_.saying.redecls())
      if (other != &missing_.silent &&
          promiseOf(other->getTypeSourceInfo() ? other->getTypeSourceInfo()->getType()
                                               : other->getType())
              .empty())
        return true;
    return false;
  }

  /// Behind the declarator, or before the arrow of a trailing return type.
  clang::SourceLocation placeIn(clang::FunctionProtoTypeLoc declarator) const {
    clang::SourceLocation last = declarator.getLocalRangeEnd();
    if (declarator.getTypePtr()->hasTrailingReturn())
      return last;
    return clang::Lexer::getLocForEndOfToken(last, 0, sources_, language_);
  }

  /// `#line` may name another file, whose text is another.
  bool isWhereItSays(clang::SourceLocation at) const {
    clang::PresumedLoc told = sources_.getPresumedLoc(at);
    clang::PresumedLoc real = sources_.getPresumedLoc(at, /*UseLineDirectives=*/false);
    return told.isValid() && real.isValid() && told.getLine() == real.getLine() &&
           llvm::StringRef(told.getFilename()) == real.getFilename();
  }

  std::optional<std::string> wordsOf(clang::FunctionProtoTypeLoc declarator,
                                     clang::SourceLocation at) const {
    clang::SourceLocation last = declarator.getLocalRangeEnd();
    std::optional<clang::Token> token =
        declarator.getTypePtr()->hasTrailingReturn()
            ? clang::Lexer::findPreviousToken(last, sources_, language_, /*IncludeComments=*/false)
            : clang::Lexer::findNextToken(last, sources_, language_);
    if (!token)
      return std::nullopt;
    // C before C23 has no such attributes, and may include the header as well.
    bool sharedWithC = language_.CPlusPlus && missing_.silent.isExternC();
    if (token->isOneOf(clang::tok::l_square, clang::tok::r_square))
      return sharedWithC ? std::nullopt : std::optional(missing_.text.str());
    if (!token->is(clang::tok::raw_identifier))
      return std::nullopt;
    if (token->getRawIdentifier().starts_with("__attribute"))
      return gnuWords(at);
    return macroOf(*token);
  }

  /// "nonblocking"
  llvm::StringRef effect() const { return missing_.text.rsplit(':').second.rtrim(']'); }

  /// Other compilers want them last of all.
  std::optional<std::string> gnuWords(clang::SourceLocation at) const {
    clang::Token behind;
    bool failed = clang::Lexer::getRawToken(at, behind, sources_, language_,
                                            /*IgnoreWhiteSpace=*/true);
    if (failed || !behind.isOneOf(clang::tok::semi, clang::tok::comma))
      return std::nullopt;
    return "__attribute__((" + effect().str() + "))";
  }

  std::optional<std::string> macroOf(const clang::Token &token) const {
    clang::Preprocessor &preprocessor = missing_.preprocessor;
    const clang::IdentifierInfo *name = preprocessor.getIdentifierInfo(token.getRawIdentifier());
    auto at = [&](clang::SourceLocation location) {
      return preprocessor.getMacroDefinitionAtLoc(name, location).getMacroInfo();
    };
    const clang::MacroInfo *macro = at(token.getLocation());
    if (!macro || macro->isFunctionLike() || macro != at(missing_.silent.getLocation()) ||
        !silentFileBrings(macro->getDefinitionLoc()))
      return std::nullopt;
    for (const clang::Token &part : macro->tokens())
      if (part.getIdentifierInfo() &&
          part.getIdentifierInfo()->getName().trim('_').ends_with(effect()))
        return name->getName().str();
    return std::nullopt;
  }

  bool silentFileBrings(clang::SourceLocation definition) const {
    clang::FileID silent = sources_.getFileID(missing_.silent.getLocation());
    clang::FileID file = sources_.getFileID(definition);
    while (file.isValid() && file != silent)
      file = sources_.getFileID(sources_.getIncludeLoc(file));
    return file.isValid();
  }

  const MissingPromise &missing_;
  const clang::SourceManager &sources_;
  const clang::LangOptions &language_;
  clang::FunctionProtoTypeLoc saying_;
  clang::FunctionProtoTypeLoc silent_;
};

} // namespace

std::optional<MissingText> missingText(const MissingPromise &missing) {
  return Speller(missing).spell();
}

} // namespace heaplight
