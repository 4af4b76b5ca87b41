// a file that somebody wants to run → how the system starts it. Reads its head alone; runs nothing.
#pragma once

#include "llvm/Support/Error.h"
#include "llvm/TargetParser/Triple.h"

#include <string>

namespace heaplight {

enum class StartKind : uint8_t {
  Loaded, ///< By a dynamic loader, which lets libraries be preloaded.
  Static, ///< By nobody's help.
  Shared, ///< Not by itself: a library that programs load.
  Script, ///< By the program that its first line names.
  Other,  ///< Not at all: an object, or no program.
};

struct Executable {
  StartKind kind = StartKind::Other;
  llvm::Triple::ArchType architecture = llvm::Triple::UnknownArch; ///< Of what is ELF.
  std::string interpreter; ///< Path of the loader, or of what reads the script.

  friend bool operator==(const Executable &, const Executable &) = default;
};

/// Fails where the file can't be read, or is ELF and damaged; the message begins with its name.
llvm::Expected<Executable> readExecutable(const std::string &file);

} // namespace heaplight
