#include "read/HandedCode.h"

#include "read/rust/RustVtables.h"

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/TypeMetadataUtils.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

namespace heaplight {
namespace {

class LentCode {
public:
  explicit LentCode(const llvm::CallBase &call) : call_(call) {}

  llvm::SmallSetVector<const llvm::Function *, 4> find() {
    const llvm::Value *before = nullptr;
    for (const llvm::Value *argument : call_.args()) {
      value(*argument, before);
      before = argument;
    }
    return std::move(found_);
  }

private:
  /// `data` is what comes before it, which a vtable belongs to.
  void value(const llvm::Value &value, const llvm::Value *data) {
    if (!value.getType()->isPointerTy())
      return;
    const llvm::Value *stripped = value.stripPointerCastsAndAliases();
    if (auto *function = llvm::dyn_cast<llvm::Function>(stripped))
      found_.insert(function);
    else if (auto *variable = llvm::dyn_cast<llvm::GlobalVariable>(stripped);
             variable && isRustVtable(*variable) && data && isLent(*data))
      methods(*variable);
    else if (auto *object = llvm::dyn_cast<llvm::AllocaInst>(llvm::getUnderlyingObject(stripped)))
      contents(*object);
  }

  /// It lies where the caller can still use it when the callee has returned: a box is given away.
  static bool isLent(const llvm::Value &data) {
    const llvm::Value *object = llvm::getUnderlyingObject(&data);
    return llvm::isa<llvm::AllocaInst, llvm::Argument, llvm::GlobalVariable>(object);
  }

  /// What ends the value, at the vtable's beginning, is its owner's to call.
  void methods(const llvm::GlobalVariable &vtable) {
    if (!vtable.hasInitializer())
      return;
    llvm::Module &module = *const_cast<llvm::Module *>(vtable.getParent());
    uint64_t end = vtable.getDataLayout().getTypeAllocSize(vtable.getValueType());
    uint64_t word = vtable.getDataLayout().getPointerSize();
    constexpr uint64_t header = 3; // Drop glue, size, alignment.
    for (uint64_t at = header * word; at + word <= end; at += word)
      if (const llvm::Function *method =
              llvm::getFunctionAtVTableOffset(const_cast<llvm::GlobalVariable *>(&vtable), at,
                                              module)
                  .first)
        found_.insert(method);
  }

  /// What is stored anywhere in `object`: a list of arguments to format, say.
  void contents(const llvm::Value &object) {
    if (!seen_.insert(&object).second)
      return;
    for (const llvm::User *user : object.users()) {
      if (auto *store = llvm::dyn_cast<llvm::StoreInst>(user)) {
        if (store->getPointerOperand() == &object)
          value(*store->getValueOperand(), nullptr);
      } else if (llvm::isa<llvm::GetElementPtrInst>(user)) {
        contents(*user);
      }
    }
  }

  const llvm::CallBase &call_;
  llvm::SmallSetVector<const llvm::Function *, 4> found_;
  llvm::SmallPtrSet<const llvm::Value *, 8> seen_;
};

} // namespace

llvm::SmallSetVector<const llvm::Function *, 4> codeLentBy(const llvm::CallBase &call) {
  return LentCode(call).find();
}

} // namespace heaplight
