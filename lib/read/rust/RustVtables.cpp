#include "read/rust/RustVtables.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/DebugInfoMetadata.h"
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

std::string rustMethodType(const llvm::FunctionType &type) { return "Rust method " + textOf(type); }

std::string rustPointerType(const llvm::FunctionType &type) { return "Rust fn " + textOf(type); }

} // namespace heaplight
