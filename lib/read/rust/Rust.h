// Rust source → the module that rustc makes of it before LLVM's own passes, and the files that it
// was made of. All that rustc writes it writes in a folder of its own, which is gone again then.
#pragma once

#include "read/Command.h"

#include "llvm/Support/MemoryBuffer.h"

#include <memory>

namespace heaplight {

struct RustModule {
  std::unique_ptr<llvm::MemoryBuffer> bitcode;
  std::vector<std::string> files; ///< Absolute; sorted.
  bool readsEnvironment = false;  ///< The source asks for variables of it.
  bool library = false;           ///< It has no main, and nothing said what it is to be.
};

struct RustOptions {
  bool color = false; ///< Of what rustc tells.
  /// Absolute; where that folder is made, for who must see to it if this process is killed. Empty
  /// for the system's.
  std::string scratch;
};

/// Fails with a `CompileError` that holds what rustc printed.
llvm::Expected<RustModule> makeRustModule(const Command &command, const RustOptions &options);

} // namespace heaplight
