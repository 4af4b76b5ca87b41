// Clang's casts between pointers to functions → as what other type a function may be called. Looks
// at the code that was emitted; a pointer that goes through data of another type is lost.
#pragma once

#include "llvm/ADT/ArrayRef.h"

#include <set>
#include <string>

namespace clang {
class CodeGenerator;
} // namespace clang

namespace llvm {
class GlobalValue;
} // namespace llvm

namespace heaplight {

class AstNames;

/// Types are told by what Clang marks functions of them by, and calls through pointers to these.
struct FunctionCast {
  std::string function; ///< A symbol; empty where a pointer is cast that may lead to several.
  std::string from;     ///< Empty where a pointer to data is cast, or a type without such a mark.
  std::string to;
  std::string readable; ///< `from`, as people write it.

  friend auto operator<=>(const FunctionCast &, const FunctionCast &) = default;
};

/// Those in the bodies and initial values of `emitted`, to types that other units can name, and of
/// pointers from such types. Leaves out what no machine would get to run: a function that expects
/// more, or in other registers, than the pointer's type says is passed.
std::set<FunctionCast> functionCasts(const AstNames &names, clang::CodeGenerator &generator,
                                     llvm::ArrayRef<const llvm::GlobalValue *> emitted);

} // namespace heaplight
