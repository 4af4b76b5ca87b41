// Clang's AST → what the source says at the place of an emitted call: readable names, the type
// behind a void*, the object of a member call. Decides nothing about the heap. Answers are
// remembered, so that they outlive the AST.
#pragma once

#include "Types.h"
#include "read/FunctionCasts.h"
#include "read/Promises.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"

#include <memory>

namespace clang {
class ASTContext;
class CodeGenerator;
class Preprocessor;
} // namespace clang

namespace heaplight {

/// What the source says of one function.
struct FunctionSyntax {
  std::string name;          ///< Readable, with parameters in C++.
  std::string destroyedType; ///< Of a destructor: the class.
  unsigned endLine = 0;
  bool system = false; ///< It stands in a system header.
  std::vector<PromiseSyntax> promises;
};

/// What the source says at one place of a function. Empty where it says nothing.
struct PlaceSyntax {
  std::string type; ///< What a new-expression makes, or what a void* is cast to.
  std::optional<uint64_t> typeBytes;
  bool array = false;    ///< A new-expression of an array.
  std::string subject;   ///< The object of a member call, the operand of delete, the variable.
  std::string target;    ///< Of a call whose target only a run decides: what is called.
  bool promised = false; ///< By its type, what is called keeps away from the heap.
};

/// A variable, parameter or field of class type.
struct VariableSyntax {
  std::string name;
  std::string type;
  std::string file; ///< As the compiler names it.
  unsigned line = 0;
  unsigned column = 0;
};

struct BodySyntax;

class Syntax {
public:
  /// Without an AST every answer comes from the symbol alone.
  Syntax();
  ~Syntax();
  void attach(clang::CodeGenerator &generator, clang::ASTContext &context,
              clang::Preprocessor &preprocessor);
  /// Whether an AST is there.
  bool attached() const { return ast_ != nullptr; }
  /// The AST is about to go; what was asked before stays known.
  void detach();

  const FunctionSyntax &function(llvm::StringRef symbol);
  /// Of the whole unit; none without an AST.
  std::vector<PromisingCast> promisingCasts() const;
  /// Of `emitted`; none without an AST.
  std::set<FunctionCast> functionCasts(llvm::ArrayRef<const llvm::GlobalValue *> emitted) const;
  /// Null where the source says nothing there.
  const PlaceSyntax *place(llvm::StringRef symbol, unsigned line, unsigned column);
  /// The variable of `symbol`'s body for which the compiler chose the stack slot `slot`, and whose
  /// scope holds `line`.
  std::optional<VariableSyntax> variable(llvm::StringRef symbol, llvm::StringRef slot,
                                         llvm::StringRef destroyedType, unsigned line);
  const std::optional<VariableSyntax> &global(llvm::StringRef symbol);
  /// The field of the class that `symbol` is a member of, by the name of its address in the IR.
  std::optional<VariableSyntax> field(llvm::StringRef symbol, llvm::StringRef slot);
  /// The field at the start of that class, where it is of `type`. Nothing where a base is.
  std::optional<VariableSyntax> firstField(llvm::StringRef symbol, llvm::StringRef type);

private:
  struct Ast;
  BodySyntax &body(llvm::StringRef symbol);

  std::unique_ptr<Ast> ast_;
  llvm::StringMap<FunctionSyntax> functions_;
  llvm::StringMap<std::unique_ptr<BodySyntax>> bodies_;
  llvm::StringMap<std::optional<VariableSyntax>> globals_;
};

/// A C++ destructor, by its symbol.
bool isDestructor(llvm::StringRef symbol);

} // namespace heaplight
