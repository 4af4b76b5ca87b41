#include "read/IrModule.h"

#include "FileOwner.h"
#include "read/InputKind.h"

#include "clang/Lex/HeaderSearchOptions.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/AsmParser/Parser.h"
#include "llvm/BinaryFormat/Magic.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/DebugProgramInstruction.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Linker/Linker.h"
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

/// Whoever calls it "clang version 23.0.0" or "LLVM23.0.0": of which LLVM; 0 where it isn't told.
unsigned majorOf(llvm::StringRef maker, llvm::StringRef word) {
  unsigned major = 0;
  size_t at = maker.find(word);
  if (at == llvm::StringRef::npos || maker.drop_front(at + word.size()).consumeInteger(10, major))
    return 0;
  return major;
}

std::string remedy() {
  return "; make it with LLVM " LLVM_VERSION_STRING " or an older one, or give its source";
}

/// What a newer LLVM wrote may mean something else here, even where it can be parsed.
llvm::Error refuseNewer(llvm::StringRef producer) {
  constexpr llvm::StringLiteral word = "LLVM";
  if (majorOf(producer, word) <= LLVM_VERSION_MAJOR)
    return llvm::Error::success();
  llvm::StringRef version = producer.drop_front(word.size());
  return llvm::createStringError("LLVM " + version +
                                 " made it, and this is LLVM " LLVM_VERSION_STRING + remedy());
}

using ModuleOrError = llvm::Expected<std::unique_ptr<llvm::Module>>;

/// A file of several modules is what one unit was split into, for thin LTO, or several that were
/// put together: one module all the same.
ModuleOrError joined(std::vector<llvm::BitcodeModule> &parts, llvm::LLVMContext &context) {
  std::unique_ptr<llvm::Module> whole;
  for (llvm::BitcodeModule &part : parts) {
    ModuleOrError module = part.parseModule(context);
    if (!module)
      return module.takeError();
    if (!whole)
      whole = std::move(*module);
    else if (llvm::Linker::linkModules(*whole, std::move(*module)))
      return llvm::createStringError("the " + llvm::Twine(parts.size()) +
                                     " modules in it contradict each other; give them one by one");
  }
  if (!whole)
    return llvm::createStringError("no module is in it");
  return whole;
}

/// `file` is bitcode, or an object with some in it.
ModuleOrError readBitcode(llvm::MemoryBufferRef file, llvm::LLVMContext &context) {
  std::optional<llvm::MemoryBufferRef> buffer = file;
  if (llvm::identify_magic(file.getBuffer()) == llvm::file_magic::elf_relocatable)
    buffer = embeddedBitcode(file);
  if (!buffer)
    return llvm::createStringError("no bitcode is in it");
  llvm::Expected<std::string> producer = llvm::getBitcodeProducerString(*buffer);
  if (!producer)
    return llvm::createStringError(firstLine(llvm::toString(producer.takeError())) + remedy());
  if (llvm::Error error = refuseNewer(*producer))
    return std::move(error);
  llvm::Expected<std::vector<llvm::BitcodeModule>> parts = llvm::getBitcodeModuleList(*buffer);
  if (!parts)
    return llvm::createStringError(firstLine(llvm::toString(parts.takeError())));
  ModuleOrError module = joined(*parts, context);
  if (!module)
    return llvm::createStringError(firstLine(llvm::toString(module.takeError())));
  return module;
}

ModuleOrError readText(llvm::MemoryBufferRef buffer, llvm::LLVMContext &context) {
  llvm::SMDiagnostic complaint;
  if (std::unique_ptr<llvm::Module> module = llvm::parseAssembly(buffer, complaint, context))
    return module;
  // Text has no version of its own, but Clang signs it.
  constexpr llvm::StringLiteral signature = "!\"clang version ";
  unsigned maker = majorOf(buffer.getBuffer(), signature);
  std::string newer;
  if (maker > LLVM_VERSION_MAJOR)
    newer = "; clang " + std::to_string(maker) + " made it, and this is LLVM " LLVM_VERSION_STRING +
            remedy();
  return llvm::createStringError(tell(complaint) + newer);
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

bool followsValues(const llvm::Function &function) {
  return llvm::any_of(llvm::instructions(function), [](const llvm::Instruction &instruction) {
    return llvm::any_of(llvm::filterDbgVars(instruction.getDbgRecordRange()),
                        [](const llvm::DbgVariableRecord &record) { return record.isDbgValue(); });
  });
}

bool isClangs(const llvm::Function &function) {
  const llvm::DISubprogram *subprogram = function.getSubprogram();
  return subprogram && subprogram->getUnit() &&
         subprogram->getUnit()->getProducer().contains("clang version");
}

/// What only passes find out of a body: that nothing in it frees or waits, that its frame is no
/// longer needed when it calls.
bool bearsFindings(const llvm::Function &function) {
  if (function.hasFnAttribute(llvm::Attribute::NoFree) ||
      function.hasFnAttribute(llvm::Attribute::NoSync))
    return true;
  return llvm::any_of(llvm::instructions(function), [](const llvm::Instruction &instruction) {
    const auto *call = llvm::dyn_cast<llvm::CallInst>(&instruction);
    return call && call->isTailCall() && !call->isMustTailCall();
  });
}

} // namespace

llvm::Expected<std::unique_ptr<llvm::Module>> readIr(llvm::MemoryBufferRef buffer,
                                                     llvm::LLVMContext &context) {
  // What it drops and upgrades is told here; it would be printed otherwise.
  context.setDiagnosticHandlerCallBack([](const llvm::DiagnosticInfo *, void *) {});
  llvm::file_magic magic = llvm::identify_magic(buffer.getBuffer());
  bool binary = magic == llvm::file_magic::bitcode || magic == llvm::file_magic::elf_relocatable;
  ModuleOrError module = binary ? readBitcode(buffer, context) : readText(buffer, context);
  if (!module)
    return module;
  std::string text;
  llvm::raw_string_ostream stream(text);
  if (llvm::verifyModule(**module, &stream))
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
  return isBuilt(module) || llvm::any_of(module, followsValues);
}

bool isBuilt(const llvm::Module &module) {
  return llvm::any_of(module, [](const llvm::Function &function) {
    return !function.isDeclaration() &&
           (function.getUnnamedAddr() == llvm::GlobalValue::UnnamedAddr::Local ||
            bearsFindings(function) || (isClangs(function) && followsValues(function)));
  });
}

SystemFolders::SystemFolders(const clang::HeaderSearchOptions &search, std::string workingFolder)
    : workingFolder_(std::move(workingFolder)) {
  for (const clang::HeaderSearchOptions::Entry &entry : search.UserEntries) {
    if (!isSystem(entry.Group) || !llvm::sys::path::is_absolute(entry.Path))
      continue;
    llvm::SmallString<256> folder(entry.Path);
    llvm::sys::path::remove_dots(folder, /*remove_dot_dot=*/true);
    folders_.push_back(std::string(folder) + "/");
  }
}

bool SystemFolders::hold(llvm::StringRef file) const {
  return (!file.empty() && !isUsersFile(file.str(), workingFolder_)) ||
         llvm::any_of(folders_,
                      [file](const std::string &folder) { return file.starts_with(folder); });
}

} // namespace heaplight
