// a recording → call stacks by the names of their functions, as flame graphs are made of them.
// Knows no form of any file.
#pragma once

#include "Recording.h"

#include <string>
#include <vector>

namespace heaplight {

/// What a stack weighs.
enum class RunWeight : uint8_t { Allocations, Bytes, Lost, LostBytes };

uint64_t weigh(const RecordedCounts &counts, RunWeight weight);

struct FoldedStack {
  std::vector<std::string> frames; ///< Outermost first; the program's file name before all.
  uint64_t weight = 0;

  friend auto operator<=>(const FoldedStack &, const FoldedStack &) = default;
};

/// Stacks that differ in lines, threads or phases alone are one, and those that weigh nothing are
/// left out. Sorted. A function without a name bears its object's in brackets.
std::vector<FoldedStack> foldStacks(const std::vector<const RecordedProcess *> &processes,
                                    RunWeight weight);

} // namespace heaplight
