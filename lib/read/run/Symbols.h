// An address in an object → the functions that stand there, inlined ones included. By LLVM's
// symbolizer, which finds separate debug info as well; an object that can't be read names nothing.
#pragma once

#include "Recording.h"
#include "read/PathNames.h"

#include "llvm/DebugInfo/Symbolize/Symbolize.h"

namespace heaplight {

class Symbols {
public:
  explicit Symbols(PathNames paths);

  /// Innermost first, never empty. `address` is as the object's symbol table counts; `object` may
  /// be empty.
  std::vector<RecordedFrame> at(const std::string &object, uint64_t address);

private:
  llvm::symbolize::LLVMSymbolizer symbolizer_;
  PathNames paths_;
};

} // namespace heaplight
