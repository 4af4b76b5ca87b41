// When each function of a module can run, and how it ends.
#include "read/ControlFlow.h"
#include "read/Module.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

namespace heaplight {
namespace {

/// The functions that an array such as llvm.global_ctors lists.
std::vector<const llvm::Function *> listed(const llvm::Module &module, llvm::StringRef name) {
  std::vector<const llvm::Function *> functions;
  const llvm::GlobalVariable *list = module.getNamedGlobal(name);
  auto *entries = list && list->hasInitializer()
                      ? llvm::dyn_cast<llvm::ConstantArray>(list->getInitializer())
                      : nullptr;
  if (entries)
    for (const llvm::Use &entry : entries->operands())
      if (auto *fields = llvm::dyn_cast<llvm::ConstantStruct>(entry))
        if (auto *function = llvm::dyn_cast<llvm::Function>(
                fields->getOperand(1)->stripPointerCastsAndAliases()))
          functions.push_back(function);
  return functions;
}

/// What initializes a thread's variables. Itanium C++ ABI 5.1.4.4 names _ZTH; the other is the one
/// function of a unit that Clang and GCC let its aliases stand for. The last is what Rust's
/// standard library calls that which makes a thread's first value, in either mangling.
bool initializesThread(const llvm::Function &function) {
  return function.getName() == "__tls_init" || function.getName().starts_with("_ZTH") ||
         function.getName().ends_with("27___rust_std_internal_init_fn") ||
         function.getName().contains("27__rust_std_internal_init_fn17h");
}

/// exit(1): a way out that something went wrong on.
bool tellsFailure(const llvm::CallBase &call) {
  auto *status =
      call.arg_size() ? llvm::dyn_cast<llvm::ConstantInt>(call.getArgOperand(0)) : nullptr;
  return status && !status->isZero() && call.getCalledFunction() &&
         call.getCalledFunction()->isDeclaration();
}

} // namespace

void ModuleReader::findPhases(const llvm::Module &module) {
  std::map<const llvm::Function *, Phase> phases;
  std::vector<const llvm::Function *> open;
  auto set = [&](const llvm::Function *function, Phase phase) {
    if (phases.try_emplace(function, phase).second)
      open.push_back(function);
  };
  for (const llvm::Function *function : listed(module, "llvm.global_ctors"))
    set(function, Phase::Startup);
  for (const llvm::GlobalIFunc &chosen : module.ifuncs())
    if (const llvm::Function *resolver = chosen.getResolverFunction())
      set(resolver, Phase::Startup);
  for (const llvm::Function *function : listed(module, "llvm.global_dtors"))
    set(function, Phase::Exit);
  for (const llvm::Function &function : module)
    if (initializesThread(function))
      set(&function, Phase::Thread);

  // A local function takes the phase of its callers where all agree and nobody holds its address.
  auto agreed = [&](const llvm::Function &function) -> std::optional<Phase> {
    std::optional<Phase> phase;
    for (const llvm::User *user : function.users()) {
      auto *call = llvm::dyn_cast<llvm::CallBase>(user);
      if (!call)
        return std::nullopt;
      Phase theirs;
      if (call->getCalledOperand() == &function) {
        auto caller = phases.find(call->getFunction());
        if (caller == phases.end())
          return std::nullopt;
        theirs = caller->second;
      } else {
        const llvm::Function *taker = sites_.target(*call).function;
        const Model *model = taker ? sites_.model(*taker) : nullptr;
        if (!model || !model->registers)
          return std::nullopt;
        theirs = model->registers->phase;
      }
      if (phase && *phase != theirs)
        return std::nullopt;
      phase = theirs;
    }
    return phase;
  };
  while (!open.empty()) {
    const llvm::Function *function = open.back();
    open.pop_back();
    for (const llvm::Instruction &instruction : llvm::instructions(*function))
      for (const llvm::Value *operand : instruction.operands())
        if (auto *used = llvm::dyn_cast<llvm::Function>(operand))
          if (used->hasLocalLinkage() && !used->isDeclaration())
            if (std::optional<Phase> phase = agreed(*used))
              set(used, *phase);
  }
  for (const llvm::Function &function : module)
    if (auto phase = phases.find(&function); phase != phases.end())
      phases_[unit_.names.intern(std::string_view(function.getName()))] = phase->second;
}

Returns ModuleReader::returnsOf(const llvm::CallBase &call) const {
  const llvm::Function *callee = sites_.target(call).function;
  if (callee) {
    auto known = endings_.find(callee);
    if (known != endings_.end())
      return known->second == Returns::ProgramEnd && tellsFailure(call) ? Returns::Never
                                                                        : known->second;
  }
  return call.doesNotReturn() ? Returns::Never : Returns::Normally;
}

void ModuleReader::findEndings(llvm::Module &module) {
  endings_.clear();
  llvm::SetVector<const llvm::Function *> open;
  auto openCallers = [&](const llvm::Function &function) {
    for (const llvm::User *user : function.users())
      if (auto *call = llvm::dyn_cast<llvm::CallBase>(user))
        open.insert(call->getFunction());
  };
  for (const llvm::Function &function : module) {
    const Model *model = function.isIntrinsic() ? nullptr : sites_.model(function);
    Returns returns = model ? model->returns : Returns::Normally;
    if (returns == Returns::Normally && function.isDeclaration() && function.doesNotReturn())
      returns = Returns::Never;
    if (returns != Returns::Normally) {
      endings_[&function] = returns;
      if (returns != Returns::EndsCatch)
        openCallers(function);
    } else if (!function.isDeclaration()) {
      bool mayReturn = llvm::any_of(function, [](const llvm::BasicBlock &block) {
        return llvm::isa<llvm::ReturnInst>(block.getTerminator());
      });
      if (!mayReturn)
        open.insert(&function);
    }
  }
  while (!open.empty()) {
    const llvm::Function *function = open.pop_back_val();
    // What is known of a body that may be replaced says nothing of the other.
    if (function->isDeclaration() || function->isInterposable() || endings_.count(function))
      continue;
    Returns ending =
        howItEnds(*function, [this](const llvm::CallBase &call) { return returnsOf(call); });
    if (ending == Returns::Normally)
      continue;
    endings_[function] = ending;
    openCallers(*function);
  }
}

} // namespace heaplight
