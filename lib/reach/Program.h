// Summaries → one function for each symbol, its callees found. Decides nothing about effects.
#pragma once

#include "Types.h"

namespace heaplight {

class Program {
public:
  static constexpr uint32_t none = ~uint32_t(0);

  /// Of several functions of one symbol the first that is defined counts. `Summary`s must outlive
  /// the program.
  explicit Program(const std::vector<const Summary *> &summaries);

  size_t size() const { return functions_.size(); }
  const Function &function(uint32_t index) const { return *functions_[index]; }
  /// `none` where no function of that symbol is known.
  uint32_t find(StringId symbol) const;
  /// The functions that call `index`, each once.
  const std::vector<uint32_t> &callers(uint32_t index) const { return callers_[index]; }
  /// Callees before their callers, as far as recursion lets them.
  const std::vector<uint32_t> &bottomUp() const { return bottomUp_; }

private:
  void order();

  std::vector<const Function *> functions_;
  std::unordered_map<StringId, uint32_t> bySymbol_;
  std::vector<std::vector<uint32_t>> callers_;
  std::vector<uint32_t> bottomUp_;
};

} // namespace heaplight
