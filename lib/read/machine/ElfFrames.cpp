// Unwind tables of an ELF file → where its functions begin and end, and where exceptions land.
#include "read/machine/ElfLayout.h"

#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/DebugInfo/DWARF/DWARFDataExtractor.h"
#include "llvm/DebugInfo/DWARF/DWARFDebugFrame.h"

namespace heaplight {

/// Damaged tables tell what they can.
void ElfLayout::readFrames() {
  for (const ElfSection &section : image_.sections_) {
    if (section.name != ".eh_frame")
      continue;
    llvm::DWARFDebugFrame frames(image_.triple().getArch(), /*IsEH=*/true, section.address);
    llvm::DWARFDataExtractor data(llvm::toStringRef(section.bytes), /*IsLittleEndian=*/true, 8);
    llvm::consumeError(frames.parse(data));
    for (const llvm::dwarf::FrameEntry &entry : frames) {
      auto *frame = llvm::dyn_cast<llvm::dwarf::FDE>(&entry);
      if (!frame || !frame->getAddressRange())
        continue;
      uint64_t begin = frame->getInitialLocation();
      const ElfSection *code = image_.sectionAt(begin);
      // One frame covers all stubs of a procedure linkage table.
      if (!code || !code->code || code->name.starts_with(".plt"))
        continue;
      ElfFunction &function = found_[begin];
      function.begin = begin;
      function.end = begin + frame->getAddressRange();
      if (frame->getLSDAAddress())
        readPads(function, *frame->getLSDAAddress());
    }
  }
}

/// Reads the call sites of the table at `table`; its layout is that of the Itanium C++ ABI.
void ElfLayout::readPads(ElfFunction &function, uint64_t table) const {
  llvm::DWARFDataExtractor data(llvm::toStringRef(image_.bytesAt(table)), true, 8);
  uint64_t at = 0;
  uint64_t base = function.begin;
  if (!data.isValidOffsetForDataOfSize(at, 4))
    return;
  uint8_t encoding = data.getU8(&at);
  if (encoding != llvm::dwarf::DW_EH_PE_omit)
    base = data.getEncodedPointer(&at, encoding, table + at).value_or(0);
  if (data.getU8(&at) != llvm::dwarf::DW_EH_PE_omit)
    data.getULEB128(&at);
  encoding = data.getU8(&at);
  uint64_t length = data.getULEB128(&at);
  uint64_t end = at + length;
  if (end < at || end > data.size())
    return;
  while (at < end) {
    uint64_t before = at;
    uint64_t site[3] = {};
    for (uint64_t &field : site)
      field = data.getEncodedPointer(&at, encoding, 0).value_or(0);
    data.getULEB128(&at);
    if (at == before)
      return;
    if (site[2] && image_.sectionAt(base + site[2]))
      function.pads.push_back(
          {function.begin + site[0], function.begin + site[0] + site[1], base + site[2]});
  }
}

} // namespace heaplight
