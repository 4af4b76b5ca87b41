#include "read/machine/Vtables.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"

#include <map>
#include <set>

namespace heaplight {
namespace {

using llvm::support::endian::read64le;

constexpr uint64_t word = 8;
constexpr uint64_t most = 1000; ///< No class has so many bases: the file is damaged.

// The layouts of vtables and of type information are those of the Itanium C++ ABI, 2.5.2 and
// 2.9.5; every word is one of a machine with 64 bits.
class VtableReader {
public:
  explicit VtableReader(const ElfImage &image) : image_(image) {
    for (const auto &[at, bases] : image.classInfos())
      if (std::string type = typeOf(at); !type.empty())
        classes_.try_emplace(std::move(type), at);
  }

  std::vector<VirtualFunction> read() {
    std::vector<uint64_t> places;
    for (const auto &[at, slot] : image_.slots())
      places.push_back(at);
    llvm::sort(places);
    for (uint64_t at : places)
      if (std::string type = classAt(at); !type.empty() && startsTable(at)) {
        // The first of a class's group is that of the object's beginning.
        if (toTop(at + word) == 0 || type != type_)
          readGroup();
        type_ = std::move(type);
        starts_.try_emplace(-toTop(at + word), at + word);
      }
    readGroup();
    return std::move(found_);
  }

private:
  /// A class by its own name, and how far from an object's beginning it lies.
  using Placed = std::pair<int64_t, std::string>;

  /// How far the whole object's beginning lies behind the part whose address point is `start`.
  int64_t toTop(uint64_t start) const { return int64_t(valueAt(start - 2 * word).value_or(0)); }

  std::optional<uint64_t> valueAt(uint64_t at) const {
    llvm::ArrayRef<uint8_t> bytes = image_.bytesAt(at);
    if (bytes.size() < word)
      return std::nullopt;
    return read64le(bytes.data());
  }

  /// The class that the type information at `at` speaks of; empty where its name isn't one.
  std::string typeOf(uint64_t at) const {
    std::optional<ElfSlot> name = image_.slotAt(at + word);
    if (!name)
      return {};
    if (name->name.starts_with("_ZTS"))
      return name->name.split('@').first.str();
    llvm::StringRef text = llvm::toStringRef(image_.bytesAt(name->address));
    size_t end = text.find('\0');
    if (end == 0 || end == llvm::StringRef::npos)
      return {};
    text = text.take_front(end);
    text.consume_front("*"); // It is compared by its address alone.
    return "_ZTS" + text.str();
  }

  /// The class whose type information the slot at `at` leads to.
  std::string classAt(uint64_t at) const {
    std::optional<ElfSlot> slot = image_.slotAt(at);
    if (!slot)
      return {};
    llvm::StringRef name = slot->name.empty() ? image_.externalAt(slot->address) : slot->name;
    if (name.consume_front("_ZTI"))
      return "_ZTS" + name.split('@').first.str();
    return name.empty() && image_.classInfos().count(slot->address) ? typeOf(slot->address)
                                                                    : std::string();
  }

  bool isFunction(uint64_t at) const {
    std::optional<ElfSlot> slot = image_.slotAt(at);
    if (!slot)
      return false;
    llvm::StringRef name = slot->name.empty() ? image_.externalAt(slot->address) : slot->name;
    if (!name.empty())
      return !name.starts_with("_ZT") || name.starts_with("_ZTh") || name.starts_with("_ZTv") ||
             name.starts_with("_ZTc"); // Thunks are functions; tables and names are not.
    const ElfSection *section = image_.sectionAt(slot->address);
    return section && section->code;
  }

  /// Whether the pointer to type information at `at` is a vtable's: before it stands how far the
  /// table's part of the object lies behind the whole's beginning, behind it a function.
  bool startsTable(uint64_t at) const {
    const ElfSection *section = image_.sectionAt(at);
    std::optional<uint64_t> offset = valueAt(at - word);
    return section && !section->name.starts_with(".got") && offset && int64_t(*offset) <= 0 &&
           !image_.slots().count(at - word) && isFunction(at + word);
  }

  /// `type` and its bases, as far as this file says where they lie.
  void addBases(Placed placed, std::set<Placed> &all) const {
    auto known = classes_.find(placed.second);
    if (all.size() >= most || !all.insert(placed).second || known == classes_.end())
      return;
    uint64_t at = known->second + 2 * word;
    ClassBases bases = image_.classInfos().at(known->second);
    if (bases == ClassBases::One)
      addBase(at, placed.first, all);
    if (bases != ClassBases::Several)
      return;
    uint64_t count = valueAt(at).value_or(0) >> 32;
    for (uint64_t number = 0; number < std::min(count, most); ++number) {
      uint64_t base = at + word + number * 2 * word;
      std::optional<uint64_t> place = valueAt(base + word);
      constexpr uint64_t isVirtual = 1;
      if (std::optional<int64_t> offset = place && *place & isVirtual
                                              ? virtualOffset(placed.first, int64_t(*place) >> 8)
                                          : place ? std::optional(int64_t(*place) >> 8)
                                                  : std::nullopt)
        addBase(base, placed.first + *offset, all);
    }
  }

  /// Where a virtual base lies is told by the vtable of the part that has it, so many bytes before
  /// its address point.
  std::optional<int64_t> virtualOffset(int64_t part, int64_t entry) const {
    auto start = starts_.find(part);
    std::optional<uint64_t> offset =
        start == starts_.end() ? std::nullopt : valueAt(start->second + uint64_t(entry));
    return offset ? std::optional(int64_t(*offset)) : std::nullopt;
  }

  void addBase(uint64_t at, int64_t place, std::set<Placed> &all) const {
    if (std::string type = classAt(at); !type.empty())
      addBases({place, std::move(type)}, all);
  }

  /// The vtables of `type_` and of its bases, each for one place in the object.
  void readGroup() {
    std::set<Placed> all;
    if (!starts_.empty())
      addBases({0, type_}, all);
    for (const auto &[part, start] : starts_)
      for (uint64_t at = start; isFunction(at); at += word)
        for (const auto &[place, holder] : all)
          if (place == part)
            found_.push_back({holder, uint32_t(at - start), *image_.slotAt(at)});
    starts_.clear();
  }

  const ElfImage &image_;
  std::map<std::string, uint64_t> classes_; ///< To their type information.
  // Of the group of vtables that is being read.
  std::string type_;
  std::map<int64_t, uint64_t> starts_; ///< By the place of a part of the object: address points.
  std::vector<VirtualFunction> found_;
};

} // namespace

std::vector<VirtualFunction> readVtables(const ElfImage &image) {
  return VtableReader(image).read();
}

} // namespace heaplight
