// compiler flags as they were given → those that shape the code. What they mean is Clang's driver's
// affair.
#pragma once

#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace heaplight {

/// Who wrote flags. A user can mend their own, so a fault in these is told; a build's are used as
/// far as they go.
enum class FlagSource { CommandLine, Database };

struct FlagRequest {
  std::vector<std::string> flags; ///< Without the compiler's name; no @FILE is left in them.
  FlagSource source = FlagSource::CommandLine;
  bool cl = false;  ///< They are spelled as cl.exe spells them.
  std::string file; ///< What they compile, as notes name it.
};

struct Flags {
  std::vector<std::string> kept; ///< In their order, inputs left out.
  std::vector<std::string> notes;
};

/// Drops inputs, what says where output goes, and what needs the linker to make code. What the
/// linker alone reads is kept: it says which libraries the program has. Fails on a flag without its
/// value, on one that asks Clang about itself and, on the command line, on one that Clang doesn't
/// know.
llvm::Expected<Flags> keepFlags(const FlagRequest &request);

/// Replaces each @FILE by the flags that it holds; relative ones lie in `directory`. Returns the
/// absolute paths of those files. Fails where one can't be read.
llvm::Expected<std::vector<std::string>> expandResponseFiles(std::vector<std::string> &flags,
                                                             const std::string &directory);

} // namespace heaplight
