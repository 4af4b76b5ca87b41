// one source file → the command that makes a program of it, which a recorder can walk the stacks
// of. Runs nothing.
#pragma once

#include "read/Command.h"

namespace heaplight {

/// Whether the name is of C, C++ or Rust. The file need not be there.
bool isProgramSource(const std::string &file);

struct ProgramRequest {
  /// The file; where its flags come from, as for any other look at its code.
  CommandRequest command;
  std::optional<RustToolchain> rust; ///< Of a Rust source: what builds it.
  std::string output;
};

struct ProgramBuild {
  std::string compiler;               ///< A path.
  std::vector<std::string> arguments; ///< Behind the compiler's name.
  std::string directory;              ///< Absolute; where it runs.
  std::vector<std::string> notes;     ///< What was assumed or left out.
};

/// With debug information and frame pointers beside the flags that were found, in front of those
/// that were added, so that these count; of Rust, with the same code that every other look at the
/// source is of. Fails where no compiler is found, and as `findCommand` and `rustCommand` do.
llvm::Expected<ProgramBuild> programBuild(const ProgramRequest &request);

} // namespace heaplight
