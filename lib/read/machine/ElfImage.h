// One ELF file → its sections in memory, its functions with their names and extents, and what its
// slots hold once linked. A relocatable object is laid out and relocated first, so that all that
// follows reads it like a linked one. Decodes no instruction.
#pragma once

#include "Types.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/Error.h"

#include <deque>
#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

namespace heaplight {

using ElfFile = llvm::object::ELFObjectFile<llvm::object::ELF64LE>;

/// Fails for what isn't of a machine with 64 bits, or is cut off. `buffer` must outlive it.
llvm::Expected<std::unique_ptr<ElfFile>> openElf(llvm::MemoryBufferRef buffer);

struct ElfSection {
  llvm::StringRef name;
  uint64_t address = 0;
  llvm::ArrayRef<uint8_t> bytes;
  uint32_t index = 0;
  bool code = false;
  bool constant = false; ///< Nothing writes to it once the program runs.
};

struct ElfName {
  llvm::StringRef text;
  Linkage linkage = Linkage::Strong; ///< `Local` for what no other object can call by this name.
};

/// Where an exception that passes a call goes.
struct LandingPad {
  uint64_t begin = 0, end = 0; ///< The calls; in address order, without overlap.
  uint64_t target = 0;
};

struct ElfFunction {
  uint64_t begin = 0, end = 0;
  std::vector<ElfName> names; ///< The first is the one to call it by; none where stripped.
  bool chooses = false;       ///< An ifunc: its code picks the function when the program is loaded.
  std::vector<LandingPad> pads;

  bool exported() const { return !names.empty() && names[0].linkage != Linkage::Local; }
};

/// What a slot of the global offset table, or another constant pointer, leads to.
struct ElfSlot {
  llvm::StringRef name; ///< Empty where `address` says it.
  uint64_t address = 0;
  bool chooses = false; ///< `address` is a function that picks the one to call.
};

/// How many bases a class has, as its type information is laid out.
enum class ClassBases : uint8_t { None, One, Several };

class ElfImage {
public:
  /// `buffer` must outlive the image. The error says what is wrong, not with which file.
  static llvm::Expected<std::unique_ptr<ElfImage>> read(llvm::MemoryBufferRef buffer);

  /// The section around `address`, or null.
  const ElfSection *sectionAt(uint64_t address) const;
  /// From `address` to the end of its section; empty where there is none.
  llvm::ArrayRef<uint8_t> bytesAt(uint64_t address) const;
  /// The constant pointer at `address`, as far as it is known.
  std::optional<ElfSlot> slotAt(uint64_t address) const;
  /// A function of another object, where `address` stands for one.
  llvm::StringRef externalAt(uint64_t address) const;

  /// All constant pointers, by their places.
  const std::unordered_map<uint64_t, ElfSlot> &slots() const { return slots_; }
  /// Where the type information of classes lies.
  const std::map<uint64_t, ClassBases> &classInfos() const { return classInfos_; }

  const llvm::object::ObjectFile &object() const { return *object_; }
  llvm::Triple triple() const { return object_->makeTriple(); }
  const std::vector<ElfSection> &sections() const { return sections_; }
  /// Sorted by their beginnings, each of which is one function's.
  std::vector<ElfFunction> &functions() { return functions_; }
  /// LLVM can be given its debug info: it ends the program over relocations that are damaged.
  bool sound() const { return sound_; }
  bool relocatable() const { return relocatable_; }
  /// Other objects can call what this one exports; else it is a program.
  bool shared() const { return shared_; }

private:
  using Elf = llvm::object::ELFFile<llvm::object::ELF64LE>;
  friend class ElfLayout;

  std::unique_ptr<ElfFile> object_;
  std::vector<ElfSection> sections_; ///< Of the memory image that hold bytes, by address.
  std::deque<std::vector<uint8_t>> relocated_;
  std::vector<ElfFunction> functions_;
  // By addresses that the file makes up: llvm::DenseMap keeps two for itself.
  std::unordered_map<uint64_t, ElfSlot> slots_;
  std::unordered_map<uint64_t, llvm::StringRef> externals_;
  std::map<uint64_t, ClassBases> classInfos_;
  bool relocatable_ = false;
  bool sound_ = false;
  bool fixed_ = false; ///< It runs at the addresses that the file says.
  bool shared_ = false;
};

} // namespace heaplight
