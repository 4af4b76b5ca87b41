#include "read/Syntax.h"

#include "read/AstNames.h"
#include "read/BodySyntax.h"
#include "read/rust/RustNames.h"

#include "clang/AST/GlobalDecl.h"
#include "clang/Basic/TargetInfo.h"
#include "clang/CodeGen/ModuleBuilder.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Demangle/Demangle.h"

namespace heaplight {
namespace {

/// Whether the compiler's stack slot is the variable's: it bears its name, or with a number that
/// LLVM appended to tell two slots of one name apart.
bool slotIsOf(llvm::StringRef slot, llvm::StringRef variable) {
  if (!slot.consume_front(variable))
    return false;
  slot.consume_front(".addr");
  return slot.empty() || llvm::all_of(slot, llvm::isDigit);
}

} // namespace

/// What there is while Clang's AST lives.
struct Syntax::Ast {
  clang::CodeGenerator &generator;
  AstNames names;
  Promises promises;

  Ast(clang::CodeGenerator &generator, clang::ASTContext &context,
      clang::Preprocessor &preprocessor)
      : generator(generator), names(context), promises(context, preprocessor) {}

  /// Whether `symbol` is that one of a destructor's bodies which frees the object as well.
  bool isDeletingDestructor(const clang::FunctionDecl &function, llvm::StringRef symbol) const {
    auto *destructor = llvm::dyn_cast<clang::CXXDestructorDecl>(&function);
    if (!destructor || !destructor->isVirtual())
      return false;
    auto isOf = [&](clang::CXXDtorType type) {
      return generator.GetMangledName(clang::GlobalDecl(destructor, type)) == symbol;
    };
    return isOf(clang::Dtor_Deleting) ||
           (names.context().getTargetInfo().getCXXABI().isMicrosoft() &&
            isOf(clang::Dtor_VectorDeleting));
  }

  const clang::Decl *declaration(llvm::StringRef symbol) const {
    return generator.GetDeclForMangledName(symbol);
  }
  const clang::FunctionDecl *functionDeclaration(llvm::StringRef symbol) const {
    return llvm::dyn_cast_or_null<clang::FunctionDecl>(declaration(symbol));
  }
};

Syntax::Syntax() = default;
Syntax::~Syntax() = default;

void Syntax::attach(clang::CodeGenerator &generator, clang::ASTContext &context,
                    clang::Preprocessor &preprocessor) {
  ast_ = std::make_unique<Ast>(generator, context, preprocessor);
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
    llvm::StringRef name = facts.name = readableSymbol(symbol);
    facts.destroyedType = droppedType(symbol);
    // Of a block, "block in f()" says as much.
    if (name.consume_front("invocation function for "))
      facts.name = name.str();
    auto *block =
        ast_ ? llvm::dyn_cast_or_null<clang::BlockDecl>(ast_->declaration(symbol)) : nullptr;
    if (std::optional<PromiseSyntax> promise =
            block ? ast_->promises.of(*block) : std::optional<PromiseSyntax>())
      facts.promises.push_back(std::move(*promise));
    return facts;
  }
  facts.name = ast_->names.nameOf(function);
  // That it is deleted is the doing of whoever deletes it.
  if (!ast_->isDeletingDestructor(*function, symbol))
    facts.promises = ast_->promises.of(*function);
  if (auto *destructor = llvm::dyn_cast<clang::CXXDestructorDecl>(function))
    facts.destroyedType = ast_->names.printClass(destructor->getParent());
  const clang::FunctionDecl *definition = function;
  function->hasBody(definition);
  facts.endLine = ast_->names.lineOf(definition->getEndLoc());
  facts.system =
      ast_->names.context().getSourceManager().isInSystemHeader(definition->getLocation());
  return facts;
}

std::vector<PromisingCast> Syntax::promisingCasts() const {
  return ast_ ? ast_->promises.casts(ast_->generator) : std::vector<PromisingCast>();
}

std::set<FunctionCast>
Syntax::functionCasts(llvm::ArrayRef<const llvm::GlobalValue *> emitted) const {
  return ast_ ? heaplight::functionCasts(ast_->names, ast_->generator, emitted)
              : std::set<FunctionCast>();
}

BodySyntax &Syntax::body(llvm::StringRef symbol) {
  auto [place, added] = bodies_.try_emplace(symbol);
  if (!added)
    return *place->second;
  place->second = std::make_unique<BodySyntax>();
  const clang::FunctionDecl *function = ast_ ? ast_->functionDeclaration(symbol) : nullptr;
  if (!function || !function->hasBody(function))
    return *place->second;
  *place->second = readBody(*function, ast_->names);
  return *place->second;
}

const PlaceSyntax *Syntax::place(llvm::StringRef symbol, unsigned line, unsigned column) {
  BodySyntax &facts = body(symbol);
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
           ast_->names.isOrHasBase(record, destroyedType);
  };
  if (!ast_)
    return std::nullopt;
  for (const ScopedVariable &candidate : body(symbol).variables)
    if (slotIsOf(slot, candidate.declaration->getName()) && fits(candidate) &&
        (!best || candidate.declaration->getName().size() > best->declaration->getName().size()))
      best = &candidate;
  if (!best)
    return std::nullopt;
  return ast_->names.describe(*best->declaration, best->declaration->getNameAsString());
}

const std::optional<VariableSyntax> &Syntax::global(llvm::StringRef symbol) {
  auto [place, added] = globals_.try_emplace(symbol);
  auto *variable =
      added && ast_ ? llvm::dyn_cast_or_null<clang::VarDecl>(ast_->declaration(symbol)) : nullptr;
  if (variable) {
    const clang::VarDecl *definition = variable->getDefinition();
    place->second = ast_->names.describe(definition ? *definition : *variable,
                                         variable->getQualifiedNameAsString());
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
      return ast_->names.describe(*field, *method->getParent());
  return std::nullopt;
}

std::optional<VariableSyntax> Syntax::firstField(llvm::StringRef symbol, llvm::StringRef type) {
  const clang::FunctionDecl *function = ast_ ? ast_->functionDeclaration(symbol) : nullptr;
  auto *method = llvm::dyn_cast_or_null<clang::CXXMethodDecl>(function);
  if (!method)
    return std::nullopt;
  for (const clang::CXXBaseSpecifier &base : method->getParent()->bases())
    if (const clang::CXXRecordDecl *record = base.getType()->getAsCXXRecordDecl();
        record && ast_->names.printClass(record) == type)
      return std::nullopt;
  for (const clang::FieldDecl *field : method->getParent()->fields())
    if (const clang::CXXRecordDecl *record =
            field->getType()->getBaseElementTypeUnsafe()->getAsCXXRecordDecl();
        record && ast_->names.isOrHasBase(record, type))
      return ast_->names.describe(*field, *method->getParent());
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
