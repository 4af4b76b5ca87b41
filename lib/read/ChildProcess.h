// a program and its arguments → what it printed and how it ended. Waits for it; whoever ends this
// process's group ends that program too.
#pragma once

#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace heaplight {

struct ChildRequest {
  std::vector<std::string> arguments; ///< The program's path first.
  std::string directory;              ///< Where it runs; empty for here.
  /// NAME=value, over what this process's environment has.
  std::vector<std::string> environment;
};

struct ChildResult {
  int status = 0; ///< Its exit status; 128 and the signal's number where one ended it.
  std::string output;
  std::string errors;
};

/// All that a file in memory holds, wherever its descriptor stands; what can't be read is left out.
std::string contentsOf(int descriptor);

/// Its standard input is empty. Fails where it can't be started.
llvm::Expected<ChildResult> runChild(const ChildRequest &request);

} // namespace heaplight
