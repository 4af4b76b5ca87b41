#include "reach/Program.h"

namespace heaplight {

Program::Program(const std::vector<const Summary *> &summaries) {
  for (const Summary *summary : summaries)
    for (const Function &function : summary->functions) {
      auto [place, added] = bySymbol_.try_emplace(function.symbol, uint32_t(functions_.size()));
      if (added)
        functions_.push_back(&function);
      else if (!functions_[place->second]->defined && function.defined)
        functions_[place->second] = &function;
    }
  callers_.resize(functions_.size());
  for (uint32_t caller = 0; caller < functions_.size(); ++caller)
    for (const Call &call : functions_[caller]->calls) {
      uint32_t callee = call.callee ? find(call.callee) : none;
      if (callee != none && (callers_[callee].empty() || callers_[callee].back() != caller))
        callers_[callee].push_back(caller);
    }
  order();
}

uint32_t Program::find(StringId symbol) const {
  auto found = bySymbol_.find(symbol);
  return found == bySymbol_.end() ? none : found->second;
}

void Program::order() {
  struct Visit {
    uint32_t function;
    size_t nextCall;
  };
  std::vector<bool> seen(functions_.size());
  std::vector<Visit> open;
  for (uint32_t root = 0; root < functions_.size(); ++root) {
    if (seen[root])
      continue;
    seen[root] = true;
    open.push_back({root, 0});
    while (!open.empty()) {
      Visit &visit = open.back();
      const std::vector<Call> &calls = functions_[visit.function]->calls;
      if (visit.nextCall == calls.size()) {
        bottomUp_.push_back(visit.function);
        open.pop_back();
        continue;
      }
      StringId symbol = calls[visit.nextCall++].callee;
      uint32_t callee = symbol ? find(symbol) : none;
      if (callee != none && !seen[callee]) {
        seen[callee] = true;
        open.push_back({callee, 0});
      }
    }
  }
}

} // namespace heaplight
