#include "read/run/Executable.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/BinaryFormat/Magic.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/MemoryBuffer.h"

namespace heaplight {
namespace {

namespace object = llvm::object;
namespace elf = llvm::ELF;

/// What stands behind "#!", without the argument that may follow. The system knows no other end of
/// a line than this: a carriage return before it belongs to the name.
std::string interpreterOf(llvm::StringRef script) {
  llvm::StringRef line = script.drop_front(2).split('\n').first;
  return line.trim(" \t")
      .take_until([](char letter) { return letter == ' ' || letter == '\t'; })
      .str();
}

/// What lies anywhere in memory and asks for no loader is a library, if its linker didn't mark it
/// as a program. What can't be told is none.
template <typename Type> bool isLibrary(const object::ELFFile<Type> &file) {
  if (file.getHeader().e_type != elf::ET_DYN)
    return false;
  auto entries = file.dynamicEntries();
  if (!entries) {
    llvm::consumeError(entries.takeError());
    return false;
  }
  return llvm::none_of(*entries, [](const auto &entry) {
    return entry.getTag() == elf::DT_FLAGS_1 && (entry.getVal() & elf::DF_1_PIE);
  });
}

template <typename Type>
llvm::Expected<Executable> readSegments(const object::ELFFile<Type> &file, Executable executable) {
  auto type = file.getHeader().e_type;
  if (type != elf::ET_EXEC && type != elf::ET_DYN)
    return executable;
  executable.kind = isLibrary(file) ? StartKind::Shared : StartKind::Static;
  auto segments = file.program_headers();
  if (!segments)
    return segments.takeError();
  for (const auto &segment : *segments) {
    if (segment.p_type != elf::PT_INTERP)
      continue;
    auto bytes = file.getSegmentContents(segment);
    if (!bytes)
      return bytes.takeError();
    llvm::StringRef path(reinterpret_cast<const char *>(bytes->data()), bytes->size());
    executable.kind = StartKind::Loaded;
    executable.interpreter = path.split('\0').first.str();
  }
  return executable;
}

llvm::Expected<Executable> readElf(llvm::MemoryBufferRef buffer) {
  auto file = object::ObjectFile::createELFObjectFile(buffer, /*InitContent=*/false);
  if (!file)
    return file.takeError();
  Executable executable;
  executable.architecture = (*file)->getArch();
  if (auto *little64 = llvm::dyn_cast<object::ELF64LEObjectFile>(file->get()))
    return readSegments(little64->getELFFile(), executable);
  if (auto *big64 = llvm::dyn_cast<object::ELF64BEObjectFile>(file->get()))
    return readSegments(big64->getELFFile(), executable);
  if (auto *little32 = llvm::dyn_cast<object::ELF32LEObjectFile>(file->get()))
    return readSegments(little32->getELFFile(), executable);
  if (auto *big32 = llvm::dyn_cast<object::ELF32BEObjectFile>(file->get()))
    return readSegments(big32->getELFFile(), executable);
  return executable;
}

} // namespace

llvm::Expected<Executable> readExecutable(const std::string &file) {
  auto buffer =
      llvm::MemoryBuffer::getFile(file, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer)
    return llvm::createStringError(file + ": cannot be read: " + buffer.getError().message());
  llvm::StringRef content = (*buffer)->getBuffer();
  if (content.starts_with("#!"))
    return Executable{StartKind::Script, llvm::Triple::UnknownArch, interpreterOf(content)};
  if (!content.starts_with(llvm::StringRef(elf::ElfMagic, 4)))
    return Executable();
  llvm::Expected<Executable> executable = readElf(**buffer);
  if (executable)
    return executable;
  return llvm::createStringError(file + ": is damaged: " + llvm::toString(executable.takeError()));
}

} // namespace heaplight
