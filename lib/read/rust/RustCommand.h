// a Rust source and what the user said of its flags → the command that compiles it. Compiles
// nothing; asks no build.
#pragma once

#include "read/Command.h"

namespace heaplight {

/// By its name.
bool isRust(const std::string &file);

/// Fails where the file can't be read. Its arguments are rustc's, the file last.
llvm::Expected<Command> rustCommand(const CommandRequest &request, const RustToolchain &rust);

/// For Clang: it makes of the module that rustc made what rustc itself would make of it, to the
/// instruction. `rust` is a command of `rustCommand`; `module` its module's name.
Command moduleCommand(const Command &rust, const std::string &module);

/// For Clang: it tells which libraries of the system a program of Rust is linked with.
Command rustLinkCommand(const Command &rust);

} // namespace heaplight
