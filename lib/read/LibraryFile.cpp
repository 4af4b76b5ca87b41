#include "read/LibraryFile.h"

#include "read/machine/ArchiveMembers.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/BinaryFormat/Magic.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

namespace heaplight {
namespace {

namespace object = llvm::object;
namespace elf = llvm::ELF;

std::vector<std::string> splitFolders(llvm::StringRef list) {
  std::vector<std::string> folders;
  for (llvm::StringRef folder : llvm::split(list, ':'))
    if (!folder.empty())
      folders.push_back(folder.str());
  return folders;
}

/// What is only there to be linked against may have no segments, but it has sections.
template <typename Type> llvm::StringRef linkedStrings(const object::ELFFile<Type> &file) {
  auto sections = file.sections();
  if (!sections) {
    llvm::consumeError(sections.takeError());
    return {};
  }
  for (const auto &section : *sections) {
    if (section.sh_type != elf::SHT_DYNAMIC)
      continue;
    llvm::Expected<llvm::StringRef> strings = file.getLinkAsStrtab(section);
    if (strings)
      return *strings;
    llvm::consumeError(strings.takeError());
  }
  return {};
}

/// The strings that dynamic entries refer to; none where they can't be found.
template <typename Type>
llvm::StringRef dynamicStrings(const object::ELFFile<Type> &file,
                               typename object::ELFFile<Type>::Elf_Dyn_Range entries) {
  uint64_t address = 0, size = 0;
  for (const auto &entry : entries) {
    if (entry.getTag() == elf::DT_STRTAB)
      address = entry.getPtr();
    else if (entry.getTag() == elf::DT_STRSZ)
      size = entry.getVal();
  }
  const uint8_t *end = file.base() + file.getBufSize();
  llvm::Expected<const uint8_t *> start = file.toMappedAddr(address);
  if (start && *start >= file.base() && *start < end)
    return {reinterpret_cast<const char *>(*start), size_t(std::min<uint64_t>(size, end - *start))};
  llvm::consumeError(start.takeError());
  return linkedStrings(file);
}

template <typename Type> void readDynamic(const object::ELFFile<Type> &file, LibraryFile &library) {
  auto entries = file.dynamicEntries();
  if (!entries) {
    llvm::consumeError(entries.takeError());
    return;
  }
  llvm::StringRef strings = dynamicStrings(file, *entries);
  std::vector<std::string> oldFolders;
  for (const auto &entry : *entries) {
    llvm::StringRef text = strings.substr(entry.getVal()).split('\0').first;
    switch (entry.getTag()) {
    case elf::DT_NEEDED:
      library.needed.push_back(text.str());
      break;
    case elf::DT_SONAME:
      library.name = text.str();
      break;
    case elf::DT_RUNPATH:
      library.folders = splitFolders(text);
      break;
    case elf::DT_RPATH:
      oldFolders = splitFolders(text);
      break;
    default:
      break;
    }
  }
  if (library.folders.empty()) // A loader that finds the new one ignores the old.
    library.folders = std::move(oldFolders);
}

/// Fills in what an ELF file says of itself; false where it's broken.
bool readElf(llvm::MemoryBufferRef buffer, LibraryFile &library) {
  auto file = object::ObjectFile::createELFObjectFile(buffer, /*InitContent=*/false);
  if (!file) {
    llvm::consumeError(file.takeError());
    return false;
  }
  library.architecture = (*file)->getArch();
  if (auto *little64 = llvm::dyn_cast<object::ELF64LEObjectFile>(file->get()))
    readDynamic(little64->getELFFile(), library);
  else if (auto *big64 = llvm::dyn_cast<object::ELF64BEObjectFile>(file->get()))
    readDynamic(big64->getELFFile(), library);
  else if (auto *little32 = llvm::dyn_cast<object::ELF32LEObjectFile>(file->get()))
    readDynamic(little32->getELFFile(), library);
  else if (auto *big32 = llvm::dyn_cast<object::ELF32BEObjectFile>(file->get()))
    readDynamic(big32->getELFFile(), library);
  return true;
}

/// The first object of an archive tells for all.
void readArchive(llvm::MemoryBufferRef buffer, LibraryFile &library) {
  llvm::Expected<ArchiveMembers> archive = ArchiveMembers::open(buffer);
  if (!archive)
    return llvm::consumeError(archive.takeError());
  for (const ArchiveMembers::Member &member : archive->all()) {
    LibraryFile first;
    if (llvm::identify_magic(member.buffer.getBuffer()) != llvm::file_magic::elf_relocatable ||
        !readElf(member.buffer, first))
      continue;
    library.architecture = first.architecture;
    return;
  }
}

/// Words, parentheses and commas of a linker script, comments left out.
std::vector<llvm::StringRef> scriptTokens(llvm::StringRef text) {
  std::vector<llvm::StringRef> tokens;
  while (!(text = text.ltrim(" \t\r\n,;")).empty()) {
    size_t size = 0;
    if (text.consume_front("/*")) {
      size_t end = text.find("*/");
      text = end == llvm::StringRef::npos ? "" : text.substr(end + 2);
      continue;
    }
    if (text.consume_front("\"")) {
      size = text.find('"');
      tokens.push_back(text.take_front(size));
      text = size == llvm::StringRef::npos ? "" : text.substr(size + 1);
      continue;
    }
    size = text.front() == '(' || text.front() == ')' ? 1 : text.find_first_of(" \t\r\n,;()\"");
    tokens.push_back(text.take_front(size));
    text = text.substr(tokens.back().size());
  }
  return tokens;
}

/// INPUT ( file … ) and GROUP ( file … AS_NEEDED ( file … ) ). Nothing else in one names libraries.
bool readScript(llvm::StringRef text, LibraryFile &library) {
  bool understood = false;
  int depth = 0, inputsFrom = 0; // The depth of the list that is read; 0 for none.
  llvm::StringRef previous;
  for (llvm::StringRef token : scriptTokens(text)) {
    if (token == "(") {
      ++depth;
      if (!inputsFrom && (previous == "INPUT" || previous == "GROUP"))
        inputsFrom = depth;
      understood |= inputsFrom != 0;
    } else if (token == ")") {
      if (depth-- == inputsFrom)
        inputsFrom = 0;
    } else if (inputsFrom && token != "AS_NEEDED") {
      library.inputs.push_back(token.str());
    }
    previous = token;
  }
  return understood;
}

/// Scripts stand in for libraries by a few lines; what is larger, or binary, is none.
bool isText(llvm::StringRef content) {
  constexpr size_t largest = 1 << 16;
  return content.size() <= largest && !content.contains('\0');
}

} // namespace

LibraryFile readLibraryFile(const std::string &path) {
  LibraryFile library;
  if (!llvm::sys::fs::is_regular_file(path))
    return library;
  auto buffer =
      llvm::MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer)
    return library;
  library.kind = LibraryKind::Other;
  llvm::StringRef content = (*buffer)->getBuffer();
  switch (llvm::identify_magic(content)) {
  case llvm::file_magic::elf_shared_object:
    if (readElf(**buffer, library))
      library.kind = LibraryKind::Shared;
    break;
  case llvm::file_magic::elf_relocatable:
    if (readElf(**buffer, library))
      library.kind = LibraryKind::Object;
    break;
  case llvm::file_magic::archive:
    readArchive(**buffer, library);
    library.kind = LibraryKind::Archive;
    break;
  case llvm::file_magic::unknown:
    if (isText(content) && readScript(content, library))
      library.kind = LibraryKind::Script;
    break;
  default:
    break;
  }
  return library;
}

} // namespace heaplight
