// ELF library, program, object or archive, thin ones included → Unit: the functions of its machine
// code, and their calls that may matter to the heap. A call that can't be seen becomes one with a
// reason, never nothing. Where the file itself defines what it calls by name, that definition is
// taken: one that another object puts in its place is not known here.
#pragma once

#include "Types.h"

#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBufferRef.h"

namespace heaplight {

struct LibraryRequest {
  llvm::MemoryBufferRef buffer; ///< Its identifier is the path that reports show.
  /// Functions of other objects that are known never to return; may be null.
  const llvm::StringSet<> *neverReturning = nullptr;
};

/// Its built summary holds every function that others can call, and what these call in turn.
/// Functions that can be called but do nothing have no calls. The error names the file.
llvm::Expected<Unit> readLibrary(const LibraryRequest &request);

/// The build id that the linker put into the file, in hex; else "content-" and a hash of the bytes,
/// those of a thin archive's members included.
std::string buildIdOf(llvm::MemoryBufferRef buffer);

/// The names of the libraries that it needs, in their order. Empty where it isn't linked.
std::vector<std::string> neededBy(llvm::MemoryBufferRef buffer);

/// What others call it by; empty where it has no such name.
std::string sonameOf(llvm::MemoryBufferRef buffer);

} // namespace heaplight
