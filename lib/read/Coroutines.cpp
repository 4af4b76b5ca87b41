#include "read/Coroutines.h"

#include "llvm/IR/Instructions.h"
#include "llvm/IR/Intrinsics.h"
#include "llvm/IR/Module.h"

namespace heaplight {
namespace {

/// LLVM gives these functions a convention that Clang gives to no pointer of a program.
bool hasShape(const llvm::FunctionType &type, llvm::CallingConv::ID convention) {
  return convention == llvm::CallingConv::Fast && type.getReturnType()->isVoidTy() &&
         !type.isVarArg() && type.getNumParams() == 1 && type.getParamType(0)->isPointerTy();
}

/// Where in the frame at `frame` the pointer `callee` was read from.
CoroutinePart partAt(const llvm::Value &callee, const llvm::Value &frame,
                     const llvm::DataLayout &layout) {
  auto *load = llvm::dyn_cast<llvm::LoadInst>(&callee);
  if (!load)
    return CoroutinePart::Either;
  llvm::APInt at(layout.getIndexTypeSizeInBits(frame.getType()), 0);
  llvm::APInt start = at;
  const llvm::Value *pointer = load->getPointerOperand();
  if (pointer->stripAndAccumulateConstantOffsets(layout, at, /*AllowNonInbounds=*/true) !=
      frame.stripAndAccumulateConstantOffsets(layout, start, /*AllowNonInbounds=*/true))
    return CoroutinePart::Either;
  at -= start;
  if (at.isZero())
    return CoroutinePart::Resume;
  return at == layout.getPointerSize() ? CoroutinePart::Destroy : CoroutinePart::Either;
}

} // namespace

std::optional<CoroutinePart> calledPart(const llvm::CallBase &call) {
  if (const llvm::Function *callee = call.getCalledFunction()) {
    if (callee->getIntrinsicID() == llvm::Intrinsic::coro_resume)
      return CoroutinePart::Resume;
    if (callee->getIntrinsicID() == llvm::Intrinsic::coro_destroy)
      return CoroutinePart::Destroy;
    return std::nullopt;
  }
  if (!call.isIndirectCall() || !hasShape(*call.getFunctionType(), call.getCallingConv()))
    return std::nullopt;
  return partAt(*call.getCalledOperand(), *call.getArgOperand(0),
                call.getModule()->getDataLayout());
}

std::optional<CoroutinePart> partOf(const llvm::Function &function) {
  if (!hasShape(*function.getFunctionType(), function.getCallingConv()))
    return std::nullopt;
  // LLVM's names for what it splits from a coroutine; `cleanup` destroys one whose frame lies in
  // its caller's.
  llvm::StringRef name = function.getName();
  if (name.ends_with(".resume"))
    return CoroutinePart::Resume;
  if (name.ends_with(".destroy") || name.ends_with(".cleanup"))
    return CoroutinePart::Destroy;
  return std::nullopt;
}

} // namespace heaplight
