#include "read/StageReader.h"

#include "read/Assembly.h"
#include "read/Invocation.h"
#include "read/IrModule.h"

#include "clang/CodeGen/BackendUtil.h"
#include "clang/Frontend/CompilerInstance.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/CommandLine.h"

namespace heaplight {
namespace {

/// Whether the code generator's own passes will read the discriminators that tags would change.
bool readsDiscriminators(const clang::CodeGenOptions &options) {
  return options.DebugInfoForProfiling || !options.SampleProfileFile.empty() ||
         options.PseudoProbeForProfiling;
}

/// Where two lines' instructions become one, LLVM by default gives it no line. While the optimizer
/// runs that is wanted: it tells that a merge happened, and both lines are found again. In
/// assembly one of the lines is better than none.
void keepALineWhereLinesMerge(bool keep) {
  auto &options = llvm::cl::getRegisteredOptions();
  auto option = options.find("pick-merged-source-locations");
  if (option != options.end())
    static_cast<llvm::cl::opt<bool> *>(option->second)->setValue(keep);
}

/// IR may come with them, from a compile that was for profiles.
bool hasDiscriminators(const llvm::Module &module) {
  for (const llvm::Function &function : module)
    for (const llvm::Instruction &instruction : llvm::instructions(function))
      if (const llvm::DILocation *at = instruction.getDebugLoc(); at && at->getDiscriminator())
        return true;
  return false;
}

void runPipeline(clang::CompilerInstance &compiler, llvm::Module &module,
                 std::unique_ptr<llvm::raw_pwrite_stream> assembly) {
  clang::BackendAction action = assembly ? clang::Backend_EmitAssembly : clang::Backend_EmitNothing;
  clang::emitBackendOutput(
      compiler, compiler.getCodeGenOpts(), compiler.getTarget().getDataLayoutString(), &module,
      action, compiler.getFileManager().getVirtualFileSystemPtr(), std::move(assembly));
}

void report(const llvm::DiagnosticInfo *info, void *compiler) {
  if (info->getSeverity() != llvm::DS_Error)
    return;
  std::string text;
  llvm::raw_string_ostream stream(text);
  llvm::DiagnosticPrinterRawOStream printer(stream);
  info->print(printer);
  clang::DiagnosticsEngine &diagnostics =
      static_cast<clang::CompilerInstance *>(compiler)->getDiagnostics();
  diagnostics.Report(diagnostics.getCustomDiagID(clang::DiagnosticsEngine::Error, "%0")) << text;
}

} // namespace

void tellErrors(llvm::LLVMContext &context, clang::CompilerInstance &compiler) {
  context.setDiagnosticHandlerCallBack(report, &compiler);
}

StageReader::StageReader(const StageRequest &request, Syntax &syntax, DebugFileName pathOf)
    : request_(request), syntax_(syntax), pathOf_(std::move(pathOf)) {}

StageReader::~StageReader() = default;

void StageReader::readWritten(llvm::Module &module) {
  reader_ = std::make_unique<ModuleReader>(request_.models, syntax_, request_.unit,
                                           llvm::Triple(module.getTargetTriple()), pathOf_);
  bool ir = request_.unit.language == "ir";
  isBuilt_ = ir && isBuilt(module);
  if (ir && wasOptimized(module))
    reader_->noteOptimized();
  clang::CodeGenOptions &codegen = request_.compiler.getCodeGenOpts();
  reader_->findDispatches(module);
  removeTypeMarks(module, request_.marks);
  stopMarking(codegen, request_.marks);
  // rustc has its own, to tell calls of one place apart; tags stand behind them.
  bool free = request_.unit.language == "rust" || !hasDiscriminators(module);
  if (!readsDiscriminators(codegen) && free)
    reader_->tagCalls(module);
  request_.unit.written = reader_->read(module, Stage::Written);
  if (request_.assembly)
    reader_->rememberNames(module);
}

void StageReader::readBuilt(llvm::Module &module) {
  module.getContext().setDiscardValueNames(true);
  if (request_.compiles)
    runPipeline(request_.compiler, module, nullptr);
  if (request_.compiler.getDiagnostics().hasErrorOccurred())
    return;
  request_.unit.built = reader_->read(module, Stage::Built);
  if (request_.unit.language == "ir")
    nameTheOnlyStage();
  if (request_.assembly && request_.compiles)
    printAssembly(module);
}

/// IR is at one stage. What the other's summary holds then is the same code, so that calls from
/// other units find it; its stage tells that.
void StageReader::nameTheOnlyStage() {
  bool optimizes = request_.compiler.getCodeGenOpts().OptimizationLevel > 0 && request_.compiles;
  if (isBuilt_)
    request_.unit.written.stage = Stage::Built;
  else if (!optimizes)
    request_.unit.built.stage = Stage::Written;
}

void StageReader::printAssembly(llvm::Module &module) {
  std::string complaint;
  const llvm::Target *target =
      llvm::TargetRegistry::lookupTarget(module.getTargetTriple(), complaint);
  if (!target) {
    request_.unit.notes.push_back(request_.file + ": no assembly: " + complaint);
    return;
  }
  // Without compile units no debug section is printed, and the instructions are the same to the
  // letter; each still carries its location. The verifier would call such a module broken.
  if (llvm::NamedMDNode *units = module.getNamedMetadata("llvm.dbg.cu"))
    units->eraseFromParent();
  clang::CodeGenOptions &codegen = request_.compiler.getCodeGenOpts();
  codegen.VerifyModule = false;
  codegen.DisableLLVMPasses = true; // They ran already.
  keepALineWhereLinesMerge(true);
  llvm::SmallString<0> text;
  AssemblyMarks marks(*target);
  runPipeline(request_.compiler, module, std::make_unique<llvm::raw_svector_ostream>(text));
  keepALineWhereLinesMerge(false);
  request_.unit.assembly =
      readAssembly(std::string(text), marks, request_.unit.names,
                   [&](const llvm::DILocation &location) { return reader_->frameOf(location); });
}

} // namespace heaplight
