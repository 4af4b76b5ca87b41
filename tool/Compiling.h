// compile commands → units, each compiled in a process of its own unless the cache knows it. One
// that can't be compiled is told, and costs itself alone.
#pragma once

#include "Inputs.h"
#include "Workers.h"
#include "read/UnitCache.h"

#include <set>

namespace heaplight {

/// Where results are kept; empty where there is no such place.
std::string cacheFolder();

class Compiling {
public:
  /// `options` and `models` are to outlive it. `identity` is this program's, of what is kept.
  Compiling(const InputOptions &options, const Models &models, const std::string &identity);

  /// From the cache; none where it doesn't know the unit, or another state of its files.
  std::optional<Unit> known(const Command &command);

  struct Result {
    std::optional<Unit> unit;
    std::string problem; ///< Told already; empty where there is a unit.
  };
  /// In the order of the commands.
  std::vector<Result> compile(const std::vector<const Command *> &commands);

  /// One line on why nothing can be kept, here or in a worker; empty where all is well.
  std::string unkept() const;
  Cache *cache() { return cache_ ? &*cache_ : nullptr; }
  /// Those that were read by all that was compiled, if the options ask for them. Sorted.
  std::vector<std::string> files() const { return {files_.begin(), files_.end()}; }

private:
  std::string compileOne(const Command &command);
  Result accept(const Command &command, const JobResult &result);
  Result unpack(const Command &command, llvm::StringRef bytes);

  const InputOptions &options_;
  const Models &models_;
  CompileOptions compile_;
  std::optional<Cache> cache_;
  std::optional<UnitCache> unitCache_;
  std::set<std::string> files_;
  std::string unkept_; ///< The first complaint of a worker.
};

} // namespace heaplight
