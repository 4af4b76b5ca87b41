#include "read/rust/RustVtables.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/DebugProgramInstruction.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/raw_ostream.h"

namespace heaplight {
namespace {

std::string textOf(const llvm::FunctionType &type) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  type.print(stream);
  return text;
}

/// "&mut dyn T<A>" or "Box<dyn T<A>, B>" → "dyn T<A>".
llvm::StringRef dynTypeIn(llvm::StringRef type) {
  size_t start = type.find("dyn ");
  if (start == llvm::StringRef::npos)
    return {};
  type = type.drop_front(start);
  unsigned depth = 0;
  for (size_t at = 0; at < type.size(); ++at) {
    bool closes = llvm::StringRef(">)]").contains(type[at]);
    if (depth == 0 && (closes || type[at] == ','))
      return type.take_front(at);
    depth += llvm::StringRef("<([").contains(type[at]);
    depth -= closes;
  }
  return type;
}

/// Of the variable whose place on the stack `pointer` leads into.
llvm::StringRef dynTypeAt(const llvm::Value &pointer) {
  auto *slot = llvm::dyn_cast<llvm::AllocaInst>(pointer.stripInBoundsConstantOffsets());
  if (!slot)
    return {};
  for (const llvm::DbgVariableRecord *record :
       llvm::findDVRDeclares(const_cast<llvm::AllocaInst *>(slot)))
    if (const llvm::DIType *type = record->getVariable()->getType())
      if (llvm::StringRef name = dynTypeIn(type->getName()); !name.empty())
        return name;
  return {};
}

/// Null where it is no vtable.
const llvm::DICompositeType *typeOf(const llvm::GlobalVariable &vtable) {
  llvm::SmallVector<llvm::DIGlobalVariableExpression *, 1> described;
  vtable.getDebugInfo(described);
  for (const llvm::DIGlobalVariableExpression *each : described) {
    auto *type = llvm::dyn_cast_or_null<llvm::DICompositeType>(each->getVariable()->getType());
    if (type && type->isArtificial() && type->getVTableHolder())
      return type;
  }
  return nullptr;
}

/// "<Box<<T as A>::B> as shapes::Shape>::{vtable_type}" → "shapes::Shape>::{vtable_type}"
llvm::StringRef traitIn(llvm::StringRef vtable) {
  unsigned depth = 0;
  for (size_t at = 0; at < vtable.size(); ++at) {
    if (vtable[at] == '<')
      ++depth;
    else if (vtable[at] == '>' && depth && !vtable.take_front(at).ends_with("-"))
      --depth;
    else if (depth == 1 && vtable.drop_front(at).starts_with(" as "))
      return vtable.drop_front(at + 4);
  }
  return {};
}

constexpr llvm::StringLiteral closureTraits = "core::ops::function::Fn";

/// An address, as a value and the bytes behind it.
struct Address {
  const llvm::Value *base;
  uint64_t offset;
};

std::optional<Address> addressAt(const llvm::Value &pointer, const llvm::DataLayout &layout) {
  llvm::APInt offset(layout.getIndexTypeSizeInBits(pointer.getType()), 0);
  const llvm::Value *base =
      pointer.stripAndAccumulateConstantOffsets(layout, offset, /*AllowNonInbounds=*/true);
  if (offset.isNegative() || offset.getActiveBits() > 31)
    return std::nullopt;
  return Address{base, offset.getZExtValue()};
}

const llvm::DIType *typeBehind(const llvm::DIType *pointer) {
  auto *derived = llvm::dyn_cast_or_null<llvm::DIDerivedType>(pointer);
  return derived && derived->getTag() == llvm::dwarf::DW_TAG_pointer_type ? derived->getBaseType()
                                                                          : nullptr;
}

const llvm::DIDerivedType *memberNamed(const llvm::DICompositeType &type, llvm::StringRef name) {
  for (const llvm::DINode *element : type.getElements())
    if (auto *member = llvm::dyn_cast<llvm::DIDerivedType>(element);
        member && member->getName() == name)
      return member;
  return nullptr;
}

/// Names the trait of the pointer whose vtable lies `offset` bytes into `type`, however deep; empty
/// where none does.
std::string traitAt(const llvm::DIType *type, uint64_t offset) {
  auto *whole = llvm::dyn_cast_or_null<llvm::DICompositeType>(type);
  if (!whole)
    return {};
  const llvm::DIDerivedType *vtable = memberNamed(*whole, "vtable");
  const llvm::DIDerivedType *value = memberNamed(*whole, "pointer");
  if (vtable && value && vtable->getOffsetInBits() == offset * 8) {
    const llvm::DIType *object = typeBehind(value->getBaseType());
    return object ? object->getName().str() : std::string();
  }
  for (const llvm::DINode *element : whole->getElements()) {
    auto *member = llvm::dyn_cast<llvm::DIDerivedType>(element);
    if (!member || member->getTag() != llvm::dwarf::DW_TAG_member || !member->getBaseType())
      continue;
    uint64_t begin = member->getOffsetInBits() / 8;
    if (begin <= offset && offset - begin < member->getBaseType()->getSizeInBits() / 8)
      return traitAt(member->getBaseType(), offset - begin);
  }
  return {};
}

/// The types of the variables that lie at `place`. rustc declares each where it is stored.
std::vector<const llvm::DIType *> typesAt(const llvm::Value &place) {
  std::vector<const llvm::DIType *> types;
  for (const llvm::DbgVariableRecord *record :
       llvm::findDVRDeclares(const_cast<llvm::Value *>(&place)))
    if (record->getExpression()->getNumElements() == 0)
      types.push_back(record->getVariable()->getType());
  return types;
}

/// A variable that holds `value` at `offset`.
struct Holder {
  const llvm::DIType *type;
  uint64_t offset;
};

std::vector<Holder> holdersOf(const llvm::Value &value, const llvm::DataLayout &layout) {
  std::vector<Holder> holders;
  for (const llvm::User *user : value.users()) {
    auto *store = llvm::dyn_cast<llvm::StoreInst>(user);
    if (!store || store->getValueOperand() != &value)
      continue;
    if (std::optional<Address> place = addressAt(*store->getPointerOperand(), layout))
      for (const llvm::DIType *type : typesAt(*place->base))
        holders.push_back({type, place->offset});
  }
  return holders;
}

/// "(dyn shapes::Shape<u8> + core::marker::Send)" → "shapes::Shape<u8> + core::marker::Send)"
llvm::StringRef pathOf(llvm::StringRef trait) {
  trait.consume_front("(");
  trait.consume_front("dyn ");
  return trait;
}

} // namespace

bool isRustVtable(const llvm::GlobalVariable &variable) { return typeOf(variable) != nullptr; }

std::optional<uint32_t> vtableSlot(const llvm::CallBase &call) {
  // A vtable never changes, and rustc says so of each pointer that it loads from one.
  auto *load = llvm::dyn_cast<llvm::LoadInst>(call.getCalledOperand());
  if (!load || !load->hasMetadata(llvm::LLVMContext::MD_invariant_load))
    return std::nullopt;
  std::optional<Address> slot = addressAt(*load->getPointerOperand(), load->getDataLayout());
  return slot ? std::optional(uint32_t(slot->offset)) : std::nullopt;
}

std::string dynTypeOf(const llvm::CallBase &call) {
  auto *method = llvm::dyn_cast<llvm::LoadInst>(call.getCalledOperand());
  if (!method)
    return {};
  const llvm::Value &vtable = *method->getPointerOperand()->stripInBoundsConstantOffsets();
  if (auto *loaded = llvm::dyn_cast<llvm::LoadInst>(&vtable))
    if (llvm::StringRef name = dynTypeAt(*loaded->getPointerOperand()); !name.empty())
      return name.str();
  for (const llvm::User *user : vtable.users())
    if (auto *store = llvm::dyn_cast<llvm::StoreInst>(user);
        store && store->getValueOperand() == &vtable)
      if (llvm::StringRef name = dynTypeAt(*store->getPointerOperand()); !name.empty())
        return name.str();
  return {};
}

std::set<std::string> traitsOf(const llvm::CallBase &call) {
  std::set<std::string> traits;
  const auto &load = *llvm::cast<llvm::LoadInst>(call.getCalledOperand());
  const llvm::DataLayout &layout = load.getDataLayout();
  const llvm::Value &vtable = *addressAt(*load.getPointerOperand(), layout)->base;
  for (const Holder &holder : holdersOf(vtable, layout))
    traits.insert(traitAt(holder.type, holder.offset));
  auto *loaded = llvm::dyn_cast<llvm::LoadInst>(&vtable);
  std::optional<Address> place =
      loaded ? addressAt(*loaded->getPointerOperand(), layout) : std::nullopt;
  if (place) {
    for (const llvm::DIType *type : typesAt(*place->base))
      traits.insert(traitAt(type, place->offset));
    for (const Holder &holder : holdersOf(*place->base, layout))
      if (holder.offset == 0)
        traits.insert(traitAt(typeBehind(holder.type), place->offset));
  }
  traits.erase("");
  return traits;
}

TraitOf traitOf(const llvm::CallBase &call, const llvm::Module &module) {
  // rustc names a module by its crate: "shapes.7b3c-cgu.0".
  llvm::StringRef own = llvm::StringRef(module.getSourceFileName()).split('.').first;
  std::set<std::string> traits = traitsOf(call);
  auto isOwn = [&](llvm::StringRef trait) { return pathOf(trait).split("::").first == own; };
  auto isClosures = [](llvm::StringRef trait) { return pathOf(trait).starts_with(closureTraits); };
  if (traits.empty())
    return TraitOf::Others;
  if (llvm::all_of(traits, isOwn))
    return TraitOf::Crate;
  return llvm::all_of(traits, isClosures) ? TraitOf::Closures : TraitOf::Others;
}

bool mayServe(const llvm::GlobalVariable &vtable, TraitOf trait) {
  return trait != TraitOf::Crate || !traitIn(typeOf(vtable)->getName()).starts_with(closureTraits);
}

std::string rustMethodType(const llvm::FunctionType &type, TraitOf trait) {
  constexpr llvm::StringLiteral sorts[] = {"Rust method ", "Rust closure ", "Rust foreign method "};
  return sorts[unsigned(trait)].str() + textOf(type);
}

std::string rustPointerType(const llvm::FunctionType &type) { return "Rust fn " + textOf(type); }

} // namespace heaplight
