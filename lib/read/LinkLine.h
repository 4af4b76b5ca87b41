// a compile command and the libraries that the user names → the files of the libraries that the
// program would have. Asks Clang's driver how it would link; links nothing. What a program loads by
// name while it runs (dlopen) isn't among them.
#pragma once

#include "read/Command.h"

#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace heaplight {

struct LinkRequest {
  const Command &command;
  /// Named by the user: paths of shared objects, archives or object files, relative to the working
  /// folder; -lNAME, -l:FILE, and -LDIR for where these lie beside the link's own folders.
  std::vector<std::string> libraries;
  /// The same, named by a build's link commands. One that isn't there yet is noted.
  std::vector<std::string> fromBuild;
};

struct LinkedLibraries {
  /// Each file once, as the folder where it really lies and the name that its dependents know it
  /// by. Dependents come before what they need; else in the order of the link: the user's, the
  /// build's, the driver's. Shared objects with all that these need in turn, archives, and the
  /// user's object files. What starts a program (crt1.o) is left out.
  std::vector<std::string> paths;
  std::vector<std::string> notes; ///< What wasn't found, and why there may be nothing at all.
};

/// Fails where a library that the user names isn't there, is of another target, or is no library.
/// A target whose libraries aren't installed has none, with a note.
llvm::Expected<LinkedLibraries> findLibraries(const LinkRequest &request);

/// Whether a linker would take code for both targets into one program, as far as their machines
/// tell. What isn't known is taken to fit.
bool linkTogether(const std::string &target, const std::string &other);

} // namespace heaplight
