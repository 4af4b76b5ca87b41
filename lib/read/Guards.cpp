#include "read/Guards.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Analysis/InstructionSimplify.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

namespace heaplight {
namespace {

bool mayDecide(const llvm::Argument &parameter) {
  llvm::Type *type = parameter.getType();
  constexpr unsigned widest = 64;
  bool plain = type->isPointerTy() || (type->isIntegerTy() && type->getIntegerBitWidth() <= widest);
  return plain && !parameter.use_empty() && !parameter.hasNonNullAttr();
}

/// What is computed from its operands alone.
bool isComputed(const llvm::Instruction &instruction) {
  return llvm::isa<llvm::CastInst, llvm::BinaryOperator, llvm::CmpInst, llvm::SelectInst,
                   llvm::FreezeInst, llvm::PHINode>(instruction);
}

/// What a branch or switch depends on; null for any other instruction.
const llvm::Value *conditionOf(const llvm::Instruction &instruction) {
  if (auto *branch = llvm::dyn_cast<llvm::BranchInst>(&instruction))
    return branch->isConditional() ? branch->getCondition() : nullptr;
  auto *choice = llvm::dyn_cast<llvm::SwitchInst>(&instruction);
  return choice ? choice->getCondition() : nullptr;
}

/// The one value that is ever stored to `variable`, whose address goes nowhere; else null.
const llvm::Value *onlyValueOf(const llvm::AllocaInst &variable) {
  const llvm::Value *value = nullptr;
  for (const llvm::User *user : variable.users()) {
    if (auto *load = llvm::dyn_cast<llvm::LoadInst>(user)) {
      if (load->isVolatile() || load->getType() != variable.getAllocatedType())
        return nullptr;
    } else if (auto *store = llvm::dyn_cast<llvm::StoreInst>(user)) {
      const llvm::Value *stored = store->getValueOperand();
      if (value || store->isVolatile() || stored->getType() != variable.getAllocatedType())
        return nullptr;
      value = stored;
    } else if (auto *intrinsic = llvm::dyn_cast<llvm::IntrinsicInst>(user);
               !intrinsic || !intrinsic->isLifetimeStartOrEnd()) {
      return nullptr;
    }
  }
  return value == &variable ? nullptr : value;
}

} // namespace

std::optional<int64_t> constantOf(const llvm::Value &value) {
  constexpr unsigned widest = 64;
  if (auto *integer = llvm::dyn_cast<llvm::ConstantInt>(&value);
      integer && integer->getBitWidth() <= widest)
    return integer->getSExtValue();
  if (llvm::isa<llvm::ConstantPointerNull>(value))
    return 0;
  return std::nullopt;
}

/// Follows one constant through a function, until no more of its edges turn out to be dead.
class Parameters::Run {
public:
  Run(const Parameters &parameters, const Slice &slice, const llvm::Argument &parameter,
      llvm::Constant &constant)
      : parameters_(parameters), slice_(slice), parameter_(parameter), constant_(constant) {
    size_t before = 0;
    do {
      before = reached_.size();
      values_.clear();
      walk();
    } while (reached_.size() != before);
  }

  bool reaches(const llvm::BasicBlock &block) const { return reached_.contains(&block); }

private:
  using Edge = std::pair<const llvm::BasicBlock *, const llvm::BasicBlock *>;

  void walk() {
    llvm::DenseSet<Edge> edges;
    llvm::DenseSet<const llvm::BasicBlock *> reached;
    std::vector<const llvm::BasicBlock *> open{&parameters_.function_.getEntryBlock()};
    reached.insert(open.back());
    while (!open.empty()) {
      const llvm::BasicBlock *block = open.back();
      open.pop_back();
      for (const llvm::BasicBlock *next : successors(*block)) {
        edges.insert({block, next});
        if (reached.insert(next).second)
          open.push_back(next);
      }
    }
    edges_ = std::move(edges);
    reached_ = std::move(reached);
    walked_ = true;
  }

  llvm::SmallVector<const llvm::BasicBlock *, 4> successors(const llvm::BasicBlock &block) {
    const llvm::Instruction &end = *block.getTerminator();
    const llvm::Value *condition = conditionOf(end);
    auto *known = condition && inSlice(*condition)
                      ? llvm::dyn_cast_or_null<llvm::ConstantInt>(evaluate(*condition))
                      : nullptr;
    if (!known)
      return {llvm::succ_begin(&block), llvm::succ_end(&block)};
    if (auto *choice = llvm::dyn_cast<llvm::SwitchInst>(&end))
      return {choice->findCaseValue(known)->getCaseSuccessor()};
    return {end.getSuccessor(known->isZero() ? 1 : 0)};
  }

  bool inSlice(const llvm::Value &value) const {
    auto *instruction = llvm::dyn_cast<llvm::Instruction>(&value);
    return &value == &parameter_ || (instruction && slice_.contains(instruction));
  }

  /// What `value` is each time it is computed; null where that isn't known.
  llvm::Constant *evaluate(const llvm::Value &value) {
    if (auto *constant = llvm::dyn_cast<llvm::Constant>(&value))
      return const_cast<llvm::Constant *>(constant);
    if (&value == &parameter_)
      return &constant_;
    auto *instruction = llvm::dyn_cast<llvm::Instruction>(&value);
    if (!instruction || !slice_.contains(instruction))
      return nullptr;
    // One that depends on itself stays unknown.
    auto [place, added] = values_.try_emplace(instruction, nullptr);
    if (!added)
      return place->second;
    llvm::Constant *result = compute(*instruction);
    bool known = result && llvm::isa<llvm::ConstantInt, llvm::ConstantPointerNull>(result);
    return values_[instruction] = known ? result : nullptr;
  }

  llvm::Constant *compute(const llvm::Instruction &instruction) {
    if (llvm::isa<llvm::LoadInst>(instruction))
      return evaluate(*parameters_.valueOf(instruction));
    if (auto *phi = llvm::dyn_cast<llvm::PHINode>(&instruction))
      return computePhi(*phi);
    if (auto *select = llvm::dyn_cast<llvm::SelectInst>(&instruction))
      if (auto *chosen =
              llvm::dyn_cast_or_null<llvm::ConstantInt>(evaluate(*select->getCondition())))
        return evaluate(chosen->isZero() ? *select->getFalseValue() : *select->getTrueValue());
    llvm::SmallVector<llvm::Value *, 3> operands;
    for (const llvm::Use &operand : instruction.operands()) {
      llvm::Constant *known = evaluate(*operand);
      operands.push_back(known ? known : operand.get());
    }
    return llvm::dyn_cast_or_null<llvm::Constant>(llvm::simplifyInstructionWithOperands(
        const_cast<llvm::Instruction *>(&instruction), operands,
        llvm::SimplifyQuery(instruction.getDataLayout())));
  }

  llvm::Constant *computePhi(const llvm::PHINode &phi) {
    llvm::Constant *all = nullptr;
    for (unsigned number = 0; number < phi.getNumIncomingValues(); ++number) {
      if (walked_ && !edges_.contains({phi.getIncomingBlock(number), phi.getParent()}))
        continue;
      llvm::Constant *one = evaluate(*phi.getIncomingValue(number));
      if (!one || (all && one != all))
        return nullptr;
      all = one;
    }
    return all;
  }

  const Parameters &parameters_;
  const Slice &slice_;
  const llvm::Argument &parameter_;
  llvm::Constant &constant_;
  bool walked_ = false; ///< The edges of an earlier walk are known.
  llvm::DenseSet<Edge> edges_;
  llvm::DenseSet<const llvm::BasicBlock *> reached_;
  llvm::DenseMap<const llvm::Instruction *, llvm::Constant *> values_;
};

Parameters::Parameters(const llvm::Function &function) : function_(function) {
  if (llvm::none_of(function.args(), mayDecide))
    return;
  findVariables();
  const Slice joined = sliceOf(joins());
  for (const llvm::Argument &parameter : function.args()) {
    if (!mayDecide(parameter))
      continue;
    Slice slice = sliceOf({&parameter});
    bool decides = llvm::any_of(function, [&](const llvm::BasicBlock &block) {
      const llvm::Value *condition = conditionOf(*block.getTerminator());
      auto *computed = llvm::dyn_cast_or_null<llvm::Instruction>(condition);
      return condition && (condition == &parameter || (computed && slice.contains(computed)));
    });
    if (!decides)
      continue;
    decisive_[parameter.getArgNo()] = heldAgainst(parameter, slice);
    slice.insert(joined.begin(), joined.end());
    slices_[parameter.getArgNo()] = std::move(slice);
  }
}

void Parameters::findVariables() {
  for (const llvm::Instruction &instruction : function_.getEntryBlock())
    if (auto *variable = llvm::dyn_cast<llvm::AllocaInst>(&instruction))
      if (const llvm::Value *value = onlyValueOf(*variable))
        variables_[variable] = value;
}

/// Where ways meet that may bring a constant: `on && other` is false by the way around `other`.
std::vector<const llvm::Value *> Parameters::joins() const {
  std::vector<const llvm::Value *> found;
  for (const llvm::BasicBlock &block : function_)
    for (const llvm::PHINode &phi : block.phis())
      if (phi.getType()->isIntegerTy() &&
          llvm::any_of(phi.incoming_values(),
                       [](const auto &value) { return llvm::isa<llvm::ConstantInt>(value); }))
        found.push_back(&phi);
  return found;
}

/// What a load of a variable loads; null for anything else.
const llvm::Value *Parameters::valueOf(const llvm::Instruction &load) const {
  auto *known = llvm::dyn_cast<llvm::LoadInst>(&load);
  auto *variable = known ? llvm::dyn_cast<llvm::AllocaInst>(known->getPointerOperand()) : nullptr;
  return variable ? variables_.lookup(variable) : nullptr;
}

/// What is computed from one of the values `open`, and those of them that are instructions.
Parameters::Slice Parameters::sliceOf(std::vector<const llvm::Value *> open) const {
  Slice slice;
  for (const llvm::Value *value : open)
    if (auto *instruction = llvm::dyn_cast<llvm::Instruction>(value))
      slice.insert(instruction);
  auto add = [&](const llvm::Instruction &instruction) {
    if (slice.insert(&instruction).second)
      open.push_back(&instruction);
  };
  while (!open.empty()) {
    const llvm::Value *value = open.back();
    open.pop_back();
    for (const llvm::User *user : value->users()) {
      auto &instruction = *llvm::cast<llvm::Instruction>(user);
      if (isComputed(instruction))
        add(instruction);
      auto *store = llvm::dyn_cast<llvm::StoreInst>(&instruction);
      auto *variable =
          store ? llvm::dyn_cast<llvm::AllocaInst>(store->getPointerOperand()) : nullptr;
      if (variable && variables_.contains(variable))
        for (const llvm::User *reader : variable->users())
          if (auto *load = llvm::dyn_cast<llvm::LoadInst>(reader))
            add(*load);
    }
  }
  return slice;
}

/// The parameter that `value` is but for its width.
const llvm::Argument *Parameters::peel(const llvm::Value &value) const {
  const llvm::Value *at = &value;
  while (auto *instruction = llvm::dyn_cast<llvm::Instruction>(at)) {
    if (llvm::isa<llvm::ZExtInst, llvm::SExtInst, llvm::TruncInst, llvm::FreezeInst>(instruction))
      at = instruction->getOperand(0);
    else if (const llvm::Value *held = valueOf(*instruction))
      at = held;
    else
      return nullptr;
  }
  return llvm::dyn_cast<llvm::Argument>(at);
}

std::optional<unsigned> Parameters::parameterOf(const llvm::Value &value) const {
  const llvm::Argument *parameter = peel(value);
  if (!parameter || parameter->getType() != value.getType())
    return std::nullopt;
  // On the way it may have been wider, as a bool in memory is, but never narrower.
  const llvm::Value *at = &value;
  unsigned width = value.getType()->getScalarSizeInBits();
  while (auto *instruction = llvm::dyn_cast<llvm::Instruction>(at)) {
    const llvm::Value *held = valueOf(*instruction);
    at = held ? held : instruction->getOperand(0);
    if (at->getType()->getScalarSizeInBits() < width)
      return std::nullopt;
  }
  return parameter->getArgNo();
}

std::set<int64_t> Parameters::heldAgainst(const llvm::Argument &parameter,
                                          const Slice &slice) const {
  std::set<int64_t> constants{0};
  if (!parameter.getType()->isIntegerTy())
    return constants;
  unsigned width = parameter.getType()->getIntegerBitWidth();
  constants.insert(width == 1 ? -1 : 1);
  auto add = [&](const llvm::Value &value, const llvm::ConstantInt &constant) {
    if (peel(value) == &parameter && constants.size() < most)
      constants.insert(constant.getValue().sextOrTrunc(width).getSExtValue());
  };
  for (const llvm::BasicBlock &block : function_)
    for (const llvm::Instruction &instruction : block) {
      if (auto *choice = llvm::dyn_cast<llvm::SwitchInst>(&instruction))
        for (const auto &option : choice->cases())
          add(*choice->getCondition(), *option.getCaseValue());
      auto *compared = llvm::dyn_cast<llvm::ICmpInst>(&instruction);
      if (compared && slice.contains(compared))
        if (auto *constant = llvm::dyn_cast<llvm::ConstantInt>(compared->getOperand(1)))
          add(*compared->getOperand(0), *constant);
    }
  return constants;
}

llvm::DenseSet<const llvm::BasicBlock *> Parameters::unreached(const Constant &constant) const {
  llvm::DenseSet<const llvm::BasicBlock *> missed;
  auto slice = slices_.find(constant.argument);
  if (slice == slices_.end())
    return missed;
  const llvm::Argument &parameter = *function_.getArg(constant.argument);
  llvm::Type *type = parameter.getType();
  // C lets a call pass what the function isn't declared with.
  bool fits = type->isPointerTy() ? !constant.value
                                  : llvm::isIntN(type->getIntegerBitWidth(), constant.value);
  if (!fits)
    return missed;
  llvm::Constant *value = type->isPointerTy() ? llvm::Constant::getNullValue(type)
                                              : llvm::ConstantInt::getSigned(type, constant.value);
  Run run(*this, slice->second, parameter, *value);
  for (const llvm::BasicBlock &block : function_)
    if (!run.reaches(block))
      missed.insert(&block);
  return missed;
}

} // namespace heaplight
