// A struct that a call gets by its address → the values that one of its fields may hold then.
// Follows the struct's own uses in its module; what another function may write is only said to be
// possible.
#pragma once

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SetVector.h"

namespace llvm {
class CallBase;
class Value;
} // namespace llvm

namespace heaplight {

struct FieldValues {
  llvm::SmallSetVector<const llvm::Value *, 4> values; ///< In the order of the struct's uses.
  bool complete = true;                                ///< False where others may be stored.
};

/// A field that holds a pointer.
struct StructField {
  unsigned argument = 0; ///< Of the call: the struct's address, or the struct itself by `byval`.
  unsigned place = 0;    ///< From the struct's beginning, in pointers.
};

/// `storesNone` says of a call that it stores no functions of the program in a struct that it gets.
FieldValues valuesOf(const llvm::CallBase &call, const StructField &field,
                     llvm::function_ref<bool(const llvm::CallBase &)> storesNone);

} // namespace heaplight
