// LLVM module of Rust → its vtables, and what its indirect calls are known by. rustc leaves no
// marks for link-time optimizers: a call through a vtable is known by where in that the pointer was
// loaded from and by the types that it passes, one through a pointer by these types. What that
// can't tell apart (two traits with methods alike) counts as one.
#pragma once

#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>

namespace llvm {
class CallBase;
class FunctionType;
class GlobalVariable;
class Module;
} // namespace llvm

namespace heaplight {

/// As debug info has it.
bool isRustVtable(const llvm::GlobalVariable &variable);

/// Bytes from a vtable's beginning to the slot that `call` takes its function from; none where it
/// takes it from elsewhere. For the module as rustc made it.
std::optional<uint32_t> vtableSlot(const llvm::CallBase &call);

/// The traits of the variables that hold the vtable which `call` takes its function from, as debug
/// info names them: "dyn shapes::Shape". Empty where no variable is known to. For a call that has a
/// `vtableSlot`.
std::set<std::string> traitsOf(const llvm::CallBase &call);

/// Whose types a call through a vtable may mean, by its trait.
enum class TraitOf : uint8_t {
  Crate,    ///< Its module's own: all of them are in crates that are read with it.
  Closures, ///< `Fn` and its like. As of pointers, those that machine code makes are left aside.
  Others,   ///< Or what isn't known: machine code may have more of them.
};
TraitOf traitOf(const llvm::CallBase &call, const llvm::Module &module);
/// For a vtable: whether a call of that sort may use it. No trait of closures has one of a crate's
/// above it.
bool mayServe(const llvm::GlobalVariable &vtable, TraitOf trait);

/// "dyn animals::Animal": what `call`, which takes its function from a slot, is a method of, as the
/// debug info of the variable that holds the value has it. Empty where no variable does. For the
/// module as rustc made it.
std::string dynTypeOf(const llvm::CallBase &call);

/// What functions of this type are known by, in a vtable or behind a pointer.
std::string rustMethodType(const llvm::FunctionType &type, TraitOf trait);
std::string rustPointerType(const llvm::FunctionType &type);

} // namespace heaplight
