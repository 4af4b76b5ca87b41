#include "read/StructFields.h"

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/ConstantFolding.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Operator.h"

namespace heaplight {
namespace {

/// Where a pointer leads: so many bytes behind the beginning of an object.
struct Spot {
  const llvm::Value *object;
  int64_t offset;
};

class FieldReader {
public:
  FieldReader(const llvm::DataLayout &layout,
              llvm::function_ref<bool(const llvm::CallBase &)> storesNone)
      : layout_(layout), bytes_(layout.getPointerSize()), storesNone_(storesNone) {}

  FieldValues read(const llvm::CallBase &call, const StructField &field) {
    Spot spot = spotOf(*call.getArgOperand(field.argument));
    spot.offset += int64_t(field.place) * bytes_;
    object(spot);
    const llvm::Value *last = found_.complete ? lastStored(call, spot) : nullptr;
    if (last) {
      found_.values.clear();
      found_.values.insert(last);
    }
    return std::move(found_);
  }

private:
  Spot spotOf(const llvm::Value &pointer) const {
    llvm::APInt offset(layout_.getIndexTypeSizeInBits(pointer.getType()), 0);
    const llvm::Value *object =
        pointer.stripAndAccumulateConstantOffsets(layout_, offset, /*AllowNonInbounds=*/true);
    return {object, offset.getSExtValue()};
  }

  /// All that may be written to the field at `spot`.
  void object(Spot spot) {
    if (!seen_.insert(spot.object).second)
      return;
    auto *variable = llvm::dyn_cast<llvm::GlobalVariable>(spot.object);
    if (variable && variable->hasDefinitiveInitializer())
      constant(*variable->getInitializer(), spot.offset);
    if (variable && variable->isConstant() && variable->hasDefinitiveInitializer())
      return;
    bool known = llvm::isa<llvm::AllocaInst>(spot.object) ||
                 (variable && variable->hasLocalLinkage() && variable->hasInitializer());
    if (known)
      uses(*spot.object, spot.offset);
    else
      found_.complete = false;
  }

  /// The field lies `offset` bytes behind `pointer`.
  void uses(const llvm::Value &pointer, int64_t offset) {
    for (const llvm::Use &use : pointer.uses())
      if (auto *address = llvm::dyn_cast<llvm::GEPOperator>(use.getUser())) {
        Spot spot = spotOf(*address);
        // Of an address that only a run decides nothing is known.
        if (spot.object == address)
          found_.complete = false;
        else
          uses(*address, offset - (spot.offset - spotOf(pointer).offset));
      } else if (llvm::isa<llvm::AddrSpaceCastOperator, llvm::BitCastOperator>(use.getUser())) {
        uses(*use.getUser(), offset);
      } else {
        usedBy(use, offset);
      }
  }

  void usedBy(const llvm::Use &use, int64_t offset) {
    const llvm::User *user = use.getUser();
    if (auto *store = llvm::dyn_cast<llvm::StoreInst>(user)) {
      if (use.getOperandNo() != llvm::StoreInst::getPointerOperandIndex())
        found_.complete = false;
      else if (overlaps(offset, layout_.getTypeStoreSize(store->getValueOperand()->getType())))
        stored(*store->getValueOperand(), offset);
    } else if (auto *copy = llvm::dyn_cast<llvm::MemTransferInst>(user)) {
      if (copy->isArgOperand(&use) && copy->getArgOperandNo(&use) == 0)
        copied(*copy, offset);
    } else if (auto *fill = llvm::dyn_cast<llvm::MemSetInst>(user)) {
      auto *value = llvm::dyn_cast<llvm::ConstantInt>(fill->getValue());
      found_.complete &= value && value->isZero();
    } else if (auto *call = llvm::dyn_cast<llvm::CallBase>(user)) {
      found_.complete &= offset < 0 || leavesAlone(*call, use);
    } else if (!llvm::isa<llvm::LoadInst, llvm::ICmpInst>(user)) {
      found_.complete = false;
    }
  }

  bool leavesAlone(const llvm::CallBase &call, const llvm::Use &use) const {
    auto *intrinsic = llvm::dyn_cast<llvm::IntrinsicInst>(&call);
    if (intrinsic && intrinsic->isLifetimeStartOrEnd())
      return true;
    if (call.isArgOperand(&use) && (call.onlyReadsMemory(call.getArgOperandNo(&use)) ||
                                    call.isByValArgument(call.getArgOperandNo(&use))))
      return true;
    return storesNone_(call);
  }

  bool overlaps(int64_t offset, uint64_t size) const {
    return offset + bytes_ > 0 && offset < int64_t(size);
  }

  void copied(const llvm::MemTransferInst &copy, int64_t offset) {
    auto *size = llvm::dyn_cast<llvm::ConstantInt>(copy.getLength());
    if (size && !overlaps(offset, size->getZExtValue()))
      return;
    Spot from = spotOf(*copy.getSource());
    object({from.object, from.offset + offset});
  }

  void stored(const llvm::Value &value, int64_t offset) {
    if (offset < 0)
      found_.complete = false; // A part of the pointer alone.
    else if (auto *known = llvm::dyn_cast<llvm::Constant>(&value))
      constant(*known, offset);
    else if (offset == 0 && value.getType()->isPointerTy())
      found_.values.insert(&value);
    else
      found_.complete = false;
  }

  void constant(const llvm::Constant &holder, int64_t offset) {
    if (const llvm::Constant *value = partOf(holder, offset))
      found_.values.insert(value);
    else
      found_.complete = false;
  }

  /// The pointer in `holder` so many bytes behind its beginning; null where that is no pointer.
  const llvm::Constant *partOf(const llvm::Constant &holder, int64_t offset) const {
    llvm::Type *pointer = llvm::PointerType::getUnqual(holder.getContext());
    if (offset == 0 && holder.getType() == pointer)
      return &holder;
    // LLVM's folding takes no pointer out of a vector of them.
    if (holder.getType()->isVectorTy() && holder.getType()->getScalarType() == pointer &&
        offset % bytes_ == 0)
      return holder.getAggregateElement(unsigned(offset / bytes_));
    return llvm::ConstantFoldLoadFromConst(const_cast<llvm::Constant *>(&holder), pointer,
                                           llvm::APInt(64, uint64_t(offset), true), layout_);
  }

  /// What the block of `call` last stored there, so that nothing else counts. Null where it stored
  /// nothing.
  const llvm::Value *lastStored(const llvm::CallBase &call, Spot spot) const {
    for (const llvm::Instruction *at = call.getPrevNode(); at; at = at->getPrevNode()) {
      auto *store = llvm::dyn_cast<llvm::StoreInst>(at);
      Spot there = store ? spotOf(*store->getPointerOperand()) : Spot{nullptr, 0};
      if (there.object == spot.object && there.offset == spot.offset &&
          store->getValueOperand()->getType()->isPointerTy())
        return store->getValueOperand();
      auto *many = llvm::dyn_cast<llvm::MemIntrinsic>(at);
      if (many && spotOf(*many->getDest()).object == spot.object)
        return nullptr;
      if (there.object == spot.object &&
          overlaps(spot.offset - there.offset,
                   layout_.getTypeStoreSize(store->getValueOperand()->getType())))
        return nullptr;
    }
    return nullptr;
  }

  const llvm::DataLayout &layout_;
  int64_t bytes_; ///< Of a pointer.
  llvm::function_ref<bool(const llvm::CallBase &)> storesNone_;
  FieldValues found_;
  llvm::SmallPtrSet<const llvm::Value *, 8> seen_;
};

} // namespace

FieldValues valuesOf(const llvm::CallBase &call, const StructField &field,
                     llvm::function_ref<bool(const llvm::CallBase &)> storesNone) {
  return FieldReader(call.getModule()->getDataLayout(), storesNone).read(call, field);
}

} // namespace heaplight
