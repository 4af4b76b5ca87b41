#include "report/FoldedStacks.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

#include <map>

namespace heaplight {
namespace {

std::string nameOf(const RecordedFrame &frame) {
  if (!frame.function.empty())
    return frame.function;
  llvm::StringRef object = llvm::sys::path::filename(frame.object);
  return object.empty() ? "[unknown]" : "[" + object.str() + "]";
}

} // namespace

uint64_t weigh(const RecordedCounts &counts, RunWeight weight) {
  switch (weight) {
  case RunWeight::Allocations:
    return counts.allocations;
  case RunWeight::Bytes:
    return counts.bytes;
  case RunWeight::Lost:
    return counts.lostBlocks;
  case RunWeight::LostBytes:
    return counts.lostBytes;
  }
  return 0;
}

std::vector<FoldedStack> foldStacks(const std::vector<const RecordedProcess *> &processes,
                                    RunWeight weight) {
  std::map<std::vector<std::string>, uint64_t> weights;
  for (const RecordedProcess *process : processes)
    for (const RecordedStack &stack : process->stacks) {
      uint64_t more = weigh(stack.counts, weight);
      if (!more)
        continue;
      std::vector<std::string> frames{llvm::sys::path::filename(process->program).str()};
      for (uint32_t number : llvm::reverse(stack.frames))
        frames.push_back(nameOf(process->frames[number]));
      weights[std::move(frames)] += more;
    }
  std::vector<FoldedStack> folded;
  for (auto &[frames, sum] : weights)
    folded.push_back({frames, sum});
  return folded;
}

} // namespace heaplight
