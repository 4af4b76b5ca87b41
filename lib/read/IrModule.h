// the bytes of LLVM IR, text or bitcode → a module, and what its debug info can't tell: which files
// are the system's. Compiles nothing.
#pragma once

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBufferRef.h"

#include <memory>
#include <string>
#include <vector>

namespace clang {
class HeaderSearchOptions;
} // namespace clang

namespace llvm {
class LLVMContext;
class Module;
} // namespace llvm

namespace heaplight {

/// Fails with one line that does not name the file: where this LLVM can't read it, and where it is
/// broken. Debug info of another form than this LLVM's is dropped.
llvm::Expected<std::unique_ptr<llvm::Module>> readIr(llvm::MemoryBufferRef buffer,
                                                     llvm::LLVMContext &context);

/// Whether any function with a body says where it stands in a source.
bool tellsLines(const llvm::Module &module);

/// Whether optimizers have been at it, as far as it shows: they mark functions whose address tells
/// nothing, and follow variables by their values, which Clang does neither. Of a line of such code
/// some ways may be gone.
bool wasOptimized(const llvm::Module &module);

/// Whether it is surely what an optimizer left, and not what a front end wrote: of a module of
/// which that can't be told it is false. Some front ends follow variables by their values too.
bool isBuilt(const llvm::Module &module);

/// Folders whose files are nobody's to be marked. IR doesn't say which those were when it was made:
/// taken for them are those that a compile for the same target would search, and all whose files
/// whoever works in `workingFolder` did not write.
class SystemFolders {
public:
  SystemFolders(const clang::HeaderSearchOptions &search, std::string workingFolder);

  /// One more; absolute and without dots.
  void add(llvm::StringRef folder) { folders_.push_back(folder.str() + "/"); }

  /// `file` is absolute and has no dots.
  bool hold(llvm::StringRef file) const;

private:
  std::string workingFolder_;
  std::vector<std::string> folders_; ///< Each ends with a slash.
};

} // namespace heaplight
