#include "read/StandIns.h"

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

namespace heaplight {
namespace {

/// Follows what a resolver returns back to where it comes from.
class Tracer {
public:
  explicit Tracer(StandIn &found) : found_(found) {}

  void returnsOf(const llvm::Function *function) {
    if (!function || function->isDeclaration() || function->isInterposable()) {
      found_.complete = false;
      return;
    }
    if (!seen_.insert(function).second)
      return;
    for (const llvm::Instruction &instruction : llvm::instructions(*function))
      if (auto *back = llvm::dyn_cast<llvm::ReturnInst>(&instruction);
          back && back->getReturnValue())
        value(*back->getReturnValue());
  }

  void value(const llvm::Value &given) {
    const llvm::Value &value = withoutFixedAliases(given);
    if (auto *function = llvm::dyn_cast<llvm::Function>(&value)) {
      found_.functions.insert(function);
      return;
    }
    if (!seen_.insert(&value).second ||
        llvm::isa<llvm::ConstantPointerNull, llvm::UndefValue>(value))
      return;
    if (auto *phi = llvm::dyn_cast<llvm::PHINode>(&value)) {
      for (const llvm::Value *incoming : phi->incoming_values())
        this->value(*incoming);
    } else if (auto *select = llvm::dyn_cast<llvm::SelectInst>(&value)) {
      this->value(*select->getTrueValue());
      this->value(*select->getFalseValue());
    } else if (auto *load = llvm::dyn_cast<llvm::LoadInst>(&value)) {
      memory(*llvm::getUnderlyingObject(load->getPointerOperand()));
    } else if (auto *call = llvm::dyn_cast<llvm::CallBase>(&value)) {
      returnsOf(call->getCalledFunction());
    } else {
      found_.complete = false;
    }
  }

private:
  void memory(const llvm::Value &object) {
    if (!seen_.insert(&object).second)
      return;
    if (auto *variable = llvm::dyn_cast<llvm::GlobalVariable>(&object);
        variable && variable->isConstant() && variable->hasDefinitiveInitializer())
      return constant(*variable->getInitializer());
    if (llvm::isa<llvm::AllocaInst>(object))
      return stored(object);
    found_.complete = false;
  }

  void constant(const llvm::Constant &holder) {
    if (llvm::isa<llvm::Function, llvm::GlobalAlias>(holder))
      return value(holder);
    found_.complete &= !llvm::isa<llvm::GlobalIFunc>(holder);
    if (seen_.insert(&holder).second && !llvm::isa<llvm::GlobalValue>(holder))
      for (const llvm::Value *part : holder.operands())
        constant(*llvm::cast<llvm::Constant>(part));
  }

  /// What is written to a local variable, or to a part of it.
  void stored(const llvm::Value &place) {
    for (const llvm::User *user : place.users()) {
      auto *store = llvm::dyn_cast<llvm::StoreInst>(user);
      if (store && store->getPointerOperand() == &place)
        value(*store->getValueOperand());
      else if (llvm::isa<llvm::GetElementPtrInst>(user))
        stored(*user);
      else if (auto *copy = llvm::dyn_cast<llvm::MemTransferInst>(user))
        memory(*llvm::getUnderlyingObject(copy->getSource()));
      else if (!llvm::isa<llvm::LoadInst>(user) && !isMark(*user))
        found_.complete = false;
    }
  }

  static bool isMark(const llvm::User &user) {
    auto *intrinsic = llvm::dyn_cast<llvm::IntrinsicInst>(&user);
    return intrinsic && (intrinsic->isLifetimeStartOrEnd() || llvm::isa<llvm::MemSetInst>(user));
  }

  StandIn &found_;
  llvm::SmallPtrSet<const llvm::Value *, 16> seen_;
};

/// Where not all is known of what is returned, any function that the resolver names may be.
void addNamed(const llvm::Function &resolver, StandIn &found) {
  for (const llvm::Instruction &instruction : llvm::instructions(resolver)) {
    auto *call = llvm::dyn_cast<llvm::CallBase>(&instruction);
    for (const llvm::Use &use : instruction.operands())
      if (auto *function = llvm::dyn_cast<llvm::Function>(&withoutFixedAliases(*use));
          function && !(call && call->isCallee(&use)))
        found.functions.insert(function);
  }
}

} // namespace

bool isStandIn(const llvm::Value &value) {
  auto *alias = llvm::dyn_cast<llvm::GlobalAlias>(&value);
  return llvm::isa<llvm::GlobalIFunc>(value) || (alias && alias->isInterposable());
}

const llvm::Value &withoutFixedAliases(const llvm::Value &value) {
  const llvm::Value *bare = value.stripPointerCasts();
  while (auto *alias = llvm::dyn_cast<llvm::GlobalAlias>(bare)) {
    if (alias->isInterposable())
      break;
    bare = alias->getAliasee()->stripPointerCasts();
  }
  return *bare;
}

std::vector<StandIn> standInsOf(const llvm::Module &module) {
  std::vector<StandIn> found;
  for (const llvm::GlobalIFunc &chosen : module.ifuncs()) {
    StandIn &added = found.emplace_back();
    added.name = &chosen;
    const llvm::Function *resolver = chosen.getResolverFunction();
    Tracer(added).returnsOf(resolver);
    added.complete &= !added.functions.empty();
    if (!added.complete && resolver)
      addNamed(*resolver, added);
  }
  for (const llvm::GlobalAlias &alias : module.aliases()) {
    auto *function = llvm::dyn_cast_or_null<llvm::Function>(alias.getAliaseeObject());
    if (!alias.isInterposable() || !function)
      continue;
    StandIn &added = found.emplace_back();
    added.name = &alias;
    added.functions.insert(function);
  }
  return found;
}

} // namespace heaplight
