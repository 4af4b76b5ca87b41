#include "read/Sites.h"

#include "read/StandIns.h"

#include "llvm/Analysis/MemoryBuiltins.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Intrinsics.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/CheckedArithmetic.h"

namespace heaplight {
namespace {

bool isEmptyAssembly(const llvm::InlineAsm &assembly) {
  return assembly.getAsmString().trim(" \t\r\n;").empty();
}

/// What the intrinsic that suspends a coroutine calls before: its last argument, with the others.
const llvm::Function *suspender(const llvm::CallBase &call) {
  switch (call.getIntrinsicID()) {
  case llvm::Intrinsic::coro_await_suspend_void:
  case llvm::Intrinsic::coro_await_suspend_bool:
  case llvm::Intrinsic::coro_await_suspend_handle:
    return llvm::dyn_cast<llvm::Function>(
        call.getArgOperand(call.arg_size() - 1)->stripPointerCastsAndAliases());
  default:
    return nullptr;
  }
}

} // namespace

Sites::Sites(const Models &models, const llvm::Triple &triple)
    : models_(models), libraryImpl_(triple), library_(libraryImpl_) {}

const Model *Sites::model(const llvm::Function &function) const {
  // A local function of a well-known name is not the well-known function.
  const Model *model = function.hasLocalLinkage() ? nullptr : models_.find(function.getName());
  return model && !model->fromUser && inlineBodies_.contains(function.getName()) ? nullptr : model;
}

void Sites::noteBodies(const llvm::Module &module) {
  for (const llvm::Function &function : module)
    if (!function.isDeclaration() &&
        (function.hasAvailableExternallyLinkage() || function.hasLinkOnceLinkage()))
      inlineBodies_.insert(function.getName());
}

// Of LLVM's intrinsics those that run a coroutine run code that isn't seen, and those that suspend
// one call a function of its awaiter; each of the others is lowered to instructions, or to a
// library function that touches no heap.
Target Sites::target(const llvm::CallBase &call) const {
  Target target;
  target.part = calledPart(call);
  if (target.part) {
    target.reason = "a coroutine through its handle";
    return target;
  }
  const llvm::Value *operand = &withoutFixedAliases(*call.getCalledOperand());
  if (auto *assembly = llvm::dyn_cast<llvm::InlineAsm>(operand)) {
    if (!isEmptyAssembly(*assembly))
      target.reason = "inline assembly";
    return target;
  }
  if (auto *function = llvm::dyn_cast<llvm::Function>(operand)) {
    target.function = function->isIntrinsic() ? suspender(call) : function;
    return target;
  }
  if (llvm::isa<llvm::UndefValue, llvm::ConstantPointerNull>(operand))
    return target; // Calling it is undefined: no call is made.
  if (isStandIn(*operand)) {
    target.standIn = operand->getName();
    return target;
  }
  target.pointer = true;
  target.reason = "call through a pointer";
  return target;
}

std::vector<OwnEffect> Sites::own(const llvm::CallBase &call) const {
  const llvm::Function *callee = target(call).function;
  if (!callee)
    return {};
  if (const Model *model = this->model(*callee))
    return model->own;
  std::vector<OwnEffect> effects;
  if (llvm::isAllocationFn(&call, &library_))
    effects.push_back({Kind::Allocate, Certainty::Always});
  if (llvm::getFreedOperand(&call, &library_))
    effects.push_back({Kind::Deallocate, Certainty::Always});
  return effects;
}

bool Sites::freesNothing(const llvm::CallBase &call) const {
  const llvm::Function *callee = target(call).function;
  const Model *model = callee && callee->isDeclaration() ? this->model(*callee) : nullptr;
  auto isNull = [&call](unsigned number) {
    return number < call.arg_size() &&
           llvm::isa<llvm::ConstantPointerNull>(call.getArgOperand(number));
  };
  auto isFree = [](const OwnEffect &own) { return own.kind == Kind::Deallocate; };
  return model && !model->frees.empty() && llvm::all_of(model->frees, isNull) &&
         llvm::all_of(model->own, isFree);
}

std::optional<uint64_t> Sites::bytes(const llvm::CallBase &call) const {
  const llvm::Function *callee = target(call).function;
  const Model *model = callee ? this->model(*callee) : nullptr;
  if (!model) {
    std::optional<llvm::APInt> size = llvm::getAllocSize(&call, &library_);
    return size ? size->tryZExtValue() : std::nullopt;
  }
  if (model->bytes.empty())
    return std::nullopt;
  uint64_t product = 1;
  for (unsigned number : model->bytes) {
    auto *factor = number < call.arg_size()
                       ? llvm::dyn_cast<llvm::ConstantInt>(call.getArgOperand(number))
                       : nullptr;
    if (!factor)
      return std::nullopt;
    std::optional<uint64_t> next = llvm::checkedMulUnsigned(product, factor->getZExtValue());
    if (!next)
      return std::nullopt;
    product = *next;
  }
  return product;
}

uint64_t Sites::sizeFactor(const llvm::CallBase &call) const {
  const llvm::Function *callee = target(call).function;
  const Model *model = callee ? this->model(*callee) : nullptr;
  if (!model || model->bytes.empty() || model->bytes.back() >= call.arg_size())
    return 1;
  if (model->bytes.size() > 1) {
    auto *size = llvm::dyn_cast<llvm::ConstantInt>(call.getArgOperand(model->bytes.back()));
    return size ? size->getZExtValue() : 1;
  }
  auto *last = llvm::dyn_cast<llvm::BinaryOperator>(call.getArgOperand(model->bytes.front()));
  auto *constant = last ? llvm::dyn_cast<llvm::ConstantInt>(last->getOperand(1)) : nullptr;
  if (!constant)
    return 1;
  if (last->getOpcode() == llvm::Instruction::Mul)
    return constant->getZExtValue();
  constexpr uint64_t widestShift = 63;
  bool shift =
      last->getOpcode() == llvm::Instruction::Shl && constant->getZExtValue() <= widestShift;
  return shift ? uint64_t(1) << constant->getZExtValue() : 1;
}

} // namespace heaplight
