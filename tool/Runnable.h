// a program as the user names it → the file that the system would run, if a recorder can be
// preloaded into it. Runs nothing.
#pragma once

#include <llvm/Support/Error.h>

#include <string>

namespace heaplight {

struct Runnable {
  std::string file;        ///< A path.
  std::string interpreter; ///< Of a script: what reads it.
};

/// Fails in one line that says what to do, where there is no such program, or none that can be
/// recorded.
llvm::Expected<Runnable> findRunnable(const std::string &name);

} // namespace heaplight
