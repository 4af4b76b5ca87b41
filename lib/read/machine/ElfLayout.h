// The steps in which an ElfImage is read. Not for other files.
#pragma once

#include "read/machine/ElfImage.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

namespace heaplight {

class ElfLayout {
public:
  explicit ElfLayout(ElfImage &image) : image_(image), elf_(image.object_->getELFFile()) {}

  llvm::Error read();

private:
  using Section = ElfImage::Elf::Elf_Shdr;
  using Symbol = ElfImage::Elf::Elf_Sym;
  using Relocation = ElfImage::Elf::Elf_Rela;

  llvm::Error place();
  llvm::Error placeAt(const Section &header, uint32_t index, uint64_t address);
  void readKind();
  bool relocationsAreSound() const;
  llvm::Error readSymbols(const Section &table);
  void addSymbol(const Symbol &symbol, llvm::StringRef name, bool dynamic);
  void readSlots();
  void addSlot(const Relocation &relocation, const Section &symbols);
  void addClassInfo(uint64_t place, llvm::StringRef name);
  void readPackedSlots(const Section &table);
  llvm::Error relocate();
  llvm::Error relocate(const Section &table);
  void readFrames();
  void readPads(ElfFunction &function, uint64_t table) const;
  void finish();

  bool isConstant(const Section &header, llvm::StringRef name) const;
  /// Where a symbol of a relocatable object is; makes a place for what is defined elsewhere.
  uint64_t addressOf(const Symbol &symbol, llvm::StringRef name);
  uint64_t slotFor(uint64_t address);
  ElfFunction *functionAt(uint64_t address);
  uint64_t read64(uint64_t address) const;
  /// A relocation's number for the machine at hand.
  uint32_t either(uint32_t onX86, uint32_t onArm) const { return x86() ? onX86 : onArm; }
  bool x86() const { return elf_.getHeader().e_machine == llvm::ELF::EM_X86_64; }

  ElfImage &image_;
  const ElfImage::Elf &elf_;
  ElfImage::Elf::Elf_Shdr_Range headers_;
  std::vector<uint64_t> placed_; ///< By section index; 0 where it isn't in memory.
  std::vector<std::pair<uint64_t, uint64_t>> relro_;
  llvm::DenseMap<uint64_t, ElfFunction> found_;
  llvm::DenseMap<llvm::StringRef, uint64_t> externals_;
  std::unordered_map<uint64_t, uint64_t> slotOf_;
  llvm::DenseSet<llvm::StringRef> defaults_; ///< Names with a version that links choose.
  uint64_t free_ = 0;                        ///< The next address that nothing has yet.
};

} // namespace heaplight
