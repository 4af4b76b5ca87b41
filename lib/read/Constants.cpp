// Calls of a module → the constants that they pass, and what these rule out in the functions that
// get them.
#include "read/Guards.h"
#include "read/PendingCalls.h"

#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

namespace heaplight {

/// What is known of the arguments of a module's calls.
class ModuleReader::Arguments {
public:
  explicit Arguments(const Sites &sites, std::vector<Body> &bodies) : sites_(sites) {
    for (Body &body : bodies)
      if (body.relevant)
        parameters_.try_emplace(body.function, *body.function);
    for (auto &[function, parameters] : parameters_)
      for (const auto &[number, constants] : parameters.decisive())
        wanted_[function].insert(number);
    for (Body &body : bodies)
      if (body.relevant)
        findPassed(body);
    spreadWanted();
    for (Body &body : bodies)
      if (body.relevant)
        for (PendingCall &pending : body.pending)
          keepWanted(pending);
  }

  std::vector<Guard> guardsOf(const Body &body) const {
    std::vector<Guard> guards;
    const Parameters &parameters = parameters_.at(body.function);
    for (auto [number, constants] : parameters.decisive()) {
      if (auto passed = passedTo_.find({body.function, number}); passed != passedTo_.end())
        for (int64_t value : passed->second)
          if (constants.size() < Parameters::most)
            constants.insert(value);
      for (int64_t value : constants)
        if (Guard guard = guardOf(body, parameters, {number, value}); !guard.idle.empty())
          guards.push_back(std::move(guard));
    }
    return guards;
  }

private:
  using Parameter = std::pair<const llvm::Function *, unsigned>;

  /// Null where `pending` isn't an emitted call that a constant could make a difference to.
  const llvm::CallBase *judged(const PendingCall &pending) const {
    auto *call = llvm::dyn_cast<llvm::CallBase>(pending.instruction);
    if (!call || pending.call.origin != Origin::Call || (!pending.callee && !pending.dispatch.type))
      return nullptr;
    bool known = pending.callee &&
                 (sites_.model(*pending.callee) || pending.allocates || !sites_.own(*call).empty());
    return known ? nullptr : call;
  }

  /// Whether a constant argument tells more of the call: of a function of this module it must be
  /// one that counts there. Elsewhere numbers are worth it; pointers are handed on everywhere, and
  /// are seldom null.
  bool counts(const PendingCall &pending, unsigned argument) const {
    if (!pending.callee || pending.callee->isDeclaration()) {
      const llvm::CallBase &call = llvm::cast<llvm::CallBase>(*pending.instruction);
      const llvm::Value &value = *call.getArgOperand(argument);
      return value.getType()->isIntegerTy() || constantOf(value);
    }
    auto wanted = wanted_.find(pending.callee);
    return wanted != wanted_.end() && wanted->second.count(argument);
  }

  /// All that may count, as long as it isn't known what does.
  void findPassed(Body &body) {
    const Parameters &parameters = parameters_.at(body.function);
    for (PendingCall &pending : body.pending) {
      const llvm::CallBase *call = judged(pending);
      for (unsigned number = 0; call && number < call->arg_size(); ++number) {
        const llvm::Value &argument = *call->getArgOperand(number);
        if (std::optional<int64_t> value = constantOf(argument))
          pending.dispatch.constants.push_back({number, *value});
        else if (std::optional<unsigned> parameter = parameters.parameterOf(argument))
          pending.dispatch.passed.push_back({number, *parameter});
      }
      if (call && !pending.dispatch.passed.empty())
        passing_.push_back({body.function, &pending});
    }
  }

  /// A parameter counts as well where it is handed on to one that does.
  void spreadWanted() {
    for (bool changed = true; changed;) {
      changed = false;
      for (auto [caller, pending] : passing_)
        for (const Passed &passed : pending->dispatch.passed)
          if (counts(*pending, passed.argument))
            changed |= wanted_[caller].insert(passed.parameter).second;
    }
  }

  void keepWanted(PendingCall &pending) {
    Dispatch &dispatch = pending.dispatch;
    std::erase_if(dispatch.constants,
                  [&](const Constant &one) { return !counts(pending, one.argument); });
    std::erase_if(dispatch.passed,
                  [&](const Passed &one) { return !counts(pending, one.argument); });
    if (pending.callee)
      for (const Constant &constant : dispatch.constants)
        passedTo_[{pending.callee, constant.argument}].insert(constant.value);
  }

  static Guard guardOf(const Body &body, const Parameters &parameters, const Constant &constant) {
    Guard guard{constant, {}};
    llvm::DenseSet<const llvm::BasicBlock *> unreached = parameters.unreached(constant);
    for (uint32_t number = 0; number < body.pending.size(); ++number)
      if (unreached.contains(body.pending[number].instruction->getParent()))
        guard.idle.push_back(number);
    return guard;
  }

  const Sites &sites_;
  std::map<const llvm::Function *, Parameters> parameters_;
  std::map<const llvm::Function *, std::set<unsigned>> wanted_; ///< Numbers of parameters.
  std::vector<std::pair<const llvm::Function *, PendingCall *>> passing_;
  std::map<Parameter, std::set<int64_t>> passedTo_;
};

void ModuleReader::judgeConstants(std::vector<Body> &bodies) {
  Arguments arguments(sites_, bodies);
  for (Body &body : bodies)
    if (body.relevant)
      body.guards = arguments.guardsOf(body);
}

} // namespace heaplight
