// a policy + functions with the files that they stand in → which contracts hold for them, and
// which globs fit nothing. Knows no code.
#pragma once

#include "judge/Globs.h"
#include "judge/Policy.h"

namespace heaplight {

/// `path` as the policy of `contract` writes it, from its folder on; none if it lies elsewhere.
/// Paths are relative to the working folder where they lie below, as reports name them.
std::optional<std::string> pathFrom(const PolicyContract &contract, const std::string &path);

/// A policy with its globs made ready, for many functions.
class PolicyFit {
public:
  /// `policy` must outlive it. A glob that is none fits nothing; `parsePolicy` lets none through.
  explicit PolicyFit(const Policy &policy);

  /// Those that hold for `function` (readable; empty for what stands outside) in `path`, in the
  /// policy's order.
  std::vector<const PolicyContract *> contractsOf(const std::string &function,
                                                  const std::string &path) const;

private:
  struct Ready {
    const PolicyContract *contract;
    std::vector<FunctionGlob> functions;
    std::vector<PathGlob> paths;
  };
  std::vector<Ready> ready_;
};

/// A line for each glob that fits none of all functions or paths that were read, with its place and
/// the nearest that would; in the policy's order.
std::vector<std::string> unusedGlobs(const Policy &policy,
                                     const std::vector<std::string> &functionNames,
                                     const std::vector<std::string> &paths);

} // namespace heaplight
