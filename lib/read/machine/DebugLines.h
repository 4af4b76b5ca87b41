// Address in an ELF file → the source lines that it comes from, through what was inlined there.
// Empty where the file has no debug info.
#pragma once

#include "Types.h"

#include "llvm/Object/ObjectFile.h"

#include <memory>

namespace llvm {
class DWARFContext;
}

namespace heaplight {

class DebugLines {
public:
  /// `object`, which may be null, must outlive it.
  explicit DebugLines(const llvm::object::ObjectFile *object);
  ~DebugLines();

  /// The frames at `address`, of which the outermost gets the function's `symbol`. Returns the
  /// innermost; `noFrame` where nothing is known.
  FrameId frameAt(llvm::object::SectionedAddress address, StringId symbol, Names &names);

private:
  std::unique_ptr<llvm::DWARFContext> context_; ///< Null without debug info.
};

} // namespace heaplight
