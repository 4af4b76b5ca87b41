#include "read/Compile.h"

#include "read/Assembly.h"
#include "read/Dispatches.h"
#include "read/Invocation.h"
#include "read/Module.h"
#include "read/ReadFiles.h"
#include "read/Syntax.h"

#include "clang/AST/ASTContext.h"
#include "clang/CodeGen/BackendUtil.h"
#include "clang/CodeGen/ModuleBuilder.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Frontend/TextDiagnosticPrinter.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/VirtualFileSystem.h"

namespace heaplight {

char CompileError::ID = 0;

void CompileError::log(llvm::raw_ostream &stream) const { stream << message; }

std::error_code CompileError::convertToErrorCode() const { return llvm::inconvertibleErrorCode(); }

namespace {

namespace path = llvm::sys::path;

llvm::Error failure(const Command &command, const std::string &message,
                    const std::string &diagnostics = {}) {
  return llvm::make_error<CompileError>(command.file + ": " + message, diagnostics);
}

/// Shows a file of the compiler's as reports do.
class PathNames {
public:
  PathNames(const Command &command, const CompileOptions &options)
      : directory_(command.directory), workingFolder_(options.workingFolder) {}

  std::string shown(llvm::StringRef file, llvm::StringRef directory = {}) const {
    if (file.empty() || file.starts_with("<"))
      return file.str();
    llvm::SmallString<256> whole(file);
    if (!path::is_absolute(file)) {
      whole = directory.empty() ? llvm::StringRef(directory_) : directory;
      path::append(whole, file);
    }
    path::remove_dots(whole, /*remove_dot_dot=*/true);
    llvm::StringRef text = whole;
    if (text.consume_front(workingFolder_) && text.consume_front("/"))
      return text.str();
    return std::string(whole);
  }

private:
  std::string directory_;
  std::string workingFolder_;
};

/// Whether the code generator's own passes will read the discriminators that tags would change.
bool readsDiscriminators(const clang::CodeGenOptions &options) {
  return options.DebugInfoForProfiling || !options.SampleProfileFile.empty() ||
         options.PseudoProbeForProfiling;
}

struct Request {
  const Command &command;
  const Models &models;
  const CompileOptions &options;
  const TypeMarks &marks;
  Unit &unit;
};

/// Where two lines' instructions become one, LLVM by default gives it no line. While the optimizer
/// runs that is wanted: it tells that a merge happened, and both lines are found again. In
/// assembly one of the lines is better than none.
void keepALineWhereLinesMerge(bool keep) {
  auto &options = llvm::cl::getRegisteredOptions();
  auto option = options.find("pick-merged-source-locations");
  if (option != options.end())
    static_cast<llvm::cl::opt<bool> *>(option->second)->setValue(keep);
}

/// Makes the module, reads it, runs the optimizer, reads it again.
class StageConsumer : public clang::ASTConsumer {
public:
  StageConsumer(clang::CompilerInstance &compiler, llvm::StringRef file, const Request &request)
      : compiler_(compiler), request_(request), paths_(request.command, request.options),
        generator_(clang::CreateLLVMCodeGen(compiler, file, context_)) {
    context_.setDiscardValueNames(false);
    context_.setDiagnosticHandlerCallBack(report, this);
  }

  // Everything that the parser tells goes to the generator.
  void Initialize(clang::ASTContext &context) override { generator_->Initialize(context); }
  bool HandleTopLevelDecl(clang::DeclGroupRef group) override {
    return generator_->HandleTopLevelDecl(group);
  }
  void HandleInlineFunctionDefinition(clang::FunctionDecl *function) override {
    generator_->HandleInlineFunctionDefinition(function);
  }
  void HandleInterestingDecl(clang::DeclGroupRef group) override {
    generator_->HandleTopLevelDecl(group);
  }
  void HandleTagDeclDefinition(clang::TagDecl *tag) override {
    generator_->HandleTagDeclDefinition(tag);
  }
  void HandleTagDeclRequiredDefinition(const clang::TagDecl *tag) override {
    generator_->HandleTagDeclRequiredDefinition(tag);
  }
  void CompleteTentativeDefinition(clang::VarDecl *variable) override {
    generator_->CompleteTentativeDefinition(variable);
  }
  void CompleteExternalDeclaration(clang::DeclaratorDecl *declarator) override {
    generator_->CompleteExternalDeclaration(declarator);
  }
  void HandleVTable(clang::CXXRecordDecl *record) override { generator_->HandleVTable(record); }
  void HandleCXXStaticMemberVarInstantiation(clang::VarDecl *variable) override {
    generator_->HandleCXXStaticMemberVarInstantiation(variable);
  }
  void AssignInheritanceModel(clang::CXXRecordDecl *record) override {
    generator_->AssignInheritanceModel(record);
  }

  void HandleTranslationUnit(clang::ASTContext &ast) override {
    generator_->HandleTranslationUnit(ast);
    llvm::Module *module = generator_->GetModule();
    if (!module || compiler_.getDiagnostics().hasErrorOccurred())
      return;
    findSystemFiles(ast.getSourceManager());
    Syntax syntax;
    syntax.attach(*generator_, ast);
    ModuleReader reader(request_.models, syntax, request_.unit,
                        llvm::Triple(module->getTargetTriple()), [this](const llvm::DIFile &file) {
                          return paths_.shown(file.getFilename(), file.getDirectory());
                        });
    reader.findDispatches(*module);
    removeTypeMarks(*module, request_.marks);
    stopMarking(compiler_.getCodeGenOpts(), request_.marks);
    if (!readsDiscriminators(compiler_.getCodeGenOpts()))
      reader.tagCalls(*module);
    request_.unit.written = reader.read(*module, Stage::Written);
    if (request_.options.assembly)
      reader.rememberNames(*module);
    syntax.detach();
    std::unique_ptr<llvm::Module> owned = generator_->ReleaseModule();
    if (compiler_.getCodeGenOpts().ClearASTBeforeBackend) {
      ast.cleanup();
      ast.getAllocator().Reset();
    }
    context_.setDiscardValueNames(true);
    runPipeline(*owned, clang::Backend_EmitNothing, nullptr);
    if (compiler_.getDiagnostics().hasErrorOccurred())
      return;
    request_.unit.built = reader.read(*owned, Stage::Built);
    if (request_.options.assembly)
      printAssembly(*owned, reader);
  }

private:
  static void report(const llvm::DiagnosticInfo *info, void *self) {
    if (info->getSeverity() != llvm::DS_Error)
      return;
    std::string text;
    llvm::raw_string_ostream stream(text);
    llvm::DiagnosticPrinterRawOStream printer(stream);
    info->print(printer);
    clang::DiagnosticsEngine &diagnostics =
        static_cast<StageConsumer *>(self)->compiler_.getDiagnostics();
    diagnostics.Report(diagnostics.getCustomDiagID(clang::DiagnosticsEngine::Error, "%0")) << text;
  }

  void findSystemFiles(const clang::SourceManager &sources) {
    auto add = [&](const clang::SrcMgr::SLocEntry &entry) {
      if (!entry.isFile() || !clang::SrcMgr::isSystem(entry.getFile().getFileCharacteristic()))
        return;
      llvm::StringRef name = entry.getFile().getName();
      request_.unit.systemFiles.insert(request_.unit.names.intern(paths_.shown(name)));
    };
    for (unsigned index = 0; index < sources.local_sloc_entry_size(); ++index)
      add(sources.getLocalSLocEntry(index));
    // Of precompiled headers and modules.
    for (unsigned index = 0; index < sources.loaded_sloc_entry_size(); ++index)
      add(sources.getLoadedSLocEntry(index));
  }

  void runPipeline(llvm::Module &module, clang::BackendAction action,
                   std::unique_ptr<llvm::raw_pwrite_stream> stream) {
    clang::emitBackendOutput(
        compiler_, compiler_.getCodeGenOpts(), compiler_.getTarget().getDataLayoutString(), &module,
        action, compiler_.getFileManager().getVirtualFileSystemPtr(), std::move(stream));
  }

  void printAssembly(llvm::Module &module, ModuleReader &reader) {
    std::string complaint;
    const llvm::Target *target =
        llvm::TargetRegistry::lookupTarget(module.getTargetTriple(), complaint);
    if (!target) {
      request_.unit.notes.push_back(request_.command.file + ": no assembly: " + complaint);
      return;
    }
    // Without compile units no debug section is printed, and the instructions are the same to the
    // letter; each still carries its location. The verifier would call such a module broken.
    if (llvm::NamedMDNode *units = module.getNamedMetadata("llvm.dbg.cu"))
      units->eraseFromParent();
    clang::CodeGenOptions &codegen = compiler_.getCodeGenOpts();
    codegen.VerifyModule = false;
    codegen.DisableLLVMPasses = true; // They ran already.
    keepALineWhereLinesMerge(true);
    llvm::SmallString<0> text;
    AssemblyMarks marks(*target);
    runPipeline(module, clang::Backend_EmitAssembly,
                std::make_unique<llvm::raw_svector_ostream>(text));
    keepALineWhereLinesMerge(false);
    request_.unit.assembly =
        readAssembly(std::string(text), marks, request_.unit.names,
                     [&](const llvm::DILocation &location) { return reader.frameOf(location); });
  }

  clang::CompilerInstance &compiler_;
  Request request_;
  PathNames paths_;
  llvm::LLVMContext context_;
  std::unique_ptr<clang::CodeGenerator> generator_;
};

class StageAction : public clang::ASTFrontendAction {
public:
  explicit StageAction(const Request &request) : request_(request) {}

protected:
  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance &compiler,
                                                        llvm::StringRef file) override {
    return std::make_unique<StageConsumer>(compiler, file, request_);
  }

private:
  Request request_;
};

/// Clang's messages, and whether one of them wants more than a mended source.
class Complaints : public clang::TextDiagnosticPrinter {
public:
  using TextDiagnosticPrinter::TextDiagnosticPrinter;

  void HandleDiagnostic(clang::DiagnosticsEngine::Level level,
                        const clang::Diagnostic &diagnostic) override {
    TextDiagnosticPrinter::HandleDiagnostic(level, diagnostic);
    moduleIsMissing |= diagnostic.getID() == clang::diag::err_module_not_found;
  }

  bool moduleIsMissing = false;
};

void describeUnit(const clang::CompilerInvocation &invocation, const Command &command,
                  const PathNames &paths, Unit &unit) {
  const clang::LangOptions &language = invocation.getLangOpts();
  unit.source = paths.shown(command.arguments.back());
  unit.language = language.CPlusPlus ? "c++" : "c";
  unit.target = invocation.getTargetOpts().Triple;
  const clang::CodeGenOptions &codegen = invocation.getCodeGenOpts();
  unit.optimization = codegen.OptimizeSize == 2   ? "z"
                      : codegen.OptimizeSize == 1 ? "s"
                                                  : std::to_string(codegen.OptimizationLevel);
  unit.standard = clang::LangStandard::getLangStandardForKind(language.LangStd).getName();
  unit.notes = command.notes;
}

/// Those that LLVM opens by itself, not through the compile's file system.
void addFilesReadElsewhere(const clang::CodeGenOptions &codegen, WatchingFileSystem &files) {
  for (const std::string &plugin : codegen.PassPlugins)
    files.add(plugin);
  llvm::StringRef sections = codegen.BBSections;
  if (sections.consume_front("list="))
    files.add(sections);
}

llvm::Error compileInto(const Command &command, const Models &models, const CompileOptions &options,
                        Unit &unit) {
  setUpTargets();
  std::string clangBinary = findClang();
  if (clangBinary.empty())
    return failure(command, "clang 22's own headers are nowhere to be found; install clang-22");
  auto files = llvm::makeIntrusiveRefCnt<WatchingFileSystem>(llvm::vfs::createPhysicalFileSystem());
  if (std::error_code error = files->setCurrentWorkingDirectory(command.directory))
    return failure(command, "its command runs in " + command.directory + ": " + error.message());

  std::string text;
  llvm::raw_string_ostream stream(text);
  clang::DiagnosticOptions printing;
  printing.ShowColors = options.colorDiagnostics;
  printing.IgnoreWarnings = true;
  auto diagnostics = clang::CompilerInstance::createDiagnostics(
      *files, printing, new clang::TextDiagnosticPrinter(stream, printing));
  std::shared_ptr<clang::CompilerInvocation> invocation =
      makeInvocation(command, clangBinary, files, *diagnostics);
  if (!invocation)
    return failure(
        command,
        diagnostics->hasErrorOccurred()
            ? "clang refuses its flags"
            : "is no C or C++ source by its ending and flags; give -x c++ or -x c after --",
        text);
  clang::Language language = invocation->getFrontendOpts().Inputs.front().getKind().getLanguage();
  if (language != clang::Language::C && language != clang::Language::CXX)
    return failure(command,
                   "its flags say that it is no C or C++ source; give -x c++ or -x c after --");
  TypeMarks marks = adjust(*invocation);
  invocation->getDiagnosticOpts().ShowColors = options.colorDiagnostics;
  describeUnit(*invocation, command, PathNames(command, options), unit);
  std::string complaint = setBackendOptions(invocation->getFrontendOpts(),
                                            options.assembly.value_or(AssemblySyntax::Att));
  if (!complaint.empty())
    return failure(command, "clang refuses its flags", complaint);

  clang::CompilerInstance compiler(invocation);
  compiler.setVirtualFileSystem(files);
  compiler.setVerboseOutputStream(std::make_unique<llvm::raw_null_ostream>());
  Complaints complaints(stream, invocation->getDiagnosticOpts());
  compiler.createDiagnostics(&complaints, /*ShouldOwnClient=*/false);
  if (!compiler.createTarget())
    return failure(command, "clang refuses the target", text);
  StageAction action(Request{command, models, options, marks, unit});
  bool done = compiler.ExecuteAction(action);
  if (!done || compiler.getDiagnostics().hasErrorOccurred())
    return failure(
        command,
        complaints.moduleIsMissing
            ? "needs a module that is not built; build it and name it with -fmodule-file="
            : "does not compile",
        text);
  if (options.files) {
    addFilesReadElsewhere(invocation->getCodeGenOpts(), *files);
    *options.files = files->seen();
  }
  return llvm::Error::success();
}

/// LLVM ends the process where it can't go on; here it costs one unit.
void giveUp(void *message, const char *reason, bool) {
  *static_cast<std::string *>(message) = reason;
  if (llvm::CrashRecoveryContext *guard = llvm::CrashRecoveryContext::GetCurrent())
    guard->HandleExit(1);
}

} // namespace

llvm::Expected<Unit> compile(const Command &command, const Models &models,
                             const CompileOptions &options) {
  Unit unit;
  std::optional<llvm::Error> result;
  std::string fatal;
  llvm::ScopedFatalErrorHandler handler(giveUp, &fatal);
  // A crash of the compiler costs this unit alone. Deeply nested code wants a deep stack.
  constexpr unsigned stackBytes = 64u << 20;
  llvm::CrashRecoveryContext::Enable();
  llvm::CrashRecoveryContext guard;
  bool survived = guard.RunSafelyOnThread(
      [&] { result.emplace(compileInto(command, models, options, unit)); }, stackBytes);
  if (!fatal.empty())
    return failure(command, "LLVM gave up on it: " + fatal);
  if (!survived || !result)
    return failure(command, "the compiler crashed on it; clang++-22 may tell more");
  if (*result)
    return std::move(*result);
  return unit;
}

} // namespace heaplight
