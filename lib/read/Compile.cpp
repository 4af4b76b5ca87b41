#include "read/Compile.h"

#include "read/InputKind.h"
#include "read/Invocation.h"
#include "read/IrModule.h"
#include "read/PathNames.h"
#include "read/ReadFiles.h"
#include "read/SourceAction.h"
#include "read/rust/Rust.h"
#include "read/rust/RustCommand.h"
#include "read/rust/RustFlags.h"

#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Frontend/TextDiagnosticPrinter.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/VirtualFileSystem.h"

namespace heaplight {

char CompileError::ID = 0;

void CompileError::log(llvm::raw_ostream &stream) const { stream << message; }

std::error_code CompileError::convertToErrorCode() const { return llvm::inconvertibleErrorCode(); }

namespace {

llvm::Error failure(const Command &command, const std::string &message,
                    const std::string &diagnostics = {}) {
  return llvm::make_error<CompileError>(command.file + ": " + message, diagnostics);
}

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

/// Those that LLVM opens by itself, not through the compile's file system.
void addFilesReadElsewhere(const clang::CodeGenOptions &codegen, WatchingFileSystem &files) {
  for (const std::string &plugin : codegen.PassPlugins)
    files.add(plugin);
  llvm::StringRef sections = codegen.BBSections;
  if (sections.consume_front("list="))
    files.add(sections);
}

/// What goes into a compile, and what comes out.
struct Request {
  const Command &command;
  const Models &models;
  const CompileOptions &options;
  Unit &unit;
};

/// One compile, in steps.
class Compilation {
public:
  explicit Compilation(const Request &request)
      : request_(request), command_(request.command),
        paths_(request.command.directory, request.options.workingFolder) {}

  llvm::Error run();

private:
  llvm::Error openFiles();
  llvm::Error compile();
  std::shared_ptr<clang::CompilerInvocation> tryToInvoke(const Command &command);
  llvm::Error invoke(const Command &command);
  llvm::Error start();
  void describe();
  llvm::Error compileSource();
  llvm::Error compileIr();
  llvm::Error compileRust();
  llvm::Error compileModule(llvm::MemoryBufferRef buffer);
  llvm::Error aimAt(llvm::Module &module);
  void noteStrangeTarget();
  void describeRust();
  void addRustFiles(const RustModule &module);
  void readStages(llvm::Module &module);

  clang::Language language() const {
    return invocation_->getFrontendOpts().Inputs.front().getKind().getLanguage();
  }
  StageRequest stageRequest() {
    return {
        *compiler_, request_.models, command_.file,         request_.options.assembly.has_value(),
        marks_,     request_.unit,   strangeTarget_.empty()};
  }

  Request request_;
  Command command_; ///< Clang's own; of Rust, that for the module which rustc made.
  PathNames paths_;
  std::string clangBinary_;
  llvm::IntrusiveRefCntPtr<WatchingFileSystem> files_;
  std::string text_; ///< What Clang has to say.
  llvm::raw_string_ostream stream_{text_};
  std::shared_ptr<clang::CompilerInvocation> invocation_;
  TypeMarks marks_;           ///< That it asks for.
  std::string strangeTarget_; ///< Of a module for which no code can be generated; else empty.
  std::optional<Complaints> complaints_;
  std::optional<clang::CompilerInstance> compiler_;
};

llvm::Error Compilation::run() {
  setUpTargets();
  if (llvm::Error error = openFiles())
    return error;
  if (request_.command.rust)
    return compileRust();
  if (llvm::Error error = invoke(command_))
    return error;
  if (llvm::Error error = compile())
    return error;
  if (request_.options.files) {
    addFilesReadElsewhere(invocation_->getCodeGenOpts(), *files_);
    *request_.options.files = files_->seen();
  }
  return llvm::Error::success();
}

llvm::Error Compilation::compile() {
  switch (language()) {
  case clang::Language::C:
  case clang::Language::CXX:
    return compileSource();
  case clang::Language::LLVM_IR:
    return compileIr();
  default:
    return failure(command_,
                   "its flags say that it is no C or C++ source; give -x c++ or -x c after --");
  }
}

llvm::Error Compilation::openFiles() {
  clangBinary_ = findClang();
  if (clangBinary_.empty())
    return failure(command_, "clang 22's own headers are nowhere to be found; install clang-22");
  files_ = llvm::makeIntrusiveRefCnt<WatchingFileSystem>(llvm::vfs::createPhysicalFileSystem());
  if (std::error_code error = files_->setCurrentWorkingDirectory(command_.directory))
    return failure(command_, "its command runs in " + command_.directory + ": " + error.message());
  return llvm::Error::success();
}

std::shared_ptr<clang::CompilerInvocation> Compilation::tryToInvoke(const Command &command) {
  clang::DiagnosticOptions printing;
  printing.ShowColors = request_.options.colorDiagnostics;
  printing.IgnoreWarnings = true;
  auto diagnostics = clang::CompilerInstance::createDiagnostics(
      *files_, printing, new clang::TextDiagnosticPrinter(stream_, printing));
  return makeInvocation(command, clangBinary_, files_, *diagnostics);
}

llvm::Error Compilation::invoke(const Command &command) {
  invocation_ = tryToInvoke(command);
  if (!invocation_)
    return failure(command, text_.empty() ? whyNoSource(command.file) : "clang refuses its flags",
                   text_);
  marks_ = adjust(*invocation_);
  invocation_->getDiagnosticOpts().ShowColors = request_.options.colorDiagnostics;
  return llvm::Error::success();
}

void Compilation::describe() {
  Unit &unit = request_.unit;
  const clang::LangOptions &options = invocation_->getLangOpts();
  const clang::CodeGenOptions &codegen = invocation_->getCodeGenOpts();
  unit.source = paths_.shown(command_.arguments.back());
  unit.target = invocation_->getTargetOpts().Triple;
  unit.optimization = codegen.OptimizeSize == 2   ? "z"
                      : codegen.OptimizeSize == 1 ? "s"
                                                  : std::to_string(codegen.OptimizationLevel);
  unit.notes.insert(unit.notes.end(), command_.notes.begin(), command_.notes.end());
  if (request_.command.rust)
    return describeRust();
  if (language() == clang::Language::LLVM_IR) {
    unit.language = "ir";
    return;
  }
  unit.language = options.CPlusPlus ? "c++" : "c";
  unit.standard = clang::LangStandard::getLangStandardForKind(options.LangStd).getName();
}

llvm::Error Compilation::start() {
  describe();
  std::string complaint = setBackendOptions(
      invocation_->getFrontendOpts(), request_.options.assembly.value_or(AssemblySyntax::Att));
  if (!complaint.empty())
    return failure(command_, "clang refuses its flags", complaint);
  compiler_.emplace(invocation_);
  compiler_->setVerboseOutputStream(std::make_unique<llvm::raw_null_ostream>());
  complaints_.emplace(stream_, invocation_->getDiagnosticOpts());
  // With what -ivfsoverlay lays over the files, and these watched all the same.
  compiler_->createVirtualFileSystem(files_, &*complaints_);
  if (complaints_->getNumErrors())
    return failure(command_, "clang refuses its flags", text_);
  compiler_->createDiagnostics(&*complaints_, /*ShouldOwnClient=*/false);
  if (!compiler_->createTarget())
    return failure(command_, "clang refuses the target", text_);
  return llvm::Error::success();
}

llvm::Error Compilation::compileSource() {
  if (llvm::Error error = start())
    return error;
  std::unique_ptr<clang::FrontendAction> action = makeSourceAction(stageRequest(), paths_);
  bool done = compiler_->ExecuteAction(*action);
  if (done && !compiler_->getDiagnostics().hasErrorOccurred())
    return llvm::Error::success();
  return failure(command_,
                 complaints_->moduleIsMissing
                     ? "needs a module that is not built; build it and name it with -fmodule-file="
                     : "does not compile",
                 text_);
}

/// The command with one more argument at `place`, counted from the compiler's name.
Command with(Command command, size_t place, const std::string &argument) {
  command.arguments.insert(command.arguments.begin() + ptrdiff_t(place), argument);
  return command;
}

llvm::Error Compilation::compileIr() {
  auto buffer = files_->getBufferForFile(command_.arguments.back());
  if (!buffer)
    return failure(command_, "cannot be read: " + buffer.getError().message());
  return compileModule((*buffer)->getMemBufferRef());
}

llvm::Error Compilation::compileModule(llvm::MemoryBufferRef buffer) {
  llvm::LLVMContext context;
  llvm::Expected<std::unique_ptr<llvm::Module>> module = readIr(buffer, context);
  if (!module)
    return failure(command_,
                   "is no LLVM IR that LLVM 22 can read: " + llvm::toString(module.takeError()));
  if (llvm::Error error = aimAt(**module))
    return error;
  // What marks it has, it has from its own build.
  stopMarking(invocation_->getCodeGenOpts(), marks_);
  marks_ = {};
  if (llvm::Error error = start())
    return error;
  compiler_->createFileManager();
  tellErrors(context, *compiler_);
  noteStrangeTarget();
  if (!tellsLines(**module) && !request_.command.rust)
    request_.unit.notes.push_back(command_.file + ": has no debug info, so none of its lines can "
                                                  "be marked; make it with -gline-tables-only");
  readStages(**module);
  if (compiler_->getDiagnostics().hasErrorOccurred())
    return failure(command_, "does not compile", text_);
  return llvm::Error::success();
}

/// rustc makes the module; from there on it is compiled as rustc would do it.
llvm::Error Compilation::compileRust() {
  llvm::Expected<RustModule> made = makeRustModule(
      request_.command, {request_.options.colorDiagnostics, request_.options.scratch});
  if (!made)
    return made.takeError();
  if (made->library)
    request_.unit.notes.push_back(command_.file +
                                  ": has no main, so it is compiled as a library; what is generic "
                                  "or inline is there only where it is used");
  if (std::string made = versionField(request_.command.rust->version, "LLVM version");
      llvm::StringRef(made).split('.').first != std::to_string(LLVM_VERSION_MAJOR))
    request_.unit.notes.push_back(command_.file + ": rustc would optimize it by LLVM " + made +
                                  "; what is said of the built stage holds for LLVM 22");
  command_ = moduleCommand(request_.command, command_.arguments.back());
  command_.notes = request_.command.notes;
  command_.systemFolders = request_.command.systemFolders;
  if (llvm::Error error = compileModule(made->bitcode->getMemBufferRef()))
    return error;
  if (request_.options.files)
    addRustFiles(*made);
  return llvm::Error::success();
}

void Compilation::describeRust() {
  Unit &unit = request_.unit;
  const std::vector<std::string> &arguments = request_.command.arguments;
  unit.language = "rust";
  unit.optimization = rustLevel(arguments, request_.command.rust->fastLevel);
  unit.standard = "rust" + longOption(arguments, "edition");
}

/// What a unit of Rust hangs on: nothing tells what it makes of variables of the environment.
void Compilation::addRustFiles(const RustModule &module) {
  ReadFiles &files = *request_.options.files;
  for (const std::string &file : module.files)
    files.read.push_back({file, std::nullopt});
  files.settled = !module.readsEnvironment || !request_.command.environment.empty();
}

/// Compiles for what the module was made for, whatever else the flags name of that machine.
llvm::Error Compilation::aimAt(llvm::Module &module) {
  llvm::Triple made = module.getTargetTriple();
  if (made.getTriple().empty())
    made = llvm::Triple(invocation_->getTargetOpts().Triple);
  std::string complaint;
  if (!llvm::TargetRegistry::lookupTarget(made, complaint)) {
    strangeTarget_ = made.str();
    return llvm::Error::success();
  }
  Command aimed = with(command_, 1, "--target=" + made.str());
  if (made.isGPU()) // Its libraries would be linked into sources alone.
    aimed = with(aimed, 1, "-nogpulib");
  if (llvm::Error error = invoke(aimed))
    return error;
  llvm::Triple asked(invocation_->getTargetOpts().Triple);
  if (asked.getArch() != made.getArch())
    return failure(command_, "is made for " + made.str() + ", and cannot be compiled for " +
                                 asked.str() + "; leave --target and -m flags out");
  module.setTargetTriple(asked);
  return llvm::Error::success();
}

void Compilation::noteStrangeTarget() {
  if (strangeTarget_.empty())
    return;
  request_.unit.target = strangeTarget_;
  request_.unit.notes.push_back(command_.file + ": is made for the target '" + strangeTarget_ +
                                "', which LLVM " LLVM_VERSION_STRING
                                " does not know, so it is shown as it is: nothing is optimized and "
                                "there is no assembly");
}

void Compilation::readStages(llvm::Module &module) {
  if (module.getDataLayoutStr().empty() && strangeTarget_.empty())
    module.setDataLayout(compiler_->getTarget().getDataLayoutString());
  // A source's compile is asked for its system folders: one of IR includes nothing.
  Command source = strangeTarget_.empty()
                       ? with(command_, 1, "--target=" + module.getTargetTriple().str())
                       : command_;
  auto search = tryToInvoke(with(source, source.arguments.size() - 1, "-xc++"));
  SystemFolders system(search ? search->getHeaderSearchOpts() : clang::HeaderSearchOptions(),
                       request_.options.workingFolder);
  if (request_.command.rust)
    system.add(request_.command.rust->sysroot);
  for (const std::string &folder : command_.systemFolders)
    system.add(folder);
  Syntax syntax; // There is none: all is told by symbols.
  StageReader reader(stageRequest(), syntax, [&](const llvm::DIFile &file) {
    std::string shown = paths_.shown(file.getFilename(), file.getDirectory());
    if (system.hold(paths_.whole(file.getFilename(), file.getDirectory())))
      request_.unit.systemFiles.insert(request_.unit.names.intern(shown));
    return shown;
  });
  reader.readWritten(module);
  reader.readBuilt(module);
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
      [&] { result.emplace(Compilation({command, models, options, unit}).run()); }, stackBytes);
  if (!fatal.empty())
    return failure(command, "LLVM gave up on it: " + fatal);
  if (!survived || !result)
    return failure(command, "the compiler crashed on it; clang++-22 may tell more");
  if (*result)
    return std::move(*result);
  return unit;
}

} // namespace heaplight
