#include "read/rust/RustVtables.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/DebugProgramInstruction.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/LLVMContext.h"
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

} // namespace

bool isRustVtable(const llvm::GlobalVariable &variable) {
  llvm::SmallVector<llvm::DIGlobalVariableExpression *, 1> described;
  variable.getDebugInfo(described);
  for (const llvm::DIGlobalVariableExpression *each : described) {
    auto *type = llvm::dyn_cast_or_null<llvm::DICompositeType>(each->getVariable()->getType());
    if (type && type->isArtificial() && type->getVTableHolder())
      return true;
  }
  return false;
}

std::optional<uint32_t> vtableSlot(const llvm::CallBase &call) {
  // A vtable never changes, and rustc says so of each pointer that it loads from one.
  auto *load = llvm::dyn_cast<llvm::LoadInst>(call.getCalledOperand());
  if (!load || !load->hasMetadata(llvm::LLVMContext::MD_invariant_load))
    return std::nullopt;
  const llvm::DataLayout &layout = load->getDataLayout();
  const llvm::Value *address = load->getPointerOperand();
  llvm::APInt offset(layout.getIndexTypeSizeInBits(address->getType()), 0);
  address->stripAndAccumulateConstantOffsets(layout, offset, /*AllowNonInbounds=*/true);
  if (offset.isNegative() || offset.getActiveBits() > 31)
    return std::nullopt;
  return uint32_t(offset.getZExtValue());
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

std::string rustMethodType(const llvm::FunctionType &type) { return "Rust method " + textOf(type); }

std::string rustPointerType(const llvm::FunctionType &type) { return "Rust fn " + textOf(type); }

} // namespace heaplight
