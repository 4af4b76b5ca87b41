#include "read/InputKind.h"

#include "read/SummaryFile.h"

#include "llvm/BinaryFormat/Magic.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include <algorithm>

namespace heaplight {
namespace {

constexpr const char *noInput =
    "is no input of heaplight; give C, C++ or Rust sources, LLVM IR, ELF objects, archives or "
    "shared objects, or summaries";

bool hasBitcode(const std::string &file) {
  auto buffer = llvm::MemoryBuffer::getFile(file, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  return buffer && embeddedBitcode((*buffer)->getMemBufferRef());
}

/// By its type, or as -fembed-bitcode names it in objects of all formats.
bool isBitcodeSection(const llvm::object::SectionRef &section) {
  if (section.isBitcode())
    return true;
  llvm::Expected<llvm::StringRef> name = section.getName();
  if (name)
    return *name == ".llvmbc";
  llvm::consumeError(name.takeError());
  return false;
}

} // namespace

bool isIr(const std::string &file) {
  llvm::StringRef extension = llvm::sys::path::extension(file);
  if (extension == ".ll" || extension == ".bc")
    return true;
  llvm::file_magic magic;
  if (llvm::identify_magic(file, magic))
    return false;
  return magic == llvm::file_magic::bitcode ||
         (magic == llvm::file_magic::elf_relocatable && hasBitcode(file));
}

std::optional<llvm::MemoryBufferRef> embeddedBitcode(llvm::MemoryBufferRef object) {
  auto file = llvm::object::ObjectFile::createELFObjectFile(object);
  if (!file) {
    llvm::consumeError(file.takeError()); // Told by who reads it as machine code.
    return std::nullopt;
  }
  for (const llvm::object::SectionRef &section : (*file)->sections()) {
    if (!isBitcodeSection(section))
      continue;
    llvm::Expected<llvm::StringRef> bytes = section.getContents();
    // A mark of -fembed-bitcode=marker is empty, or one zero.
    if (bytes && bytes->size() > 1)
      return llvm::MemoryBufferRef(*bytes, object.getBufferIdentifier());
    if (!bytes)
      llvm::consumeError(bytes.takeError());
  }
  return std::nullopt;
}

std::string whyNoSource(const std::string &file) {
  llvm::StringRef extension = llvm::sys::path::extension(file);
  if (extension == ".o" || extension == ".a" || extension == ".so")
    return "is no object, archive or shared object of ELF, though its name says so; build it anew";
  auto text = llvm::MemoryBuffer::getFile(file);
  if (text && !llvm::json::isUTF8((*text)->getBuffer()))
    return noInput;
  return "is no C or C++ source by its ending and flags; give -x c++ or -x c after --";
}

llvm::Expected<InputKind> kindOfInput(const std::string &file) {
  if (llvm::sys::fs::is_directory(file) || !llvm::sys::fs::is_regular_file(file))
    return InputKind::Source; // Told as any source that can't be read.
  constexpr uint64_t enough = 64;
  uint64_t size = 0;
  if (std::error_code error = llvm::sys::fs::file_size(file, size))
    return llvm::createStringError(file + ": cannot be read: " + error.message());
  auto start = llvm::MemoryBuffer::getFileSlice(file, std::min(enough, size), 0);
  if (!start)
    return llvm::createStringError(file + ": cannot be read: " + start.getError().message());
  llvm::StringRef bytes = (*start)->getBuffer();
  if (bytes.empty())
    return InputKind::Source; // Told as any source that is empty.
  if (isSummary(bytes))
    return InputKind::Summary;
  switch (llvm::identify_magic(bytes)) {
  case llvm::file_magic::elf_relocatable:
    return isIr(file) ? InputKind::Source : InputKind::Machine;
  case llvm::file_magic::elf:
  case llvm::file_magic::elf_executable:
  case llvm::file_magic::elf_shared_object:
  case llvm::file_magic::elf_core:
  case llvm::file_magic::archive:
    return InputKind::Machine;
  case llvm::file_magic::bitcode:
  case llvm::file_magic::unknown:
    return InputKind::Source;
  default:
    return llvm::createStringError(file + ": " + noInput);
  }
}

} // namespace heaplight
