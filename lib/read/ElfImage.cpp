#include "read/ElfImage.h"

#include "read/ElfLayout.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"

#include <algorithm>

namespace heaplight {

llvm::Expected<std::unique_ptr<ElfImage>> ElfImage::read(llvm::MemoryBufferRef buffer) {
  using namespace llvm::object;
  llvm::StringRef bytes = buffer.getBuffer();
  if (bytes.size() < sizeof(Elf::Elf_Ehdr) || !bytes.starts_with(llvm::ELF::ElfMagic))
    return llvm::createStringError("no ELF file");
  if (bytes[llvm::ELF::EI_CLASS] != llvm::ELF::ELFCLASS64 ||
      bytes[llvm::ELF::EI_DATA] != llvm::ELF::ELFDATA2LSB)
    return llvm::createStringError("machine code of another machine: only x86-64 and AArch64 "
                                   "(64 bits, little-endian) can be read");
  auto image = std::make_unique<ElfImage>();
  llvm::Expected<File> file = File::create(buffer);
  if (!file)
    return file.takeError();
  image->object_ = std::make_unique<File>(std::move(*file));
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
