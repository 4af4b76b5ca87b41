// LLVM module of Rust → its vtables, and what its indirect calls are known by. rustc leaves no
// marks for link-time optimizers: a call through a vtable is known by where in that the pointer was
// loaded from and by the types that it passes, one through a pointer by these types. What that
// can't tell apart (two traits with methods alike) counts as one.
#pragma once

#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <optional>
#include <string>

namespace llvm {
class CallBase;
class FunctionType;
class GlobalVariable;
} // namespace llvm

namespace heaplight {

/// As debug info has it.
bool isRustVtable(const llvm::GlobalVariable &variable);

/// Bytes from a vtable's beginning to the slot that `call` takes its function from; none where it
/// takes it from elsewhere. For the module as rustc made it.
std::optional<uint32_t> vtableSlot(const llvm::CallBase &call);

/// "dyn animals::Animal": what `call`, which takes its function from a slot, is a method of, as the
/// debug info of the variable that holds the value has it. Empty where no variable does. For the
/// module as rustc made it.
std::string dynTypeOf(const llvm::CallBase &call);

/// What functions of this type are known by, in a vtable or behind a pointer.
std::string rustMethodType(const llvm::FunctionType &type);
std::string rustPointerType(const llvm::FunctionType &type);

} // namespace heaplight
