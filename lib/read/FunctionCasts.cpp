#include "read/FunctionCasts.h"

#include "read/AstNames.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/Expr.h"
#include "clang/AST/GlobalDecl.h"
#include "clang/AST/Mangle.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/AST/Type.h"
#include "clang/CodeGen/ModuleBuilder.h"
#include "llvm/IR/GlobalValue.h"
#include "llvm/Support/raw_ostream.h"

namespace heaplight {
namespace {

/// The type of the functions that a pointer of `type` leads to; null where it leads to none.
const clang::FunctionType *pointeeOf(clang::QualType type) {
  return type->isFunctionPointerType() ? type->getPointeeType()->getAs<clang::FunctionType>()
                                       : nullptr;
}

class Finder : public clang::RecursiveASTVisitor<Finder> {
public:
  Finder(const AstNames &names, clang::CodeGenerator &generator)
      : names_(names), context_(names.context()), generator_(generator),
        mangler_(const_cast<clang::ASTContext &>(context_).createMangleContext()) {}

  bool shouldVisitImplicitCode() const { return true; }
  bool shouldWalkTypesOfTypeLocs() const { return false; }

  void read(llvm::StringRef symbol) {
    auto *declaration = const_cast<clang::Decl *>(generator_.GetDeclForMangledName(symbol));
    if (auto *variable = llvm::dyn_cast_or_null<clang::VarDecl>(declaration)) {
      if (const clang::Expr *value = variable->getAnyInitializer())
        TraverseStmt(const_cast<clang::Expr *>(value));
      return;
    }
    const auto *function = llvm::dyn_cast_or_null<clang::FunctionDecl>(declaration);
    if (!function || !function->hasBody(function))
      return;
    if (auto *constructor = llvm::dyn_cast<clang::CXXConstructorDecl>(function))
      for (const clang::CXXCtorInitializer *initializer : constructor->inits())
        TraverseStmt(initializer->getInit());
    TraverseStmt(function->getBody());
  }

  bool VisitCastExpr(clang::CastExpr *cast) {
    // Each call has one that only makes a pointer of its callee.
    bool changes = cast->getCastKind() == clang::CK_BitCast ||
                   cast->getCastKind() == clang::CK_IntegralToPointer;
    const clang::Expr *operand = cast->getSubExpr();
    // A generic lambda's own body stands beside those that are made of it.
    if (!changes || cast->isTypeDependent() || operand->isTypeDependent())
      return true;
    if (const clang::FunctionType *to = pointeeOf(cast->getType()))
      add(operand, *to);
    else if (const clang::FunctionType *set = setThrough(*cast))
      addData(*set);
    return true;
  }

  std::set<FunctionCast> found;

private:
  /// The type of pointer that is written as if it led to data, as in `*(void **)&call = found`.
  static const clang::FunctionType *setThrough(const clang::CastExpr &cast) {
    clang::QualType place = cast.getSubExpr()->getType();
    if (!place->isPointerType() || !cast.getType()->isPointerType())
      return nullptr;
    clang::QualType data = cast.getType()->getPointeeType();
    return data->isVoidType() || data->isVoidPointerType() ? pointeeOf(place->getPointeeType())
                                                           : nullptr;
  }

  void addData(const clang::FunctionType &to) {
    if (std::string id = idOf(to); !id.empty())
      found.insert({{}, {}, std::move(id), {}});
  }

  void add(const clang::Expr *operand, const clang::FunctionType &to) {
    const clang::Expr *value = operand->IgnoreParenCasts();
    if (auto *address = llvm::dyn_cast<clang::UnaryOperator>(value);
        address && address->getOpcode() == clang::UO_AddrOf)
      value = address->getSubExpr()->IgnoreParenCasts();
    if (auto *choice = llvm::dyn_cast<clang::AbstractConditionalOperator>(value)) {
      add(choice->getTrueExpr(), to);
      add(choice->getFalseExpr(), to);
      return;
    }
    auto *name = llvm::dyn_cast<clang::DeclRefExpr>(value);
    auto *function = name ? llvm::dyn_cast<clang::FunctionDecl>(name->getDecl()) : nullptr;
    const clang::FunctionType *from = function ? function->getType()->getAs<clang::FunctionType>()
                                               : pointeeOf(operand->getType());
    if (!from && operand->getType()->isVoidPointerType())
      addData(to);
    if (!from || !fits(*from, to) || (!function && isForAny(*from)))
      return;
    FunctionCast cast{{}, idOf(*from), idOf(to), {}};
    if (cast.from == cast.to || cast.to.empty() || (!function && cast.from.empty()))
      return;
    if (function)
      cast.function = generator_.GetMangledName(clang::GlobalDecl(function)).str();
    cast.readable = names_.print(clang::QualType(from, 0));
    found.insert(std::move(cast));
  }

  /// `void (*)(void)`: what code keeps pointers of any type in, to cast them back before it calls.
  static bool isForAny(const clang::FunctionType &type) {
    auto *full = llvm::dyn_cast<clang::FunctionProtoType>(&type);
    return full && !full->getNumParams() && !full->isVariadic() &&
           full->getReturnType()->isVoidType();
  }

  /// Whether a function of type `own` finds all that it expects when it is called as `other`.
  bool fits(const clang::FunctionType &own, const clang::FunctionType &other) const {
    if (!other.getReturnType()->isVoidType() && !own.getReturnType()->isVoidType() &&
        !passAlike(own.getReturnType(), other.getReturnType()))
      return false;
    auto *expected = llvm::dyn_cast<clang::FunctionProtoType>(&own);
    auto *given = llvm::dyn_cast<clang::FunctionProtoType>(&other);
    if (!expected || !given)
      return true; // Without a prototype anything is passed.
    if (expected->getNumParams() > given->getNumParams())
      return given->isVariadic();
    for (unsigned number = 0; number < expected->getNumParams(); ++number)
      if (!passAlike(expected->getParamType(number), given->getParamType(number)))
        return false;
    return true;
  }

  /// Whether one is passed where the other would be: all that fits into a register for integers.
  bool passAlike(clang::QualType left, clang::QualType right) const {
    return context_.hasSameUnqualifiedType(left, right) || (isWord(left) && isWord(right));
  }

  bool isWord(clang::QualType type) const {
    return type->isAnyPointerType() || type->isReferenceType() || type->isNullPtrType() ||
           type->isBlockPointerType() ||
           (type->isIntegralOrEnumerationType() && !type->isIncompleteType() &&
            context_.getTypeSize(type) <= context_.getTypeSize(context_.VoidPtrTy));
  }

  /// As Clang's own code generator makes it; empty for a type that has no name outside of the unit.
  std::string idOf(const clang::FunctionType &type) const {
    clang::QualType marked(&type, 0);
    if (auto *full = llvm::dyn_cast<clang::FunctionProtoType>(&type))
      marked = context_.getFunctionType(full->getReturnType(), full->getParamTypes(),
                                        full->getExtProtoInfo().withExceptionSpec(clang::EST_None));
    if (marked->isDependentType() || !clang::isExternallyVisible(marked->getLinkage()))
      return {};
    std::string text;
    llvm::raw_string_ostream stream(text);
    mangler_->mangleCanonicalTypeName(marked, stream);
    return text + ".generalized";
  }

  const AstNames &names_;
  const clang::ASTContext &context_;
  clang::CodeGenerator &generator_;
  std::unique_ptr<clang::MangleContext> mangler_;
};

} // namespace

std::set<FunctionCast> functionCasts(const AstNames &names, clang::CodeGenerator &generator,
                                     llvm::ArrayRef<const llvm::GlobalValue *> emitted) {
  Finder finder(names, generator);
  for (const llvm::GlobalValue *value : emitted)
    if (!value->isDeclaration())
      finder.read(value->getName());
  return std::move(finder.found);
}

} // namespace heaplight
