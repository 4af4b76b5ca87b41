#include "read/Invocation.h"

#include "clang/Driver/Compilation.h"
#include "clang/Driver/Driver.h"
#include "clang/Driver/Job.h"
#include "clang/Driver/Tool.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Options/OptionUtils.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/VirtualFileSystem.h"
#include "llvm/TargetParser/Host.h"

#include <mutex>

namespace heaplight {

namespace path = llvm::sys::path;

void setUpTargets() {
  static std::once_flag once;
  std::call_once(once, [] {
    llvm::InitializeAllTargets();
    llvm::InitializeAllTargetMCs();
    llvm::InitializeAllAsmPrinters();
    llvm::InitializeAllAsmParsers();
  });
}

std::string findClang() {
  std::vector<std::string> candidates;
  if (llvm::ErrorOr<std::string> found = llvm::sys::findProgramByName("clang-22"))
    candidates.push_back(*found);
  candidates.push_back(HEAPLIGHT_CLANG_BINARY);
  for (const std::string &candidate : candidates) {
    llvm::SmallString<256> real;
    if (llvm::sys::fs::real_path(candidate, real))
      continue;
    if (llvm::sys::fs::is_directory(clang::GetResourcesPath(real) + "/include"))
      return std::string(real);
  }
  return {};
}

std::shared_ptr<clang::CompilerInvocation>
makeInvocation(const Command &command, const std::string &clangBinary,
               llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> files,
               clang::DiagnosticsEngine &diagnostics) {
  clang::driver::Driver driver(clangBinary, llvm::sys::getDefaultTargetTriple(), diagnostics,
                               "heaplight", files);
  driver.setCheckInputsExist(false);
  std::vector<const char *> arguments{clangBinary.c_str()};
  for (const std::string &argument : llvm::drop_begin(command.arguments))
    arguments.push_back(argument.c_str());
  arguments.push_back("-S");
  std::unique_ptr<clang::driver::Compilation> compilation(driver.BuildCompilation(arguments));
  if (!compilation || diagnostics.hasErrorOccurred())
    return nullptr;
  for (const clang::driver::Command &job : compilation->getJobs()) {
    if (llvm::StringRef(job.getCreator().getName()) != "clang")
      continue;
    auto invocation = std::make_shared<clang::CompilerInvocation>();
    if (!clang::CompilerInvocation::CreateFromArgs(*invocation, job.getArguments(), diagnostics,
                                                   clangBinary.c_str()))
      return nullptr;
    return invocation;
  }
  return nullptr;
}

/// Control-flow integrity and whole-program optimization read the same marks.
static TypeMarks askForTypes(clang::CompilerInvocation &invocation) {
  clang::CodeGenOptions &codegen = invocation.getCodeGenOpts();
  TypeMarks marks;
  if (invocation.getLangOpts().Sanitize.hasOneOf(clang::SanitizerKind::CFI))
    return marks;
  marks.functions = !codegen.CallGraphSection;
  codegen.CallGraphSection = true;
  if (codegen.WholeProgramVTables || codegen.VirtualFunctionElimination ||
      codegen.DevirtualizeSpeculatively)
    return marks;
  marks.tests = true;
  marks.vtables = !codegen.LTOUnit;
  codegen.DevirtualizeSpeculatively = true;
  return marks;
}

void stopMarking(clang::CodeGenOptions &codegen, const TypeMarks &marks) {
  if (marks.functions)
    codegen.CallGraphSection = false;
  if (marks.tests)
    codegen.DevirtualizeSpeculatively = false;
}

TypeMarks adjust(clang::CompilerInvocation &invocation) {
  clang::CodeGenOptions &codegen = invocation.getCodeGenOpts();
  // Lines and inline chains are all that is read; types and variables come from the AST, cheaper.
  codegen.setDebugInfo(llvm::codegenoptions::DebugLineTablesOnly);
  codegen.DebugColumnInfo = true;
  codegen.EmitCodeView = false;
  codegen.DiscardValueNames = false;
  codegen.ClearASTBeforeBackend = true;
  codegen.MainFileName = path::filename(invocation.getFrontendOpts().Inputs.front().getFile());
  // A look at the code leaves no files behind, and coverage maps change none of it.
  codegen.CoverageMapping = false;
  codegen.CoverageNotesFile.clear();
  codegen.OptRecordFile.clear();
  codegen.StackUsageOutput.clear();
  codegen.ThinLinkBitcodeFile.clear();
  codegen.SplitDwarfOutput.clear();
  codegen.SaveTempsFilePrefix.clear();
  invocation.getFrontendOpts().StatsFile.clear();
  invocation.getFrontendOpts().ShowStats = false;
  invocation.getHeaderSearchOpts().Verbose = false;
  invocation.getDependencyOutputOpts() = clang::DependencyOutputOptions();
  invocation.getDiagnosticOpts().IgnoreWarnings = true;
  invocation.getDiagnosticOpts().ShowCarets = true;
  invocation.getFrontendOpts().DisableFree = false;
  codegen.DisableFree = false;
  return askForTypes(invocation);
}

/// LLVM's own option reader answers these by itself and ends the program.
static bool asksForHelp(llvm::StringRef option) {
  llvm::StringRef name = option.ltrim('-').split('=').first;
  return name == "version" || name.starts_with("help") || name.starts_with("print-options") ||
         name.starts_with("print-all-options");
}

std::string setBackendOptions(const clang::FrontendOptions &options, AssemblySyntax syntax) {
  std::vector<const char *> arguments{"heaplight"};
  for (const std::string &argument : options.LLVMArgs) {
    if (asksForHelp(argument))
      return argument + " asks LLVM about itself; leave it out\n";
    arguments.push_back(argument.c_str());
  }
  if (syntax == AssemblySyntax::Intel)
    arguments.push_back("-x86-asm-syntax=intel");
  llvm::cl::ResetAllOptionOccurrences();
  std::string complaint;
  llvm::raw_string_ostream stream(complaint);
  llvm::cl::ParseCommandLineOptions(int(arguments.size()), arguments.data(), "", &stream);
  return complaint;
}

} // namespace heaplight
