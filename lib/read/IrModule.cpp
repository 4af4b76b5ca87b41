#include "read/IrModule.h"

#include "clang/Lex/HeaderSearchOptions.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/DebugProgramInstruction.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Verifier.h"
#include "llvm/IRReader/IRReader.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SourceMgr.h"

namespace heaplight {
namespace {

std::string firstLine(llvm::StringRef text) { return text.trim().split('\n').first.str(); }

std::string tell(const llvm::SMDiagnostic &complaint) {
  std::string place;
  if (complaint.getLineNo() > 0)
    place = "line " + std::to_string(complaint.getLineNo()) + ": ";
  return place + firstLine(complaint.getMessage());
}

bool isSystem(clang::frontend::IncludeDirGroup group) {
  switch (group) {
  case clang::frontend::System:
  case clang::frontend::ExternCSystem:
  case clang::frontend::CSystem:
  case clang::frontend::CXXSystem:
  case clang::frontend::After:
    return true;
  default:
    return false;
  }
}

} // namespace

llvm::Expected<std::unique_ptr<llvm::Module>> readIr(llvm::MemoryBufferRef buffer,
                                                     llvm::LLVMContext &context) {
  // What it drops and upgrades is told here; it would be printed otherwise.
  context.setDiagnosticHandlerCallBack([](const llvm::DiagnosticInfo *, void *) {});
  llvm::SMDiagnostic complaint;
  std::unique_ptr<llvm::Module> module = llvm::parseIR(buffer, complaint, context);
  if (!module)
    return llvm::createStringError(tell(complaint));
  std::string text;
  llvm::raw_string_ostream stream(text);
  if (llvm::verifyModule(*module, &stream))
    return llvm::createStringError(firstLine(text));
  return module;
}

bool tellsLines(const llvm::Module &module) {
  return llvm::any_of(module, [](const llvm::Function &function) {
    const llvm::DISubprogram *subprogram = function.getSubprogram();
    return !function.isDeclaration() && subprogram && subprogram->getFile();
  });
}

bool wasOptimized(const llvm::Module &module) {
  auto followsValues = [](const llvm::Instruction &instruction) {
    return llvm::any_of(llvm::filterDbgVars(instruction.getDbgRecordRange()),
                        [](const llvm::DbgVariableRecord &record) { return record.isDbgValue(); });
  };
  return llvm::any_of(module, [&](const llvm::Function &function) {
    return !function.isDeclaration() &&
           (function.getUnnamedAddr() == llvm::GlobalValue::UnnamedAddr::Local ||
            llvm::any_of(llvm::instructions(function), followsValues));
  });
}

SystemFolders::SystemFolders(const clang::HeaderSearchOptions &search)
    : folders_{"/usr/include/", "/usr/local/include/", "/usr/lib/", "/usr/lib32/", "/usr/lib64/",
               // Rust's standard library and what it's made of, as these name their own files
               // everywhere.
               "/rustc/", "/rust/deps/"} {
  for (const clang::HeaderSearchOptions::Entry &entry : search.UserEntries) {
    if (!isSystem(entry.Group) || !llvm::sys::path::is_absolute(entry.Path))
      continue;
    llvm::SmallString<256> folder(entry.Path);
    llvm::sys::path::remove_dots(folder, /*remove_dot_dot=*/true);
    folders_.push_back(std::string(folder) + "/");
  }
}

bool SystemFolders::hold(llvm::StringRef file) const {
  return llvm::any_of(folders_,
                      [file](const std::string &folder) { return file.starts_with(folder); });
}

} // namespace heaplight
