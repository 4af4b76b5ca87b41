#include "read/Syntax.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/GlobalDecl.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Basic/TargetInfo.h"
#include "clang/CodeGen/ModuleBuilder.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/Support/raw_ostream.h"

namespace heaplight {
namespace {

/// "T &" as people write it in C++: "T&".
std::string tidy(std::string text) {
  for (size_t at = 0; (at = text.find(' ', at)) != std::string::npos;)
    if (at + 1 < text.size() && (text[at + 1] == '&' || text[at + 1] == '*') && at &&
        text[at - 1] != ',')
      text.erase(at, 1);
    else
      ++at;
  return text;
}

/// An expression on one line, short enough to name a subject.
std::string oneLine(llvm::StringRef expression) {
  constexpr size_t longest = 60;
  std::string text;
  for (char letter : expression)
    if (!llvm::isSpace(letter))
      text += letter;
    else if (!text.empty() && text.back() != ' ')
      text += ' ';
  if (text.size() > longest)
    text = text.substr(0, longest - 3) + "...";
  return text;
}

/// Whether the compiler's stack slot is the variable's: it bears its name, or with a number that
/// LLVM appended to tell two slots of one name apart.
bool slotIsOf(llvm::StringRef slot, llvm::StringRef variable) {
  if (!slot.consume_front(variable))
    return false;
  slot.consume_front(".addr");
  return slot.empty() || llvm::all_of(slot, llvm::isDigit);
}

struct ScopedVariable {
  const clang::VarDecl *declaration;
  unsigned firstLine;
  unsigned lastLine;
};

} // namespace

struct Syntax::Ast {
  clang::CodeGenerator &generator;
  clang::ASTContext &context;
  clang::PrintingPolicy policy;
  Promises promises;

  Ast(clang::CodeGenerator &generator, clang::ASTContext &context)
      : generator(generator), context(context), policy(context.getPrintingPolicy()),
        promises(context) {
    policy.SuppressDefaultTemplateArgs = true;
    policy.AnonymousTagLocations = false;
    policy.SuppressUnwrittenScope = true;
    policy.SuppressInlineNamespace =
        unsigned(clang::PrintingPolicy::SuppressInlineNamespaceMode::All);
    policy.Bool = true;
    policy.SuppressTagKeyword = context.getLangOpts().CPlusPlus;
  }

  std::string print(clang::QualType type) const { return tidy(type.getAsString(policy)); }

  std::string printClass(const clang::CXXRecordDecl *record) const {
    return print(context.getCanonicalTagType(record));
  }

  /// Where a destructor only passes on to its base's, the compiler calls that one at once.
  bool isOrHasBase(const clang::CXXRecordDecl *record, llvm::StringRef type) const {
    if (printClass(record) == type)
      return true;
    return record->hasDefinition() &&
           llvm::any_of(record->bases(), [&](const clang::CXXBaseSpecifier &base) {
             const clang::CXXRecordDecl *parent = base.getType()->getAsCXXRecordDecl();
             return parent && isOrHasBase(parent, type);
           });
  }

  /// A field as people name it; what a lambda caught has the name of the variable.
  VariableSyntax describe(const clang::FieldDecl &field, const clang::CXXRecordDecl &record) const {
    VariableSyntax facts = describe(field, field.getNameAsString());
    if (!record.isLambda())
      return facts;
    llvm::DenseMap<const clang::ValueDecl *, clang::FieldDecl *> caught;
    clang::FieldDecl *caughtThis = nullptr;
    record.getCaptureFields(caught, caughtThis);
    for (const auto &[variable, place] : caught)
      if (place == &field)
        facts.name = variable->getNameAsString();
    return facts;
  }

  std::string print(const clang::Expr *expression) const {
    std::string text;
    llvm::raw_string_ostream stream(text);
    expression->printPretty(stream, nullptr, policy);
    return oneLine(text);
  }

  /// The type as it was written, or, where that was `auto`, what it stands for.
  VariableSyntax describe(const clang::ValueDecl &variable, std::string name) const {
    clang::QualType type = variable.getType().getUnqualifiedType();
    if (type->getContainedAutoType())
      type = type.getCanonicalType();
    VariableSyntax facts{std::move(name), print(type), {}, 0, 0};
    if (clang::PresumedLoc at = locate(variable.getLocation()); at.isValid()) {
      facts.file = at.getFilename();
      facts.line = at.getLine();
      facts.column = at.getColumn();
    }
    return facts;
  }

  std::string nameOf(const clang::FunctionDecl *function) const {
    std::string text;
    llvm::raw_string_ostream stream(text);
    function->getNameForDiagnostic(stream, policy, /*Qualified=*/true);
    if (!context.getLangOpts().CPlusPlus || function->isMain())
      return context.getLangOpts().CPlusPlus ? text + "()" : text;
    const char *separator = "";
    stream << '(';
    for (const clang::ParmVarDecl *parameter : function->parameters()) {
      stream << separator << parameter->getType().getCanonicalType().getAsString(policy);
      separator = ", ";
    }
    if (function->isVariadic())
      stream << separator << "...";
    stream << ')';
    if (auto *method = llvm::dyn_cast<clang::CXXMethodDecl>(function); method && method->isConst())
      stream << " const";
    return tidy(text);
  }

  /// Whether `symbol` is that one of a destructor's bodies which frees the object as well.
  bool isDeletingDestructor(const clang::FunctionDecl &function, llvm::StringRef symbol) const {
    auto *destructor = llvm::dyn_cast<clang::CXXDestructorDecl>(&function);
    if (!destructor || !destructor->isVirtual())
      return false;
    auto isOf = [&](clang::CXXDtorType type) {
      return generator.GetMangledName(clang::GlobalDecl(destructor, type)) == symbol;
    };
    return isOf(clang::Dtor_Deleting) ||
           (context.getTargetInfo().getCXXABI().isMicrosoft() && isOf(clang::Dtor_VectorDeleting));
  }

  clang::PresumedLoc locate(clang::SourceLocation location) const {
    return context.getSourceManager().getPresumedLoc(location);
  }
  unsigned lineOf(clang::SourceLocation location) const {
    clang::PresumedLoc place = locate(location);
    return place.isValid() ? place.getLine() : 0;
  }

  const clang::Decl *declaration(llvm::StringRef symbol) const {
    return generator.GetDeclForMangledName(symbol);
  }
  const clang::FunctionDecl *functionDeclaration(llvm::StringRef symbol) const {
    return llvm::dyn_cast_or_null<clang::FunctionDecl>(declaration(symbol));
  }
};

/// What one function's body says, place by place.
struct Syntax::Body {
  std::map<std::pair<unsigned, unsigned>, PlaceSyntax> places;
  std::vector<ScopedVariable> variables;

  class Visitor;
};

class Syntax::Body::Visitor : public clang::RecursiveASTVisitor<Syntax::Body::Visitor> {
public:
  enum class Types : uint8_t { AsWritten, Canonical };

  /// Within a template's instance types are spelled by its parameters: the canonical ones tell
  /// more.
  Visitor(Body &body, const Ast &ast, Types types) : body_(body), ast_(ast), types_(types) {}

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
    unsigned outer = std::exchange(scopeEnd_, ast_.lineOf(block->getEndLoc()));
    bool more = RecursiveASTVisitor::TraverseCompoundStmt(block);
    scopeEnd_ = outer;
    return more;
  }

  void setScopeEnd(unsigned line) { scopeEnd_ = line; }

  bool VisitVarDecl(clang::VarDecl *variable) {
    body_.variables.push_back({variable, ast_.lineOf(variable->getBeginLoc()), scopeEnd_});
    if (const clang::Expr *init = variable->getInit()) {
      const clang::Expr *made = init->IgnoreImplicit();
      if (auto *construct = llvm::dyn_cast<clang::CXXConstructExpr>(made);
          construct && construct->getNumArgs() == 1 && construct->isElidable())
        made = construct->getArg(0)->IgnoreImplicit();
      if (llvm::isa<clang::CallExpr, clang::CXXConstructExpr, clang::CXXNewExpr>(made))
        name(made->getExprLoc(), variable->getNameAsString());
    }
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
      place->subject = ast_.print(expression->getArgument()->IgnoreImplicit());
      clang::QualType destroyed = expression->getDestroyedType();
      if (!destroyed.isNull()) {
        if (const clang::CXXRecordDecl *record = destroyed->getAsCXXRecordDecl())
          if (const clang::CXXDestructorDecl *destructor = record->getDestructor();
              destructor && destructor->isVirtual())
            place->target =
                "virtual call: " + ast_.printClass(record) + "::~" + record->getNameAsString();
      }
    }
    return true;
  }

  bool VisitCallExpr(clang::CallExpr *call) {
    clang::SourceLocation at = call->getExprLoc();
    if (auto *member = llvm::dyn_cast<clang::CXXMemberCallExpr>(call)) {
      const clang::Expr *object = member->getImplicitObjectArgument();
      if (object && !object->IgnoreImplicit()->isImplicitCXXThis())
        name(at, ast_.print(object->IgnoreImplicit()));
      const clang::CXXMethodDecl *method = member->getMethodDecl();
      if (method && method->isVirtual()) {
        setTarget(at, "virtual call: " + ast_.printClass(method->getParent()) +
                          "::" + method->getNameAsString());
        setPromised(at, promiseOf(method->getType()));
      }
    } else if (llvm::isa<clang::CXXOperatorCallExpr>(call) && call->getNumArgs()) {
      name(at, ast_.print(call->getArg(0)->IgnoreImplicit()));
    }
    if (!call->getDirectCallee()) {
      setPointerTarget(at, call->getCallee()->getType());
      setPromised(at, promiseOfCallee(*call));
    }
    return true;
  }

private:
  PlaceSyntax *placeAt(clang::SourceLocation location) {
    clang::PresumedLoc at = ast_.locate(location);
    return at.isValid() ? &body_.places[{at.getLine(), at.getColumn()}] : nullptr;
  }
  void name(clang::SourceLocation at, std::string subject) {
    if (PlaceSyntax *place = placeAt(at); place && place->subject.empty())
      place->subject = std::move(subject);
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
      setTarget(at, "call through a pointer: " + ast_.print(callee.getCanonicalType()));
    else if (callee->isSpecificBuiltinType(clang::BuiltinType::BoundMember))
      setTarget(at, "call through a pointer to a member function");
  }
  void setType(clang::SourceLocation at, clang::QualType type) {
    PlaceSyntax *place = placeAt(at);
    if (!place || type->isDependentType())
      return;
    place->type = ast_.print(types_ == Types::Canonical ? type.getCanonicalType() : type);
    if (!type->isIncompleteType() && !type->isFunctionType() && !type->isVariableArrayType())
      place->typeBytes = uint64_t(ast_.context.getTypeSizeInChars(type).getQuantity());
  }

  Body &body_;
  const Ast &ast_;
  Types types_;
  unsigned scopeEnd_ = 0;
};

Syntax::Syntax() = default;
Syntax::~Syntax() = default;

void Syntax::attach(clang::CodeGenerator &generator, clang::ASTContext &context) {
  ast_ = std::make_unique<Ast>(generator, context);
}

void Syntax::detach() {
  ast_.reset();
  for (auto &entry : bodies_)
    entry.second->variables.clear();
}

const FunctionSyntax &Syntax::function(llvm::StringRef symbol) {
  auto [place, added] = functions_.try_emplace(symbol);
  FunctionSyntax &facts = place->second;
  if (!added)
    return facts;
  const clang::FunctionDecl *function = ast_ ? ast_->functionDeclaration(symbol) : nullptr;
  if (!function) {
    facts.name = llvm::demangle(symbol);
    auto *block =
        ast_ ? llvm::dyn_cast_or_null<clang::BlockDecl>(ast_->declaration(symbol)) : nullptr;
    if (std::optional<PromiseSyntax> promise =
            block ? ast_->promises.of(*block) : std::optional<PromiseSyntax>())
      facts.promises.push_back(std::move(*promise));
    return facts;
  }
  facts.name = ast_->nameOf(function);
  // That it is deleted is the doing of whoever deletes it.
  if (!ast_->isDeletingDestructor(*function, symbol))
    facts.promises = ast_->promises.of(*function);
  if (auto *destructor = llvm::dyn_cast<clang::CXXDestructorDecl>(function))
    facts.destroyedType = ast_->printClass(destructor->getParent());
  const clang::FunctionDecl *definition = function;
  function->hasBody(definition);
  facts.endLine = ast_->lineOf(definition->getEndLoc());
  facts.system = ast_->context.getSourceManager().isInSystemHeader(definition->getLocation());
  return facts;
}

std::vector<PromisingCast> Syntax::promisingCasts() const {
  return ast_ ? ast_->promises.casts(ast_->generator) : std::vector<PromisingCast>();
}

std::set<FunctionCast>
Syntax::functionCasts(llvm::ArrayRef<const llvm::GlobalValue *> emitted) const {
  std::set<FunctionCast> casts;
  if (ast_)
    for (FunctionCast cast : heaplight::functionCasts(ast_->context, ast_->generator, emitted)) {
      cast.readable = tidy(std::move(cast.readable));
      casts.insert(std::move(cast));
    }
  return casts;
}

Syntax::Body &Syntax::body(llvm::StringRef symbol) {
  auto [place, added] = bodies_.try_emplace(symbol);
  if (!added)
    return *place->second;
  place->second = std::make_unique<Body>();
  const clang::FunctionDecl *function = ast_ ? ast_->functionDeclaration(symbol) : nullptr;
  if (!function || !function->hasBody(function))
    return *place->second;
  Body::Visitor visitor(*place->second, *ast_,
                        function->isTemplateInstantiation() ? Body::Visitor::Types::Canonical
                                                            : Body::Visitor::Types::AsWritten);
  visitor.setScopeEnd(ast_->lineOf(function->getEndLoc()));
  for (clang::ParmVarDecl *parameter : function->parameters())
    visitor.VisitVarDecl(parameter);
  if (auto *constructor = llvm::dyn_cast<clang::CXXConstructorDecl>(function))
    for (const clang::CXXCtorInitializer *initializer : constructor->inits())
      visitor.TraverseStmt(initializer->getInit());
  visitor.TraverseStmt(function->getBody());
  return *place->second;
}

const PlaceSyntax *Syntax::place(llvm::StringRef symbol, unsigned line, unsigned column) {
  Body &facts = body(symbol);
  auto found = facts.places.find({line, column});
  return found == facts.places.end() ? nullptr : &found->second;
}

std::optional<VariableSyntax> Syntax::variable(llvm::StringRef symbol, llvm::StringRef slot,
                                               llvm::StringRef destroyedType, unsigned line) {
  const ScopedVariable *best = nullptr;
  auto fits = [&](const ScopedVariable &candidate) {
    const clang::CXXRecordDecl *record =
        candidate.declaration->getType()->getBaseElementTypeUnsafe()->getAsCXXRecordDecl();
    return record && candidate.firstLine <= line && line <= candidate.lastLine &&
           ast_->isOrHasBase(record, destroyedType);
  };
  if (!ast_)
    return std::nullopt;
  for (const ScopedVariable &candidate : body(symbol).variables)
    if (slotIsOf(slot, candidate.declaration->getName()) && fits(candidate) &&
        (!best || candidate.declaration->getName().size() > best->declaration->getName().size()))
      best = &candidate;
  if (!best)
    return std::nullopt;
  return ast_->describe(*best->declaration, best->declaration->getNameAsString());
}

const std::optional<VariableSyntax> &Syntax::global(llvm::StringRef symbol) {
  auto [place, added] = globals_.try_emplace(symbol);
  auto *variable =
      added && ast_ ? llvm::dyn_cast_or_null<clang::VarDecl>(ast_->declaration(symbol)) : nullptr;
  if (variable) {
    const clang::VarDecl *definition = variable->getDefinition();
    place->second =
        ast_->describe(definition ? *definition : *variable, variable->getQualifiedNameAsString());
  }
  return place->second;
}

std::optional<VariableSyntax> Syntax::field(llvm::StringRef symbol, llvm::StringRef slot) {
  const clang::FunctionDecl *function = ast_ ? ast_->functionDeclaration(symbol) : nullptr;
  auto *method = llvm::dyn_cast_or_null<clang::CXXMethodDecl>(function);
  if (!method)
    return std::nullopt;
  for (const clang::FieldDecl *field : method->getParent()->fields())
    if (slotIsOf(slot, field->getName()) && !field->getName().empty())
      return ast_->describe(*field, *method->getParent());
  return std::nullopt;
}

std::optional<VariableSyntax> Syntax::firstField(llvm::StringRef symbol, llvm::StringRef type) {
  const clang::FunctionDecl *function = ast_ ? ast_->functionDeclaration(symbol) : nullptr;
  auto *method = llvm::dyn_cast_or_null<clang::CXXMethodDecl>(function);
  if (!method)
    return std::nullopt;
  for (const clang::CXXBaseSpecifier &base : method->getParent()->bases())
    if (const clang::CXXRecordDecl *record = base.getType()->getAsCXXRecordDecl();
        record && ast_->printClass(record) == type)
      return std::nullopt;
  for (const clang::FieldDecl *field : method->getParent()->fields())
    if (const clang::CXXRecordDecl *record =
            field->getType()->getBaseElementTypeUnsafe()->getAsCXXRecordDecl();
        record && ast_->isOrHasBase(record, type))
      return ast_->describe(*field, *method->getParent());
  return std::nullopt;
}

bool isDestructor(llvm::StringRef symbol) {
  // Itanium C++ ABI 5.1.4.3: <ctor-dtor-name> D0, D1 or D2 ends the nested name.
  if (!symbol.starts_with("_Z") || !symbol.contains('D'))
    return false;
  std::string text = symbol.str(); // The demangler refers to it.
  llvm::ItaniumPartialDemangler demangler;
  if (demangler.partialDemangle(text.c_str()) || !demangler.isCtorOrDtor())
    return false;
  size_t size = 0;
  char *name = demangler.getFunctionBaseName(nullptr, &size);
  bool destructor = name && name[0] == '~';
  std::free(name);
  return destructor;
}

} // namespace heaplight
