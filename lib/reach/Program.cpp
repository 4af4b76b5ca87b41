#include "reach/Program.h"

#include <algorithm>

namespace heaplight {

Program::Program(const Names &names, const std::vector<const Summary *> &summaries,
                 Connections connections)
    : names_(names), connections_(connections) {
  bySymbol_.assign(names.stringCount(), none);
  byDispatch_.assign(names.dispatchCount(), none);
  addFunctions(summaries);
  addAliases();
  addDispatches();
  addVariants();
  connect();
}

void Program::addFunctions(const std::vector<const Summary *> &summaries) {
  for (const Summary *summary : summaries)
    for (const Function &function : summary->functions) {
      uint32_t &place = bySymbol_[function.symbol];
      if (place == none) {
        place = uint32_t(functions_.size());
        functions_.push_back(&function);
      } else if (!functions_[place]->defined && function.defined) {
        functions_[place] = &function;
      }
    }
}

void Program::addAliases() {
  if (!connections_.aliases)
    return;
  // An alias may stand for another one that comes later.
  for (bool again = true; again;) {
    again = false;
    for (const Alias &alias : *connections_.aliases) {
      uint32_t target = bySymbol_[alias.target];
      uint32_t &place = bySymbol_[alias.name];
      if (target == none || place == target || (place != none && functions_[place]->defined))
        continue;
      place = target;
      again = true;
    }
  }
}

/// One function for each type and slot that calls ask for, with a call of each candidate.
void Program::addDispatches() {
  dispatchBegin_ = dispatchEnd_ = uint32_t(functions_.size());
  if (!connections_.candidates)
    return;
  std::map<std::pair<StringId, uint32_t>, std::vector<StringId>> reached;
  for (const Candidate &candidate : *connections_.candidates)
    reached[{candidate.type, candidate.slot}].push_back(candidate.function);
  for (DispatchId id = 1; id < names_.dispatchCount(); ++id) {
    const Dispatch &dispatch = names_.dispatch(id);
    auto found = reached.find({dispatch.type, dispatch.slot});
    if (dispatch.type && found != reached.end())
      addDispatch(id, found->second);
  }
  dispatchEnd_ = uint32_t(functions_.size());
}

void Program::addDispatch(DispatchId id, const std::vector<StringId> &candidates) {
  Function &dispatch = made_.emplace_back();
  dispatch.defined = true;
  for (StringId candidate : candidates) {
    Call call;
    call.callee = candidate;
    call.dispatch = id;
    dispatch.calls.push_back(std::move(call));
  }
  byDispatch_[id] = uint32_t(functions_.size());
  functions_.push_back(&dispatch);
}

/// Functions whose calls depend on a constant, as callers that pass it know them.
void Program::addVariants() {
  for (uint32_t caller = 0, size = uint32_t(functions_.size()); caller < size; ++caller)
    for (const Call &call : functions_[caller]->calls) {
      if (!call.dispatch || !call.callee)
        continue;
      uint32_t callee = bySymbol_[call.callee];
      if (callee != none && !functions_[callee]->guards.empty())
        addVariant(callee, call.dispatch);
    }
}

void Program::addVariant(uint32_t index, DispatchId dispatch) {
  auto [place, added] = variants_.try_emplace({index, dispatch}, none);
  if (!added)
    return;
  const Function &function = *functions_[index];
  std::set<uint32_t> idle;
  for (const Guard &guard : function.guards) {
    const std::vector<Constant> &passed = names_.dispatch(dispatch).constants;
    if (std::find(passed.begin(), passed.end(), guard.constant) != passed.end())
      idle.insert(guard.idle.begin(), guard.idle.end());
  }
  if (idle.empty())
    return;
  Function &variant = made_.emplace_back(function);
  variant.guards.clear();
  variant.calls.clear();
  for (uint32_t number = 0; number < function.calls.size(); ++number)
    if (!idle.count(number))
      variant.calls.push_back(function.calls[number]);
  place->second = uint32_t(functions_.size());
  functions_.push_back(&variant);
}

uint32_t Program::find(StringId symbol) const {
  return symbol < bySymbol_.size() ? bySymbol_[symbol] : none;
}

uint32_t Program::calleeOf(const Call &call) const {
  if (!call.callee)
    return byDispatch_[call.dispatch];
  uint32_t callee = find(call.callee);
  if (callee == none || !call.dispatch || functions_[callee]->guards.empty())
    return callee;
  auto variant = variants_.find({callee, call.dispatch});
  return variant == variants_.end() || variant->second == none ? callee : variant->second;
}

bool Program::isClosed(const Call &call) const {
  return !call.callee && byDispatch_[call.dispatch] != none &&
         (connections_.world == World::Closed || names_.dispatch(call.dispatch).closed);
}

void Program::connect() {
  auto isEdge = [](const Call &call) {
    return call.origin == Origin::Call || call.origin == Origin::Handed;
  };
  firstEdge_.assign(functions_.size() + 1, 0);
  for (const Function *function : functions_)
    for (const Call &call : function->calls)
      if (uint32_t callee = isEdge(call) ? calleeOf(call) : none; callee != none)
        ++firstEdge_[callee + 1];
  for (size_t index = 1; index < firstEdge_.size(); ++index)
    firstEdge_[index] += firstEdge_[index - 1];
  edges_.resize(firstEdge_.back());
  std::vector<size_t> next(firstEdge_.begin(), firstEdge_.end() - 1);
  for (uint32_t caller = 0; caller < functions_.size(); ++caller)
    for (uint32_t number = 0; number < functions_[caller]->calls.size(); ++number) {
      const Call &call = functions_[caller]->calls[number];
      if (uint32_t callee = isEdge(call) ? calleeOf(call) : none; callee != none)
        edges_[next[callee]++] = {caller,          number,
                                  call.frame,      uint16_t(call.levels.size()),
                                  call.inFunction, call.destroys};
    }
}

} // namespace heaplight
