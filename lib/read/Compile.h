// command → both stages of a unit from one parse, and its assembly. Runs Clang in process, with
// the pipeline that clang itself would run. Prints nothing; of files only rustc writes any, and
// they are gone then.
#pragma once

#include "Types.h"
#include "read/Command.h"
#include "read/Model.h"

namespace heaplight {

struct ReadFiles;

enum class AssemblySyntax : uint8_t { Att, Intel };

struct CompileOptions {
  std::optional<AssemblySyntax> assembly; ///< No assembly is made without it.
  bool colorDiagnostics = false;
  std::string workingFolder;  ///< Absolute; paths below it are shown relative to it.
  std::string scratch;        ///< Absolute; for what is written meanwhile. Empty for the system's.
  ReadFiles *files = nullptr; ///< Where given, set to what a unit that compiles hangs on.
};

/// Why a unit could not be compiled.
class CompileError : public llvm::ErrorInfo<CompileError> {
public:
  static char ID;
  CompileError(std::string message, std::string diagnostics)
      : message(std::move(message)), diagnostics(std::move(diagnostics)) {}

  void log(llvm::raw_ostream &stream) const override;
  std::error_code convertToErrorCode() const override;

  std::string message;
  std::string diagnostics; ///< Clang's own, with source line and caret; may be empty.
};

/// Fails with a `CompileError`.
llvm::Expected<Unit> compile(const Command &command, const Models &models,
                             const CompileOptions &options);

} // namespace heaplight
