// a file and what the user said of its flags → the command that compiles it. Asks compile
// databases; compiles nothing.
#pragma once

#include "Types.h"
#include "read/Database.h"
#include "read/rust/RustToolchain.h"

#include "llvm/Support/Error.h"

#include <optional>
#include <string>
#include <vector>

namespace heaplight {

struct CommandRequest {
  std::string file; ///< As given.
  /// From the command line; no database is asked. A whole command of a compiler's, which names
  /// the file, is taken as one of a build's.
  std::optional<std::vector<std::string>> flags;
  std::string buildFolder; ///< Where a database must be; empty to look for one.
  std::vector<std::string> extraBefore;
  std::vector<std::string> extraAfter;
  std::string target; ///< A triple; empty for the flags' own.
};

struct Command {
  std::string file;                   ///< As given; how messages name it.
  std::string directory;              ///< Absolute; where the command runs.
  std::vector<std::string> arguments; ///< The compiler's name first, the file last.
  std::vector<std::string> notes;     ///< What was assumed or left out.
  std::vector<std::string> files;     ///< That tell the flags: the database, response files.
  std::optional<RustToolchain> rust = std::nullopt; ///< Of a Rust source: what compiles it.
  std::vector<std::string> environment = {};        ///< NAME=value that a build sets for rustc.
  std::vector<std::string> systemFolders = {};      ///< Whose files are nobody's to be marked.
};

/// Fails where the file can't be read, where a database is asked for and is missing, broken or
/// empty, and on a flag from the command line that Clang doesn't know. `databases` keeps what was
/// read for the next file.
llvm::Expected<Command> findCommand(const CommandRequest &request, Databases &databases);
/// For one file by itself.
llvm::Expected<Command> findCommand(const CommandRequest &request);

/// For what is known of a unit whose command is not: with its language and its target, and the
/// flags of the request. It serves to ask how a program of such units is linked, not to compile
/// one.
llvm::Expected<Command> commandOf(const Unit &unit, const CommandRequest &request);

} // namespace heaplight
