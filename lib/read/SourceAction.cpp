#include "read/SourceAction.h"

#include "read/Syntax.h"

#include "clang/AST/ASTContext.h"
#include "clang/CodeGen/ModuleBuilder.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

namespace heaplight {
namespace {

/// Makes the module, and has it read before the optimizer and after it.
class StageConsumer : public clang::ASTConsumer {
public:
  StageConsumer(llvm::StringRef file, const StageRequest &request, const PathNames &paths)
      : request_(request), paths_(paths),
        generator_(clang::CreateLLVMCodeGen(request.compiler, file, context_)) {
    context_.setDiscardValueNames(false);
    tellErrors(context_, request.compiler);
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
    if (!module || request_.compiler.getDiagnostics().hasErrorOccurred())
      return;
    findSystemFiles(ast.getSourceManager());
    Syntax syntax;
    syntax.attach(*generator_, ast, request_.compiler.getPreprocessor());
    StageReader reader(request_, syntax, [this](const llvm::DIFile &file) {
      return paths_.shown(file.getFilename(), file.getDirectory());
    });
    reader.readWritten(*module);
    addPromises(syntax);
    syntax.detach();
    std::unique_ptr<llvm::Module> owned = generator_->ReleaseModule();
    if (request_.compiler.getCodeGenOpts().ClearASTBeforeBackend) {
      ast.cleanup();
      ast.getAllocator().Reset();
    }
    reader.readBuilt(*owned);
  }

private:
  StringId shown(const std::string &file) { return request_.unit.names.intern(paths_.shown(file)); }

  /// Of every function that the code as written means, and of all casts.
  void addPromises(Syntax &syntax) {
    Unit &unit = request_.unit;
    Names &names = unit.names;
    for (const auto &[symbol, name] : unit.readable)
      for (const PromiseSyntax &said : syntax.function(names.text(symbol)).promises) {
        Promise promise{symbol,       names.intern(said.text), shown(said.at.file),
                        said.at.line, said.at.column,          said.comment};
        if (said.missing) {
          promise.silentFile = shown(said.missing->file);
          promise.silentLine = said.missing->line;
          promise.silentColumn = said.missing->column;
        }
        if (said.mend) {
          promise.mend = names.intern(said.mend->text);
          promise.mendLine = said.mend->at.line;
          promise.mendColumn = said.mend->at.column;
        }
        unit.promises.insert(promise);
      }
    for (const PromisingCast &cast : syntax.promisingCasts())
      addCast(cast);
  }

  /// Another input may hold the body that shows what a cast promises, or none.
  void addCast(const PromisingCast &cast) {
    Unit &unit = request_.unit;
    UnprovenPromise unproven{unit.names.intern(cast.text), shown(cast.at.file), cast.at.line,
                             cast.at.column};
    const Model *model = cast.symbol.empty() ? nullptr : request_.models.find(cast.symbol);
    if (model && model->own.empty() && model->calls.empty())
      return;
    if (!cast.symbol.empty()) {
      unproven.function = unit.names.intern(cast.symbol);
      unit.promises.insert(
          {unproven.function, unproven.text, unproven.file, unproven.line, unproven.column});
    }
    unit.unproven.insert(unproven);
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

  StageRequest request_;
  const PathNames &paths_;
  llvm::LLVMContext context_;
  std::unique_ptr<clang::CodeGenerator> generator_;
};

class SourceAction : public clang::ASTFrontendAction {
public:
  SourceAction(const StageRequest &request, const PathNames &paths)
      : request_(request), paths_(paths) {}

protected:
  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance &,
                                                        llvm::StringRef file) override {
    return std::make_unique<StageConsumer>(file, request_, paths_);
  }

private:
  StageRequest request_;
  const PathNames &paths_;
};

} // namespace

std::unique_ptr<clang::FrontendAction> makeSourceAction(const StageRequest &request,
                                                        const PathNames &paths) {
  return std::make_unique<SourceAction>(request, paths);
}

} // namespace heaplight
