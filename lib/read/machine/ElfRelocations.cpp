// A relocatable object → its sections as a linker would leave them, at made-up addresses.
#include "read/machine/ElfLayout.h"

#include "llvm/Support/Endian.h"

namespace heaplight {

using namespace llvm::ELF;
using namespace llvm::support::endian;

uint64_t ElfLayout::addressOf(const Symbol &symbol, llvm::StringRef name) {
  if (symbol.st_shndx == SHN_ABS)
    return symbol.st_value;
  if (symbol.st_shndx != SHN_UNDEF && symbol.st_shndx < placed_.size() && placed_[symbol.st_shndx])
    return placed_[symbol.st_shndx] + symbol.st_value;
  auto [known, added] = externals_.try_emplace(name.split('@').first, free_);
  if (added) {
    image_.externals_[free_] = known->first;
    free_ += 16;
  }
  return known->second;
}

uint64_t ElfLayout::slotFor(uint64_t address) {
  auto [known, added] = slotOf_.try_emplace(address, free_);
  if (added) {
    image_.slots_[free_] = {{}, address};
    free_ += 16;
  }
  return known->second;
}

llvm::Error ElfLayout::relocate() {
  for (const Section &header : headers_) {
    bool applies = header.sh_info < placed_.size() && placed_[header.sh_info];
    if (!applies)
      continue;
    if (header.sh_type == SHT_REL || header.sh_type == SHT_CREL)
      return llvm::createStringError("its relocations are of a kind that can't be read (REL or "
                                     "CREL); compile it without -Wa,--crel");
    if (header.sh_type == SHT_RELA)
      if (llvm::Error error = relocate(header))
        return error;
  }
  return llvm::Error::success();
}

namespace {

/// One place to be filled.
struct Fill {
  uint32_t type;
  llvm::MutableArrayRef<uint8_t> bytes; ///< From the place to the section's end.
  uint64_t place;
  uint64_t value; ///< Symbol and addend.
};

bool usesSlot(uint32_t type, bool x86) {
  if (x86)
    return type == R_X86_64_GOTPCREL || type == R_X86_64_GOTPCRELX ||
           type == R_X86_64_REX_GOTPCRELX || type == R_X86_64_CODE_4_GOTPCRELX;
  return type == R_AARCH64_ADR_GOT_PAGE || type == R_AARCH64_LD64_GOT_LO12_NC ||
         type == R_AARCH64_GOTPCREL32;
}

void fill32(const Fill &fill, uint64_t value) {
  if (fill.bytes.size() >= 4)
    write32le(fill.bytes.data(), uint32_t(value));
}

void fill64(const Fill &fill, uint64_t value) {
  if (fill.bytes.size() >= 8)
    write64le(fill.bytes.data(), value);
}

/// Puts `value` into the bits of an instruction that `mask` names, from its lowest on.
void fillBits(const Fill &fill, uint32_t mask, uint64_t value) {
  if (fill.bytes.size() < 4)
    return;
  uint32_t instruction = read32le(fill.bytes.data());
  uint32_t bits = (uint32_t(value) << __builtin_ctz(mask)) & mask;
  write32le(fill.bytes.data(), (instruction & ~mask) | bits);
}

void fillX86(const Fill &fill) {
  switch (fill.type) {
  case R_X86_64_64:
    return fill64(fill, fill.value);
  case R_X86_64_PC64:
    return fill64(fill, fill.value - fill.place);
  case R_X86_64_32:
  case R_X86_64_32S:
    return fill32(fill, fill.value);
  case R_X86_64_PC32:
  case R_X86_64_PLT32:
  case R_X86_64_GOTPCREL:
  case R_X86_64_GOTPCRELX:
  case R_X86_64_REX_GOTPCRELX:
  case R_X86_64_CODE_4_GOTPCRELX:
    return fill32(fill, fill.value - fill.place);
  default:
    return;
  }
}

constexpr uint32_t bits26 = 0x03FFFFFF, bits19 = 0x00FFFFE0, bits14 = 0x0007FFE0,
                   bits12 = 0x003FFC00, low2 = 0x60000000;

void fillDistance(const Fill &fill, uint64_t distance) {
  fillBits(fill, low2, distance & 3);
  fillBits(fill, bits19, distance >> 2);
}

void fillArmOffset(const Fill &fill) {
  uint64_t low = fill.value & 0xFFF;
  switch (fill.type) {
  case R_AARCH64_ADD_ABS_LO12_NC:
  case R_AARCH64_LDST8_ABS_LO12_NC:
    return fillBits(fill, bits12, low);
  case R_AARCH64_LDST16_ABS_LO12_NC:
    return fillBits(fill, bits12, low >> 1);
  case R_AARCH64_LDST32_ABS_LO12_NC:
    return fillBits(fill, bits12, low >> 2);
  case R_AARCH64_LDST64_ABS_LO12_NC:
  case R_AARCH64_LD64_GOT_LO12_NC:
    return fillBits(fill, bits12, low >> 3);
  case R_AARCH64_LDST128_ABS_LO12_NC:
    return fillBits(fill, bits12, low >> 4);
  default:
    return;
  }
}

void fillArm(const Fill &fill) {
  uint64_t distance = fill.value - fill.place;
  switch (fill.type) {
  case R_AARCH64_ABS64:
    return fill64(fill, fill.value);
  case R_AARCH64_PREL64:
    return fill64(fill, distance);
  case R_AARCH64_ABS32:
    return fill32(fill, fill.value);
  case R_AARCH64_PREL32:
  case R_AARCH64_PLT32:
  case R_AARCH64_GOTPCREL32:
    return fill32(fill, distance);
  case R_AARCH64_CALL26:
  case R_AARCH64_JUMP26:
    return fillBits(fill, bits26, distance >> 2);
  case R_AARCH64_CONDBR19:
  case R_AARCH64_LD_PREL_LO19:
    return fillBits(fill, bits19, distance >> 2);
  case R_AARCH64_TSTBR14:
    return fillBits(fill, bits14, distance >> 2);
  case R_AARCH64_ADR_PREL_LO21:
    return fillDistance(fill, distance);
  case R_AARCH64_ADR_PREL_PG_HI21:
  case R_AARCH64_ADR_PREL_PG_HI21_NC:
  case R_AARCH64_ADR_GOT_PAGE:
    return fillDistance(fill, (fill.value >> 12) - (fill.place >> 12));
  default:
    return fillArmOffset(fill);
  }
}

} // namespace

llvm::Error ElfLayout::relocate(const Section &table) {
  auto relocations = elf_.relas(table);
  if (!relocations)
    return relocations.takeError();
  auto symbols = elf_.getSection(table.sh_link);
  if (!symbols)
    return symbols.takeError();
  auto names = elf_.getStringTableForSymtab(**symbols);
  if (!names)
    return names.takeError();
  uint64_t start = placed_[table.sh_info];
  const ElfSection *section = image_.sectionAt(start);
  if (!section)
    return llvm::Error::success();
  llvm::MutableArrayRef<uint8_t> bytes(const_cast<uint8_t *>(section->bytes.data()),
                                       section->bytes.size());
  for (const Relocation &relocation : *relocations) {
    auto symbol = elf_.template getEntry<Symbol>(**symbols, relocation.getSymbol(false));
    if (!symbol)
      return symbol.takeError();
    auto name = (*symbol)->getName(*names);
    if (!name)
      return name.takeError();
    if (relocation.r_offset >= bytes.size())
      continue;
    uint32_t type = relocation.getType(false);
    uint64_t address = addressOf(**symbol, *name);
    if (usesSlot(type, x86()))
      address = slotFor(address);
    Fill fill{type, bytes.drop_front(relocation.r_offset), start + relocation.r_offset,
              address + uint64_t(int64_t(relocation.r_addend))};
    x86() ? fillX86(fill) : fillArm(fill);
    bool pointer = type == either(R_X86_64_64, R_AARCH64_ABS64);
    if (pointer && section->constant) {
      image_.slots_[fill.place] = {{}, fill.value};
      addClassInfo(fill.place, *name);
    }
  }
  return llvm::Error::success();
}

} // namespace heaplight
