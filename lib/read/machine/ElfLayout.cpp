// Sections, symbols and slots of an ELF file.
#include "read/machine/ElfLayout.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"

#include <algorithm>

namespace heaplight {

using namespace llvm::ELF;

llvm::Error ElfLayout::read() {
  uint16_t machine = elf_.getHeader().e_machine;
  if (machine != EM_X86_64 && machine != EM_AARCH64)
    return llvm::createStringError("machine code of another machine (ELF number " +
                                   llvm::Twine(machine) + "): only x86-64 and AArch64 can be read");
  uint16_t type = elf_.getHeader().e_type;
  if (type != ET_REL && type != ET_EXEC && type != ET_DYN)
    return llvm::createStringError("neither a program nor a library (ELF type " +
                                   llvm::Twine(type) + ")");
  auto headers = elf_.sections();
  if (!headers)
    return headers.takeError();
  headers_ = *headers;
  if (headers_.empty())
    return llvm::createStringError("it has no section headers: they were stripped, and without "
                                   "them its functions can't be told");
  readKind();
  image_.sound_ = relocationsAreSound();
  if (llvm::Error error = place())
    return error;
  // What can be called from elsewhere stands in the dynamic table; the other one knows more names.
  for (uint32_t wanted : {uint32_t(SHT_DYNSYM), uint32_t(SHT_SYMTAB)})
    for (const Section &header : headers_)
      if (header.sh_type == wanted)
        if (llvm::Error error = readSymbols(header))
          return error;
  if (image_.relocatable_) {
    if (llvm::Error error = relocate())
      return error;
  } else {
    readSlots();
  }
  readFrames();
  finish();
  return llvm::Error::success();
}

void ElfLayout::readKind() {
  image_.relocatable_ = elf_.getHeader().e_type == ET_REL;
  image_.fixed_ = elf_.getHeader().e_type == ET_EXEC;
  image_.shared_ = elf_.getHeader().e_type == ET_DYN;
  for (const Section &header : headers_) {
    if (header.sh_type != SHT_DYNAMIC)
      continue;
    auto entries = elf_.template getSectionContentsAsArray<ElfImage::Elf::Elf_Dyn>(header);
    if (entries)
      for (const auto &entry : *entries)
        if (entry.d_tag == DT_FLAGS_1 && (entry.d_un.d_val & DF_1_PIE))
          image_.shared_ = false;
    llvm::consumeError(entries.takeError());
  }
  if (auto segments = elf_.program_headers()) {
    for (const auto &segment : *segments)
      if (segment.p_type == PT_GNU_RELRO)
        relro_.push_back({segment.p_vaddr, segment.p_vaddr + segment.p_memsz});
  } else {
    llvm::consumeError(segments.takeError());
  }
}

bool ElfLayout::relocationsAreSound() const {
  for (const Section &header : headers_) {
    if (header.sh_type == SHT_REL || header.sh_type == SHT_CREL)
      return false;
    if (header.sh_type != SHT_RELA)
      continue;
    auto relocations = elf_.relas(header);
    auto table = elf_.getSection(header.sh_link);
    bool readable = bool(relocations) && bool(table);
    llvm::consumeError(table.takeError());
    auto symbols = elf_.symbols(readable ? *table : nullptr);
    readable &= bool(symbols) && header.sh_info < headers_.size();
    size_t count = symbols ? symbols->size() : 0;
    readable = readable && llvm::all_of(*relocations, [&](const Relocation &relocation) {
                 return relocation.getSymbol(false) < std::max<size_t>(count, 1);
               });
    llvm::consumeError(relocations.takeError());
    llvm::consumeError(symbols.takeError());
    if (!readable)
      return false;
  }
  return true;
}

bool ElfLayout::isConstant(const Section &header, llvm::StringRef name) const {
  if (!(header.sh_flags & SHF_WRITE))
    return true;
  if (image_.relocatable_)
    return name.starts_with(".data.rel.ro");
  return llvm::any_of(relro_, [&](const auto &range) {
    return range.first <= header.sh_addr && header.sh_addr < range.second;
  });
}

/// Gives each section of the memory image its address.
llvm::Error ElfLayout::place() {
  placed_.assign(headers_.size(), 0);
  free_ = 0x10000;
  for (uint32_t index = 0; index < headers_.size(); ++index) {
    const Section &header = headers_[index];
    if (!(header.sh_flags & SHF_ALLOC) || !header.sh_size ||
        (header.sh_type == SHT_NOBITS && !image_.relocatable_))
      continue;
    uint64_t address = header.sh_addr;
    if (image_.relocatable_) {
      address = llvm::alignTo(free_, std::clamp<uint64_t>(header.sh_addralign, 1, 4096));
      if (header.sh_size > (1u << 30) || address > (1u << 30))
        return llvm::createStringError("its sections take more than a gigabyte");
      free_ = address + header.sh_size;
    }
    if (llvm::Error error = placeAt(header, index, address))
      return error;
  }
  free_ = llvm::alignTo(free_, 4096);
  llvm::sort(image_.sections_, [](const ElfSection &left, const ElfSection &right) {
    return std::tie(left.address, left.index) < std::tie(right.address, right.index);
  });
  uint64_t end = 0;
  std::erase_if(image_.sections_, [&](const ElfSection &section) {
    bool overlaps = section.address < end;
    if (!overlaps)
      end = section.address + section.bytes.size();
    return overlaps;
  });
  return llvm::Error::success();
}

llvm::Error ElfLayout::placeAt(const Section &header, uint32_t index, uint64_t address) {
  placed_[index] = address;
  if (header.sh_type == SHT_NOBITS)
    return llvm::Error::success();
  auto name = elf_.getSectionName(header);
  if (!name)
    return name.takeError();
  auto bytes = elf_.getSectionContents(header);
  if (!bytes)
    return bytes.takeError();
  if (address >> 62 || bytes->size() >> 62)
    return llvm::createStringError("its section " + *name + " lies beyond all memory");
  ElfSection section{*name,
                     address,
                     *bytes,
                     index,
                     bool(header.sh_flags & SHF_EXECINSTR),
                     isConstant(header, *name)};
  if (image_.relocatable_) {
    image_.relocated_.emplace_back(bytes->begin(), bytes->end());
    section.bytes = image_.relocated_.back();
  }
  image_.sections_.push_back(section);
  return llvm::Error::success();
}

llvm::Error ElfLayout::readSymbols(const Section &table) {
  auto symbols = elf_.symbols(&table);
  if (!symbols)
    return symbols.takeError();
  auto names = elf_.getStringTableForSymtab(table);
  if (!names)
    return names.takeError();
  bool dynamic = table.sh_type == SHT_DYNSYM;
  llvm::ArrayRef<ElfImage::Elf::Elf_Half> versions;
  for (const Section &header : headers_)
    if (dynamic && header.sh_type == SHT_GNU_versym) {
      if (auto read = elf_.template getSectionContentsAsArray<ElfImage::Elf::Elf_Half>(header))
        versions = *read;
      else
        llvm::consumeError(read.takeError());
    }
  // A name's default version goes before its older ones.
  for (bool older : {false, true})
    for (size_t number = 1; number < symbols->size(); ++number) {
      const Symbol &symbol = (*symbols)[number];
      bool hidden = number < versions.size() && (versions[number] & VERSYM_HIDDEN);
      auto name = symbol.getName(*names);
      if (!name)
        return name.takeError();
      if (hidden != older || (older && defaults_.count(*name)))
        continue;
      if (dynamic && symbol.st_shndx != SHN_UNDEF)
        defaults_.insert(*name);
      addSymbol(symbol, *name, dynamic);
    }
  return llvm::Error::success();
}

void ElfLayout::addSymbol(const Symbol &symbol, llvm::StringRef name, bool dynamic) {
  unsigned type = symbol.getType(), binding = symbol.getBinding();
  bool function =
      type == STT_FUNC || type == STT_GNU_IFUNC || (type == STT_NOTYPE && binding != STB_LOCAL);
  if (!function || name.empty() || symbol.st_shndx == SHN_UNDEF ||
      symbol.st_shndx >= headers_.size() || !(headers_[symbol.st_shndx].sh_flags & SHF_EXECINSTR))
    return;
  uint64_t address =
      symbol.st_value + (image_.relocatable_ ? placed_[symbol.st_shndx] : uint64_t(0));
  const ElfSection *section = image_.sectionAt(address);
  if (!section || !section->code)
    return;
  // The dynamic table has all versions of a name.
  if (image_.shared_ && !dynamic && name.contains('@'))
    return;
  name = name.split('@').first;
  ElfFunction &found = found_[address];
  found.begin = address;
  if (symbol.st_size)
    found.end = std::max<uint64_t>(found.end, address + symbol.st_size);
  found.chooses |= type == STT_GNU_IFUNC;
  if (llvm::any_of(found.names, [&](const ElfName &known) { return known.text == name; }))
    return;
  bool local = binding == STB_LOCAL || (image_.shared_ && !dynamic);
  found.names.push_back({name, local                 ? Linkage::Local
                               : binding == STB_WEAK ? Linkage::Weak
                                                     : Linkage::Strong});
}

/// What the dynamic linker will write into constant memory.
void ElfLayout::readSlots() {
  for (const Section &header : headers_) {
    if (!(header.sh_flags & SHF_ALLOC))
      continue;
    if (header.sh_type == SHT_RELR || header.sh_type == SHT_ANDROID_RELR)
      readPackedSlots(header);
    if (header.sh_type != SHT_RELA)
      continue;
    auto relocations = elf_.relas(header);
    auto symbols = elf_.getSection(header.sh_link);
    if (relocations && symbols)
      for (const Relocation &relocation : *relocations)
        addSlot(relocation, **symbols);
    llvm::consumeError(relocations.takeError());
    llvm::consumeError(symbols.takeError());
  }
}

void ElfLayout::addSlot(const Relocation &relocation, const Section &symbols) {
  uint32_t type = relocation.getType(false);
  bool filled = type == either(R_X86_64_GLOB_DAT, R_AARCH64_GLOB_DAT) ||
                type == either(R_X86_64_JUMP_SLOT, R_AARCH64_JUMP_SLOT);
  bool named = filled || type == either(R_X86_64_64, R_AARCH64_ABS64);
  bool chosen = type == either(R_X86_64_IRELATIVE, R_AARCH64_IRELATIVE);
  bool relative = type == either(R_X86_64_RELATIVE, R_AARCH64_RELATIVE);
  const ElfSection *section = image_.sectionAt(relocation.r_offset);
  // The linkers' own slots stay as they are once filled, wherever they stand.
  if (!filled && !chosen && !(section && section->constant))
    return;
  ElfSlot slot;
  if (relative || chosen) {
    slot.address = uint64_t(int64_t(relocation.r_addend));
    slot.chooses = chosen;
  } else if (named && relocation.getSymbol(false)) {
    auto symbol = elf_.template getEntry<Symbol>(symbols, relocation.getSymbol(false));
    auto names = elf_.getStringTableForSymtab(symbols);
    if (symbol && names) {
      auto name = (*symbol)->getName(*names);
      if (name && relocation.r_addend == 0)
        slot.name = *name;
      else if (name)
        addClassInfo(relocation.r_offset, *name);
      llvm::consumeError(name.takeError());
    }
    llvm::consumeError(symbol.takeError());
    llvm::consumeError(names.takeError());
  }
  if (slot.address || !slot.name.empty())
    image_.slots_[relocation.r_offset] = slot;
}

/// Type information begins with a pointer into the vtable of one of three classes (Itanium C++ ABI
/// 2.9.5); `name` is that table's.
void ElfLayout::addClassInfo(uint64_t place, llvm::StringRef name) {
  if (!name.consume_front("_ZTVN10__cxxabiv1"))
    return;
  name = name.split('@').first;
  if (name == "17__class_type_infoE")
    image_.classInfos_[place] = ClassBases::None;
  else if (name == "20__si_class_type_infoE")
    image_.classInfos_[place] = ClassBases::One;
  else if (name == "21__vmi_class_type_infoE")
    image_.classInfos_[place] = ClassBases::Several;
}

void ElfLayout::readPackedSlots(const Section &table) {
  auto packed = elf_.relrs(table);
  if (!packed)
    return llvm::consumeError(packed.takeError());
  for (const auto &relocation : elf_.decode_relrs(*packed)) {
    const ElfSection *section = image_.sectionAt(relocation.r_offset);
    if (section && section->constant)
      if (uint64_t address = read64(relocation.r_offset))
        image_.slots_[relocation.r_offset] = {{}, address};
  }
}

uint64_t ElfLayout::read64(uint64_t address) const {
  llvm::ArrayRef<uint8_t> bytes = image_.bytesAt(address);
  return bytes.size() < 8 ? 0 : llvm::support::endian::read64le(bytes.data());
}

/// People know `malloc`, not `__libc_malloc`.
static auto rank(const ElfName &name) {
  llvm::StringRef text = name.text;
  size_t underscores = text.starts_with("_Z") ? 0 : text.size() - text.ltrim('_').size();
  return std::make_tuple(name.linkage == Linkage::Local, underscores, text.size(), text);
}

/// Sorts the functions and gives an end to those whose size nobody says.
void ElfLayout::finish() {
  // What the loader asks for a function's address is no function to be called.
  for (const auto &[place, slot] : image_.slots_)
    if (const ElfSection *section = image_.sectionAt(slot.address);
        slot.chooses && section && section->code) {
      ElfFunction &chooser = found_[slot.address];
      chooser.begin = slot.address;
      chooser.chooses = true;
    }
  for (auto &[address, function] : found_) {
    llvm::sort(function.names,
               [](const ElfName &left, const ElfName &right) { return rank(left) < rank(right); });
    image_.functions_.push_back(std::move(function));
  }
  llvm::sort(image_.functions_, [](const ElfFunction &left, const ElfFunction &right) {
    return left.begin < right.begin;
  });
  for (size_t number = 0; number < image_.functions_.size(); ++number) {
    ElfFunction &function = image_.functions_[number];
    const ElfSection &section = *image_.sectionAt(function.begin);
    uint64_t limit = section.address + section.bytes.size();
    bool last = number + 1 == image_.functions_.size();
    if (function.end <= function.begin)
      function.end = last ? limit : image_.functions_[number + 1].begin;
    function.end = std::min(function.end, limit);
  }
}

} // namespace heaplight
