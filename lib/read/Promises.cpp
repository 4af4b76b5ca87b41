#include "read/Promises.h"

#include "read/Comments.h"
#include "read/MissingPromises.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/Expr.h"
#include "clang/AST/GlobalDecl.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/AST/Type.h"
#include "clang/Basic/SourceManager.h"
#include "clang/CodeGen/ModuleBuilder.h"

namespace heaplight {
namespace {

constexpr llvm::StringLiteral commentMark = "heaplight:";

/// As its author wrote it: an overrider's own type has what it overrides merged in.
std::string writtenPromise(const clang::FunctionDecl &declaration) {
  const clang::TypeSourceInfo *written = declaration.getTypeSourceInfo();
  return written ? promiseOf(written->getType()) : std::string();
}

/// As its declarations together say it: one behind the body counts as well.
std::string mergedPromise(const clang::FunctionDecl &function) {
  std::string promise = promiseOf(function.getMostRecentDecl()->getType());
  return promise.empty() ? promiseOf(function.getType()) : promise;
}

/// The declaration that says so, of the function itself or of one that it overrides.
const clang::FunctionDecl *promisingDeclaration(const clang::FunctionDecl &function) {
  const clang::FunctionDecl *first = nullptr;
  for (const clang::FunctionDecl *declaration : function.redecls())
    if (!writtenPromise(*declaration).empty() &&
        (!first || declaration->getCanonicalDecl() == declaration))
      first = declaration;
  if (first)
    return first;
  if (auto *method = llvm::dyn_cast<clang::CXXMethodDecl>(&function))
    for (const clang::CXXMethodDecl *overridden : method->overridden_methods())
      if (const clang::FunctionDecl *found = promisingDeclaration(*overridden))
        return found;
  if (const clang::FunctionDecl *pattern = function.getTemplateInstantiationPattern();
      pattern && pattern != &function)
    return promisingDeclaration(*pattern);
  return nullptr;
}

clang::SourceLocation startOf(const clang::FunctionDecl &declaration) {
  if (const clang::FunctionTemplateDecl *made = declaration.getDescribedFunctionTemplate())
    return made->getBeginLoc();
  return declaration.getOuterLocStart();
}

/// The function that an expression names outright.
const clang::FunctionDecl *functionNamed(const clang::Expr *expression) {
  expression = expression->IgnoreParenCasts();
  if (auto *address = llvm::dyn_cast<clang::UnaryOperator>(expression);
      address && address->getOpcode() == clang::UO_AddrOf)
    expression = address->getSubExpr()->IgnoreParenCasts();
  auto *name = llvm::dyn_cast<clang::DeclRefExpr>(expression);
  return name ? llvm::dyn_cast<clang::FunctionDecl>(name->getDecl()) : nullptr;
}

class CastVisitor : public clang::RecursiveASTVisitor<CastVisitor> {
public:
  CastVisitor(const clang::ASTContext &context, clang::CodeGenerator &generator,
              std::vector<PromisingCast> &casts)
      : context_(context), generator_(generator), casts_(casts) {}

  bool shouldVisitImplicitCode() const { return true; }
  bool shouldVisitTemplateInstantiations() const { return true; }
  bool shouldWalkTypesOfTypeLocs() const { return false; }

  bool VisitCastExpr(clang::CastExpr *cast) {
    std::string promise = promiseOf(cast->getType());
    const clang::Expr *operand = cast->getSubExpr();
    if (promise.empty() || operand->isTypeDependent() || !promiseOf(operand->getType()).empty())
      return true;
    const clang::FunctionDecl *function = functionNamed(operand);
    // Of a null pointer nothing is called.
    if (!function && operand->isNullPointerConstant(const_cast<clang::ASTContext &>(context_),
                                                    clang::Expr::NPC_ValueDependentIsNotNull))
      return true;
    if (function && !mergedPromise(*function).empty())
      return true;
    std::string symbol =
        function ? generator_.GetMangledName(clang::GlobalDecl(function)).str() : std::string();
    casts_.push_back({placeOf(cast->getExprLoc(), context_), promise, symbol});
    return true;
  }

private:
  const clang::ASTContext &context_;
  clang::CodeGenerator &generator_;
  std::vector<PromisingCast> &casts_;
};

} // namespace

SyntaxPlace placeOf(clang::SourceLocation location, const clang::ASTContext &context) {
  clang::PresumedLoc at = context.getSourceManager().getPresumedLoc(location);
  if (at.isInvalid())
    return {};
  return {at.getFilename(), at.getLine(), at.getColumn()};
}

std::string promiseOf(clang::QualType type) {
  bool blocking = false, allocating = false;
  for (const clang::FunctionEffectWithCondition &effect : clang::FunctionEffectsRef::get(type)) {
    // A condition that hangs on a template's parameter is none yet.
    if (effect.Cond.getCondition())
      continue;
    blocking |= effect.Effect.kind() == clang::FunctionEffect::Kind::NonBlocking;
    allocating |= effect.Effect.kind() == clang::FunctionEffect::Kind::NonAllocating;
  }
  if (blocking)
    return "[[clang::nonblocking]]";
  return allocating ? "[[clang::nonallocating]]" : "";
}

std::string promiseOfCallee(const clang::CallExpr &call) {
  const clang::Expr *callee = call.getCallee()->IgnoreParens();
  // Of a call through a pointer to a member the callee has no type of its own.
  if (auto *member = llvm::dyn_cast<clang::BinaryOperator>(callee); member && member->isPtrMemOp())
    callee = member->getRHS();
  return promiseOf(callee->getType());
}

const Promises::CommentsByLine &Promises::commentsOver(clang::FileID file) {
  auto [place, added] = comments_.try_emplace(file);
  if (!added)
    return place->second;
  const clang::SourceManager &sources = context_.getSourceManager();
  std::optional<llvm::StringRef> text = sources.getBufferDataOrNone(file);
  if (!text)
    return place->second;
  for (const Comment &comment : commentsOf(*text, commentMark)) {
    llvm::StringRef said = llvm::StringRef(comment.text).ltrim();
    if (!comment.alone || !comment.nextLine || !said.consume_front(commentMark))
      continue;
    clang::SourceLocation at = sources.translateLineCol(file, comment.line, comment.start);
    place->second[comment.nextLine] = {said.trim().str(), placeOf(at, context_)};
  }
  return place->second;
}

const Promises::CommentOver *Promises::commentOver(const clang::FunctionDecl &declaration) {
  const clang::SourceManager &sources = context_.getSourceManager();
  clang::SourceLocation start = sources.getExpansionLoc(startOf(declaration));
  if (start.isInvalid() || sources.isInSystemHeader(start))
    return nullptr;
  auto [file, offset] = sources.getDecomposedLoc(start);
  const CommentsByLine &comments = commentsOver(file);
  auto found = comments.find(sources.getLineNumber(file, offset));
  return found == comments.end() ? nullptr : &found->second;
}

std::optional<PromiseSyntax> Promises::attributeOf(const clang::FunctionDecl &function) const {
  std::string text = mergedPromise(function);
  if (text.empty())
    return std::nullopt;
  PromiseSyntax promise;
  promise.text = std::move(text);
  const clang::FunctionDecl *saying = promisingDeclaration(function);
  promise.at = placeOf((saying ? saying : &function)->getLocation(), context_);
  const clang::FunctionDecl *first = function.getFirstDecl();
  if (saying && saying != first && saying->getFirstDecl() == first &&
      promiseOf(first->getType()).empty()) {
    SyntaxPlace missing = placeOf(startOf(*first), context_);
    if (missing.file != promise.at.file && missing.line) {
      promise.missing = std::move(missing);
      promise.mend = missingText({*saying, *first, promise.text, context_, preprocessor_});
      if (promise.mend && promise.mend->at.file != promise.missing->file)
        promise.mend.reset();
    }
  }
  return promise;
}

std::vector<PromiseSyntax> Promises::of(const clang::FunctionDecl &function) {
  std::vector<PromiseSyntax> promises;
  if (std::optional<PromiseSyntax> attribute = attributeOf(function))
    promises.push_back(std::move(*attribute));
  const clang::FunctionDecl *pattern = function.getTemplateInstantiationPattern();
  const clang::FunctionDecl &written = pattern ? *pattern : function;
  bool overFirst = commentOver(*written.getFirstDecl());
  for (const clang::FunctionDecl *declaration : written.redecls()) {
    const CommentOver *comment = commentOver(*declaration);
    if (!comment)
      continue;
    PromiseSyntax promise{comment->text, true, comment->at, {}, {}};
    SyntaxPlace first = placeOf(startOf(*written.getFirstDecl()), context_);
    if (!overFirst && first.line && first.file != promise.at.file)
      promise.missing = std::move(first);
    promises.push_back(std::move(promise));
  }
  return promises;
}

std::optional<PromiseSyntax> Promises::of(const clang::BlockDecl &block) const {
  const clang::TypeSourceInfo *written = block.getSignatureAsWritten();
  std::string text = written ? promiseOf(written->getType()) : std::string();
  if (text.empty())
    return std::nullopt;
  return PromiseSyntax{std::move(text), false, placeOf(block.getCaretLocation(), context_), {}, {}};
}

std::vector<PromisingCast> Promises::casts(clang::CodeGenerator &generator) const {
  std::vector<PromisingCast> casts;
  if (context_.hasAnyFunctionEffects())
    CastVisitor(context_, generator, casts).TraverseDecl(context_.getTranslationUnitDecl());
  return casts;
}

} // namespace heaplight
