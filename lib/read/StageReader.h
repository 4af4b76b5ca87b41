// LLVM module → both stages of a unit, and its assembly. Runs the pipeline that clang itself would
// run with the compiler's options, and nothing of what comes before.
#pragma once

#include "read/Module.h"

#include "llvm/Support/Error.h"

#include <memory>

namespace clang {
class CodeGenOptions;
class CompilerInstance;
} // namespace clang

namespace llvm {
class LLVMContext;
class raw_pwrite_stream;
} // namespace llvm

namespace heaplight {

/// What is to be read, and with what. All of it is to outlive the reader.
struct StageRequest {
  clang::CompilerInstance &compiler; ///< With its target, its files and its diagnostics.
  const Models &models;
  const std::string &file; ///< As messages name it.
  bool assembly = false;
  TypeMarks marks; ///< In the module for this program alone.
  Unit &unit;
  bool compiles = true; ///< Not where no code generator knows the module's target.
};

using DebugFileName = std::function<std::string(const llvm::DIFile &)>;

/// Errors that LLVM tells of in `context` become the compiler's own.
void tellErrors(llvm::LLVMContext &context, clang::CompilerInstance &compiler);

class StageReader {
public:
  StageReader(const StageRequest &request, Syntax &syntax, DebugFileName pathOf);
  ~StageReader();

  /// To be called first, while `syntax` has its AST. Changes debug locations alone.
  void readWritten(llvm::Module &module);
  /// Leaves the module as the code generator does. Reads nothing where the compiler tells of an
  /// error.
  void readBuilt(llvm::Module &module);

private:
  void nameTheOnlyStage();
  void printAssembly(llvm::Module &module);

  StageRequest request_;
  bool isBuilt_ = false; ///< Of IR: as it came.
  Syntax &syntax_;
  DebugFileName pathOf_;
  std::unique_ptr<ModuleReader> reader_; ///< From `readWritten` on.
};

} // namespace heaplight
