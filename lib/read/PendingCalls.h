// What Module's steps hand to each other: the calls of one function that may have an effect, before
// it is known whether they have one. Not for other files.
#pragma once

#include "read/Module.h"

namespace heaplight {

/// An instruction that may have an effect, before it is known whether it has one.
struct ModuleReader::PendingCall {
  const llvm::Instruction *instruction;
  const llvm::DILocation *location; ///< Of the call; of the inlined call for what is left of one.
  const llvm::Function *callee;
  Call call;
  Dispatch dispatch;
  bool allocates = false;             ///< By itself, not through a body.
  Phase later = Phase::Exit;          ///< Of a registered one: when it runs.
  Certainty runs = Certainty::Always; ///< Of a registered one: that it runs then.
};

struct ModuleReader::Body {
  llvm::Function *function;
  std::vector<PendingCall> pending;
  bool relevant = false;
  std::vector<Guard> guards;
};

} // namespace heaplight
