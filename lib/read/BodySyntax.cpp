#include "read/BodySyntax.h"

#include "read/Promises.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"

namespace heaplight {
namespace {

class Visitor : public clang::RecursiveASTVisitor<Visitor> {
public:
  enum class Types : uint8_t { AsWritten, Canonical };

  /// Within a template's instance types are spelled by its parameters: the canonical ones tell
  /// more.
  Visitor(BodySyntax &body, const AstNames &names, Types types)
      : body_(body), names_(names), types_(types) {}

  bool shouldVisitImplicitCode() const { return true; }
  bool shouldVisitTemplateInstantiations() const { return true; }
  bool shouldWalkTypesOfTypeLocs() const { return false; }
  // A lambda's body is a function of its own.
  bool TraverseLambdaExpr(clang::LambdaExpr *lambda) {
    for (clang::Expr *capture : lambda->capture_inits())
      if (!TraverseStmt(capture))
        return false;
    return true;
  }

  bool TraverseCompoundStmt(clang::CompoundStmt *block) {
    unsigned outer = std::exchange(scopeEnd_, names_.lineOf(block->getEndLoc()));
    bool more = RecursiveASTVisitor::TraverseCompoundStmt(block);
    scopeEnd_ = outer;
    return more;
  }

  void setScopeEnd(unsigned line) { scopeEnd_ = line; }

  bool VisitVarDecl(clang::VarDecl *variable) {
    body_.variables.push_back({variable, names_.lineOf(variable->getBeginLoc()), scopeEnd_});
    // At the place of a loop's own variable the whole range lives and dies.
    bool ofRange = variable->isImplicit() || variable->isCXXForRangeDecl();
    const clang::Expr *init = ofRange ? nullptr : variable->getInit();
    if (init) {
      const clang::Expr *made = init->IgnoreImplicit();
      if (auto *construct = llvm::dyn_cast<clang::CXXConstructExpr>(made);
          construct && construct->getNumArgs() == 1 && construct->isElidable())
        made = construct->getArg(0)->IgnoreImplicit();
      if (llvm::isa<clang::CallExpr, clang::CXXConstructExpr, clang::CXXNewExpr>(made))
        name(made->getExprLoc(), variable->getNameAsString());
    }
    return true;
  }

  /// What it allocates, it does at the place of its function's name.
  bool VisitCoroutineBodyStmt(clang::CoroutineBodyStmt *body) {
    name(body->getPromiseDecl()->getLocation(), "coroutine frame");
    return true;
  }

  bool VisitCXXNewExpr(clang::CXXNewExpr *expression) {
    setType(expression->getExprLoc(), expression->getAllocatedType());
    if (PlaceSyntax *place = placeAt(expression->getExprLoc()))
      place->array = expression->isArray();
    return true;
  }

  bool VisitCastExpr(clang::CastExpr *cast) {
    if (!cast->getType()->isPointerType() || !cast->getSubExpr()->getType()->isVoidPointerType())
      return true;
    const clang::Expr *operand = cast->getSubExpr()->IgnoreParenImpCasts();
    clang::QualType pointee = cast->getType()->getPointeeType();
    if (llvm::isa<clang::CallExpr>(operand) && !pointee->isVoidType())
      setType(operand->getExprLoc(), pointee);
    return true;
  }

  bool VisitCXXDeleteExpr(clang::CXXDeleteExpr *expression) {
    clang::SourceLocation at = expression->getExprLoc();
    if (PlaceSyntax *place = placeAt(at)) {
      place->subject = names_.print(expression->getArgument()->IgnoreImplicit());
      clang::QualType destroyed = expression->getDestroyedType();
      if (!destroyed.isNull()) {
        if (const clang::CXXRecordDecl *record = destroyed->getAsCXXRecordDecl())
          if (const clang::CXXDestructorDecl *destructor = record->getDestructor();
              destructor && destructor->isVirtual())
            place->target =
                "virtual call: " + names_.printClass(record) + "::~" + record->getNameAsString();
      }
    }
    return true;
  }

  bool VisitCallExpr(clang::CallExpr *call) {
    clang::SourceLocation at = call->getExprLoc();
    if (auto *member = llvm::dyn_cast<clang::CXXMemberCallExpr>(call)) {
      const clang::Expr *object = member->getImplicitObjectArgument();
      if (object && !object->IgnoreImplicit()->isImplicitCXXThis())
        nameObject(at, *object->IgnoreImplicit());
      const clang::CXXMethodDecl *method = member->getMethodDecl();
      if (method && method->isVirtual()) {
        setTarget(at, "virtual call: " + names_.printClass(method->getParent()) +
                          "::" + method->getNameAsString());
        setPromised(at, promiseOf(method->getType()));
      }
    } else if (llvm::isa<clang::CXXOperatorCallExpr>(call) && call->getNumArgs()) {
      nameObject(at, *call->getArg(0)->IgnoreImplicit());
    }
    if (!call->getDirectCallee()) {
      setPointerTarget(at, call->getCallee()->getType());
      setPromised(at, promiseOfCallee(*call));
    }
    return true;
  }

private:
  PlaceSyntax *placeAt(clang::SourceLocation location) {
    clang::PresumedLoc at = names_.locate(location);
    return at.isValid() ? &body_.places[{at.getLine(), at.getColumn()}] : nullptr;
  }
  void name(clang::SourceLocation at, std::string subject) {
    if (PlaceSyntax *place = placeAt(at); place && place->subject.empty())
      place->subject = std::move(subject);
  }
  /// Clang's own variables, as __begin1, tell nobody anything.
  void nameObject(clang::SourceLocation at, const clang::Expr &object) {
    auto *variable = llvm::dyn_cast<clang::DeclRefExpr>(&object);
    if (!variable || !variable->getDecl()->isImplicit())
      name(at, names_.print(&object));
  }
  void setTarget(clang::SourceLocation at, std::string target) {
    if (PlaceSyntax *place = placeAt(at))
      place->target = std::move(target);
  }
  void setPromised(clang::SourceLocation at, const std::string &promise) {
    if (promise.empty())
      return;
    if (PlaceSyntax *place = placeAt(at))
      place->promised = true;
  }
  void setPointerTarget(clang::SourceLocation at, clang::QualType callee) {
    if (auto *pointer = callee->getAs<clang::PointerType>())
      callee = pointer->getPointeeType();
    if (callee->isFunctionType())
      setTarget(at, "call through a pointer: " + names_.print(callee.getCanonicalType()));
    else if (callee->isSpecificBuiltinType(clang::BuiltinType::BoundMember))
      setTarget(at, "call through a pointer to a member function");
  }
  void setType(clang::SourceLocation at, clang::QualType type) {
    PlaceSyntax *place = placeAt(at);
    if (!place || type->isDependentType())
      return;
    place->type = names_.print(types_ == Types::Canonical ? type.getCanonicalType() : type);
    if (!type->isIncompleteType() && !type->isFunctionType() && !type->isVariableArrayType())
      place->typeBytes = uint64_t(names_.context().getTypeSizeInChars(type).getQuantity());
  }

  BodySyntax &body_;
  const AstNames &names_;
  Types types_;
  unsigned scopeEnd_ = 0;
};

} // namespace

BodySyntax readBody(const clang::FunctionDecl &function, const AstNames &names) {
  BodySyntax body;
  Visitor visitor(body, names,
                  function.isTemplateInstantiation() ? Visitor::Types::Canonical
                                                     : Visitor::Types::AsWritten);
  visitor.setScopeEnd(names.lineOf(function.getEndLoc()));
  for (clang::ParmVarDecl *parameter : function.parameters())
    visitor.VisitVarDecl(parameter);
  if (auto *constructor = llvm::dyn_cast<clang::CXXConstructorDecl>(&function))
    for (const clang::CXXCtorInitializer *initializer : constructor->inits())
      visitor.TraverseStmt(initializer->getInit());
  visitor.TraverseStmt(function.getBody());
  return body;
}

} // namespace heaplight
