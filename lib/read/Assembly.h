// LLVM module → assembly lines, each with its inline chain. The text is the compiler's own; what
// stands on which line is told by the compiler while it prints, not parsed from the text.
#pragma once

#include "Types.h"

#include "llvm/ADT/STLFunctionalExtras.h"

#include <memory>

namespace llvm {
class DILocation;
class Target;
} // namespace llvm

namespace heaplight {

/// While it lives, what `target` prints as assembly holds marks that `readAssembly` understands.
/// At most one at a time.
class AssemblyMarks {
public:
  explicit AssemblyMarks(const llvm::Target &target);
  ~AssemblyMarks();
  AssemblyMarks(const AssemblyMarks &) = delete;
  AssemblyMarks &operator=(const AssemblyMarks &) = delete;

  /// The location that the mark `number` stands for; null for a number that no mark bears.
  const llvm::DILocation *location(size_t number) const;

private:
  class Handler;
  struct State;
  std::unique_ptr<State> state_;
};

/// Drops directives, comments and labels that nothing refers to.
std::vector<AssemblyLine>
readAssembly(const std::string &text, const AssemblyMarks &marks, Names &names,
             llvm::function_ref<FrameId(const llvm::DILocation &)> frameOf);

} // namespace heaplight
