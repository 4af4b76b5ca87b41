// LLVM module as written → what each call through a pointer and each virtual call is known by, and
// the functions that such calls may reach. Reads the marks that Clang leaves for link-time
// optimizers; a call without one stays without a dispatch.
#pragma once

#include "Types.h"
#include "read/FunctionCasts.h"
#include "read/Sites.h"

#include "llvm/ADT/DenseMap.h"

namespace llvm {
class CallBase;
class CallInst;
class Constant;
class Function;
class GlobalValue;
class GlobalVariable;
class MDNode;
class Metadata;
class Module;
} // namespace llvm

namespace heaplight {

class Dispatches {
public:
  /// `unit` receives the candidates, the names of types, and which of them are local.
  Dispatches(const Sites &sites, Unit &unit) : sites_(sites), unit_(unit) {}

  void read(llvm::Module &module, const std::set<FunctionCast> &casts);

  /// Functions that stand for pointers of one type which are called as another one: each calls what
  /// such a pointer may lead to. One without a body stands for code that a run finds by name.
  const std::vector<Function> &conversions() const { return conversions_; }

  /// Reads what coroutines were split into: the candidates of calls through their handles. Where
  /// `read` reads marks of the module as written, this wants the module as it is.
  void readCoroutines(const llvm::Module &module);

  /// Null where nothing is known. Only for calls of the module that was read, as it was then.
  const Dispatch *of(const llvm::CallBase &call) const;
  /// What a call through a coroutine's handle is known by.
  Dispatch of(CoroutinePart part);

private:
  StringId typeOf(const llvm::Metadata &id);
  void readTypeTests(llvm::Module &module);
  void readCalls(llvm::Module &module);
  void readVtable(llvm::GlobalVariable &vtable, llvm::Module &module);
  void readFunction(const llvm::Function &function);
  void readRust(llvm::Module &module);
  void readRustCall(const llvm::CallBase &call);
  void readFinders(const llvm::Module &module);
  void readCast(const FunctionCast &cast, const llvm::Module &module);
  void addCandidate(StringId type, uint32_t slot, const llvm::Function &function);
  void sortCandidates();
  void close();

  const Sites &sites_;
  Unit &unit_;
  llvm::DenseMap<const llvm::Metadata *, StringId> types_;
  llvm::DenseMap<const llvm::CallBase *, Dispatch> calls_;
  std::vector<Function> conversions_;
  bool findsCode_ = false;
  bool untyped_ = false; ///< The address of a function without a type was taken.
};

/// Marks in the module as written that are there for this program alone, because the user's own
/// flags ask for none.
struct TypeMarks {
  bool functions = false; ///< Types of functions and of calls through pointers.
  bool vtables = false;   ///< Classes of vtables.
  bool tests = false;     ///< Classes of virtual calls.
};

/// Takes from `module` the marks that were asked for beyond what its own build has: the optimizer
/// gets to see what it sees without them.
void removeTypeMarks(llvm::Module &module, const TypeMarks &marks);

Linkage linkageOf(const llvm::GlobalValue &value);

/// Other names of functions in `module`, beside those that `unit` knows; and its functions that
/// other inputs can't name.
void readLocalNames(const llvm::Module &module, Unit &unit);

} // namespace heaplight
