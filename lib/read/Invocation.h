// command → Clang's own invocation, with what this program needs of it. Compiles nothing.
#pragma once

#include "read/Command.h"
#include "read/Compile.h"
#include "read/Dispatches.h"

#include "llvm/ADT/IntrusiveRefCntPtr.h"

#include <memory>

namespace clang {
class CodeGenOptions;
class CompilerInvocation;
class DiagnosticsEngine;
class FrontendOptions;
} // namespace clang

namespace llvm::vfs {
class FileSystem;
} // namespace llvm::vfs

namespace heaplight {

/// Makes every target of the installed LLVM known. To be called before anything else here.
void setUpTargets();

/// The clang whose headers and library search this program shares: the one on PATH, else the one
/// that it was built with. Empty where neither has headers.
std::string findClang();

/// As `clang -S` would start it. Null where the driver refuses, with diagnostics, or where the
/// file is no source, without.
std::shared_ptr<clang::CompilerInvocation>
makeInvocation(const Command &command, const std::string &clangBinary,
               llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> files,
               clang::DiagnosticsEngine &diagnostics);

/// Asks for what is needed beyond what the user asked for, and for no files. None of it changes
/// the code that is made, once the marks are gone that it returns.
TypeMarks adjust(clang::CompilerInvocation &invocation);

/// To be called before anything reads the marked module but this program.
void stopMarking(clang::CodeGenOptions &codegen, const TypeMarks &marks);

/// Sets the options that go to LLVM itself (-mllvm). They are the process's own: each unit sets
/// them anew. Returns what is wrong with them; empty where nothing is.
std::string setBackendOptions(const clang::FrontendOptions &options, AssemblySyntax syntax);

} // namespace heaplight
