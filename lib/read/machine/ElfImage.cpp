#include "read/machine/ElfImage.h"

#include "read/machine/ElfLayout.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"

#include <algorithm>

namespace heaplight {

/// LLVM trusts what the header says of the section table further than a damaged file allows.
static llvm::Error checkHeader(llvm::StringRef bytes) {
  using Header = llvm::object::ELF64LE::Ehdr;
  using Section = llvm::object::ELF64LE::Shdr;
  if (bytes.size() < sizeof(Header) || !bytes.starts_with(llvm::ELF::ElfMagic))
    return llvm::createStringError("no ELF file");
  if (bytes[llvm::ELF::EI_CLASS] != llvm::ELF::ELFCLASS64 ||
      bytes[llvm::ELF::EI_DATA] != llvm::ELF::ELFDATA2LSB)
    return llvm::createStringError("machine code of another machine: only x86-64 and AArch64 "
                                   "(64 bits, little-endian) can be read");
  auto *header = reinterpret_cast<const Header *>(bytes.data());
  uint64_t table = header->e_shoff, count = header->e_shnum;
  if (!table)
    return llvm::Error::success();
  bool fits = table <= bytes.size() && bytes.size() - table >= sizeof(Section);
  if (fits && !count)
    count = reinterpret_cast<const Section *>(bytes.data() + table)->sh_size;
  if (!fits || (bytes.size() - table) / sizeof(Section) < count)
    return llvm::createStringError("it is cut off or damaged: its section table goes beyond its "
                                   "end");
  return llvm::Error::success();
}

llvm::Expected<std::unique_ptr<ElfFile>> openElf(llvm::MemoryBufferRef buffer) {
  if (llvm::Error error = checkHeader(buffer.getBuffer()))
    return std::move(error);
  llvm::Expected<ElfFile> file = ElfFile::create(buffer);
  if (!file)
    return file.takeError();
  return std::make_unique<ElfFile>(std::move(*file));
}

llvm::Expected<std::unique_ptr<ElfImage>> ElfImage::read(llvm::MemoryBufferRef buffer) {
  auto image = std::make_unique<ElfImage>();
  llvm::Expected<std::unique_ptr<ElfFile>> file = openElf(buffer);
  if (!file)
    return file.takeError();
  image->object_ = std::move(*file);
  if (llvm::Error error = ElfLayout(*image).read())
    return std::move(error);
  return image;
}

const ElfSection *ElfImage::sectionAt(uint64_t address) const {
  auto behind = llvm::upper_bound(sections_, address, [](uint64_t at, const ElfSection &section) {
    return at < section.address;
  });
  if (behind == sections_.begin())
    return nullptr;
  const ElfSection &section = *std::prev(behind);
  return address - section.address < section.bytes.size() ? &section : nullptr;
}

llvm::ArrayRef<uint8_t> ElfImage::bytesAt(uint64_t address) const {
  const ElfSection *section = sectionAt(address);
  return section ? section->bytes.drop_front(address - section->address)
                 : llvm::ArrayRef<uint8_t>();
}

std::optional<ElfSlot> ElfImage::slotAt(uint64_t address) const {
  auto found = slots_.find(address);
  if (found != slots_.end())
    return found->second;
  const ElfSection *section = fixed_ ? sectionAt(address) : nullptr;
  llvm::ArrayRef<uint8_t> bytes = bytesAt(address);
  if (!section || !section->constant || bytes.size() < 8)
    return std::nullopt;
  return ElfSlot{{}, llvm::support::endian::read64le(bytes.data())};
}

llvm::StringRef ElfImage::externalAt(uint64_t address) const {
  auto found = externals_.find(address);
  return found == externals_.end() ? llvm::StringRef() : found->second;
}

} // namespace heaplight
