#include "reach/Program.h"

#include <algorithm>

namespace heaplight {

Program::Program(const Names &names, const std::vector<const Summary *> &summaries,
                 Connections connections)
    : names_(names), connections_(connections) {
  bySymbol_.assign(names.stringCount(), none);
  addFunctions(summaries);
  addTwins();
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
      if (target == none || place == target)
        continue;
      if (place != none && (functions_[place]->defined || !functions_[target]->defined))
        continue;
      place = target;
      again = true;
    }
  }
}

/// One function for each symbol of which there are several bodies, with a call of each.
void Program::addTwins() {
  if (!connections_.twins)
    return;
  std::map<StringId, Function *> nodes;
  for (const Twin &twin : *connections_.twins) {
    uint32_t counts = find(twin.symbol);
    if (counts == none)
      continue;
    Function *&node = nodes[twin.symbol];
    if (!node) {
      const Function &body = *functions_[counts];
      node = &made_.emplace_back();
      node->defined = true;
      node->symbol = twin.symbol;
      node->file = body.file;
      node->line = body.line;
    }
    if (find(twin.body) == none)
      bySymbol_[twin.body] = counts;
    Call call;
    call.callee = twin.body;
    node->calls.push_back(std::move(call));
  }
  for (auto &[symbol, node] : nodes) {
    isDispatch_.resize(functions_.size());
    isDispatch_.push_back(true);
    bySymbol_[symbol] = uint32_t(functions_.size());
    functions_.push_back(node);
  }
}

/// One function for each type and slot that calls ask for, with a call of each candidate.
void Program::addDispatches() {
  if (!connections_.candidates)
    return;
  for (const Candidate &candidate : *connections_.candidates)
    if (candidate.function == notGiven)
      neverClosed_.insert({candidate.type, candidate.slot});
    else
      candidates_[{candidate.type, candidate.slot}].push_back(candidate.function);
  for (DispatchId id = 1; id < names_.dispatchCount(); ++id)
    addDispatch(id);
}

void Program::addDispatch(DispatchId id) {
  const Dispatch &asked = dispatch(id);
  auto found = candidates_.find({asked.type, asked.slot});
  if (!asked.type || found == candidates_.end())
    return;
  Function &node = made_.emplace_back();
  node.defined = true;
  for (StringId candidate : found->second) {
    if (find(candidate) == none)
      continue; // Its code is gone from this stage.
    Call call;
    call.callee = candidate;
    call.dispatch = id;
    node.calls.push_back(std::move(call));
  }
  byDispatch_.resize(std::max<size_t>(byDispatch_.size(), id + 1), none);
  byDispatch_[id] = uint32_t(functions_.size());
  isDispatch_.resize(functions_.size());
  isDispatch_.push_back(true);
  functions_.push_back(&node);
}

const Dispatch &Program::dispatch(DispatchId id) const {
  size_t known = names_.dispatchCount();
  return id < known ? names_.dispatch(id) : *madeDispatches_[id - known];
}

uint32_t Program::dispatchNode(DispatchId id) const {
  return id < byDispatch_.size() ? byDispatch_[id] : none;
}

/// Functions whose calls depend on a constant, as callers that pass it know them; and what they in
/// turn hand it on to.
void Program::addVariants() {
  for (uint32_t caller = 0; caller < functions_.size(); ++caller)
    addVariantsOf(caller);
}

void Program::addVariantsOf(uint32_t caller) {
  for (size_t number = 0; number < functions_[caller]->calls.size(); ++number) {
    const Call &call = functions_[caller]->calls[number];
    if (!call.dispatch)
      continue;
    uint32_t callee = call.callee ? find(call.callee) : none;
    if (callee != none)
      addVariant(callee, call.dispatch);
    else if (!call.callee && dispatchNode(call.dispatch) == none)
      addDispatch(call.dispatch);
  }
}

void Program::addVariant(uint32_t index, DispatchId id) {
  // Rotating arguments through recursion makes as many as there are ways to arrange them.
  constexpr size_t fewest = 1000;
  const std::vector<Constant> constants = dispatch(id).constants;
  if (constants.empty() || variants_.size() >= fewest + bySymbol_.size())
    return;
  auto [place, added] = variants_.try_emplace({index, id}, none);
  if (!added)
    return;
  const Function &function = *functions_[index];
  std::set<uint32_t> idle;
  for (const Guard &guard : function.guards)
    if (std::binary_search(constants.begin(), constants.end(), guard.constant))
      idle.insert(guard.idle.begin(), guard.idle.end());
  bool differs = !idle.empty();
  Function variant = function;
  variant.guards.clear();
  variant.calls.clear();
  for (uint32_t number = 0; number < function.calls.size(); ++number)
    if (!idle.count(number)) {
      variant.calls.push_back(function.calls[number]);
      differs |= specialize(variant.calls.back(), constants);
    }
  if (!differs)
    return;
  place->second = uint32_t(functions_.size());
  functions_.push_back(&made_.emplace_back(std::move(variant)));
}

bool Program::specialize(Call &call, const std::vector<Constant> &constants) {
  if (!call.dispatch || dispatch(call.dispatch).passed.empty())
    return false;
  Dispatch special = dispatch(call.dispatch);
  size_t before = special.constants.size();
  // An argument has one value, or recursion would gather ever more of them.
  auto known = [&special](uint32_t argument) {
    return std::any_of(special.constants.begin(), special.constants.end(),
                       [=](const Constant &constant) { return constant.argument == argument; });
  };
  for (const Passed &passed : special.passed)
    for (const Constant &constant : constants)
      if (constant.argument == passed.parameter && !known(passed.argument))
        special.constants.push_back({passed.argument, constant.value});
  if (special.constants.size() == before)
    return false;
  special.passed.clear();
  std::sort(special.constants.begin(), special.constants.end());
  auto [place, added] = madeDispatchIds_.try_emplace(
      std::move(special), DispatchId(names_.dispatchCount() + madeDispatches_.size()));
  if (added)
    madeDispatches_.push_back(&place->first);
  call.dispatch = place->second;
  return true;
}

uint32_t Program::find(StringId symbol) const {
  return symbol < bySymbol_.size() ? bySymbol_[symbol] : none;
}

uint32_t Program::calleeOf(const Call &call) const {
  if (!call.callee)
    return dispatchNode(call.dispatch);
  uint32_t callee = find(call.callee);
  if (callee == none || !call.dispatch)
    return callee;
  auto variant = variants_.find({callee, call.dispatch});
  return variant == variants_.end() || variant->second == none ? callee : variant->second;
}

bool Program::isClosed(const Call &call) const {
  if (call.callee || dispatchNode(call.dispatch) == none)
    return false;
  const Dispatch &asked = dispatch(call.dispatch);
  return asked.closed ||
         (connections_.world == World::Closed && !neverClosed_.count({asked.type, asked.slot}));
}

void Program::connect() {
  auto isEdge = [](const Call &call) {
    return call.origin == Origin::Call || call.origin == Origin::Handed;
  };
  firstEdge_.assign(functions_.size() + 1, 0);
  // Of each call in turn: who is called is asked of tables too large for any processor's cache.
  std::vector<uint32_t> callees;
  for (const Function *function : functions_)
    for (const Call &call : function->calls) {
      callees.push_back(isEdge(call) ? calleeOf(call) : none);
      if (callees.back() != none)
        ++firstEdge_[callees.back() + 1];
    }
  for (size_t index = 1; index < firstEdge_.size(); ++index)
    firstEdge_[index] += firstEdge_[index - 1];
  edges_.resize(firstEdge_.back());
  std::vector<size_t> next(firstEdge_.begin(), firstEdge_.end() - 1);
  auto callee = callees.begin();
  for (uint32_t caller = 0; caller < functions_.size(); ++caller)
    for (uint32_t number = 0; number < functions_[caller]->calls.size(); ++number) {
      const Call &call = functions_[caller]->calls[number];
      if (*callee != none)
        edges_[next[*callee]++] = {caller,          number,
                                   call.frame,      uint16_t(call.levels.size()),
                                   call.inFunction, call.destroys};
      ++callee;
    }
}

} // namespace heaplight
