#include "read/AstNames.h"

#include "clang/AST/Expr.h"
#include "llvm/ADT/StringExtras.h"
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

} // namespace

AstNames::AstNames(const clang::ASTContext &context)
    : context_(context), policy_(context.getPrintingPolicy()) {
  policy_.SuppressDefaultTemplateArgs = true;
  policy_.AnonymousTagLocations = false;
  policy_.SuppressUnwrittenScope = true;
  policy_.SuppressInlineNamespace =
      unsigned(clang::PrintingPolicy::SuppressInlineNamespaceMode::All);
  policy_.Bool = true;
  policy_.SuppressTagKeyword = context.getLangOpts().CPlusPlus;
}

std::string AstNames::print(clang::QualType type) const { return tidy(type.getAsString(policy_)); }

std::string AstNames::printClass(const clang::CXXRecordDecl *record) const {
  return print(context_.getCanonicalTagType(record));
}

bool AstNames::isOrHasBase(const clang::CXXRecordDecl *record, llvm::StringRef type) const {
  if (printClass(record) == type)
    return true;
  return record->hasDefinition() &&
         llvm::any_of(record->bases(), [&](const clang::CXXBaseSpecifier &base) {
           const clang::CXXRecordDecl *parent = base.getType()->getAsCXXRecordDecl();
           return parent && isOrHasBase(parent, type);
         });
}

VariableSyntax AstNames::describe(const clang::FieldDecl &field,
                                  const clang::CXXRecordDecl &record) const {
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

std::string AstNames::print(const clang::Expr *expression) const {
  std::string text;
  llvm::raw_string_ostream stream(text);
  expression->printPretty(stream, nullptr, policy_);
  return oneLine(text);
}

VariableSyntax AstNames::describe(const clang::ValueDecl &variable, std::string name) const {
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

std::string AstNames::nameOf(const clang::FunctionDecl *function) const {
  std::string text;
  llvm::raw_string_ostream stream(text);
  function->getNameForDiagnostic(stream, policy_, /*Qualified=*/true);
  if (!context_.getLangOpts().CPlusPlus || function->isMain())
    return context_.getLangOpts().CPlusPlus ? text + "()" : text;
  const char *separator = "";
  stream << '(';
  for (const clang::ParmVarDecl *parameter : function->parameters()) {
    stream << separator << parameter->getType().getCanonicalType().getAsString(policy_);
    separator = ", ";
  }
  if (function->isVariadic())
    stream << separator << "...";
  stream << ')';
  if (auto *method = llvm::dyn_cast<clang::CXXMethodDecl>(function); method && method->isConst())
    stream << " const";
  return tidy(text);
}

unsigned AstNames::lineOf(clang::SourceLocation location) const {
  clang::PresumedLoc place = locate(location);
  return place.isValid() ? place.getLine() : 0;
}

} // namespace heaplight
