// a compile command → what Clang's driver would tell the linker of a program made from it. Looks
// for no library.
#pragma once

#include "read/Command.h"

#include "llvm/TargetParser/Triple.h"

#include <string>
#include <vector>

namespace heaplight {

/// What a linker is to read.
struct LinkInput {
  std::string name;          ///< A path, -lNAME or -l:FILE.
  bool archivesOnly = false; ///< -lNAME means an archive here.

  friend bool operator==(const LinkInput &, const LinkInput &) = default;
};

struct LinkPlan {
  llvm::Triple target;                     ///< Empty where the driver didn't get so far.
  std::string sysroot;                     ///< Empty for this machine's own root.
  std::vector<std::string> folders;        ///< Where -lNAME is looked for, in this order.
  std::vector<std::string> runtimeFolders; ///< Where the program looks for shared objects (-rpath).
  std::vector<LinkInput> inputs;           ///< Objects that start the program included.
  std::string loader;                      ///< Empty where there is none.
  std::string complaint; ///< Why there is no plan, in one line; empty where there is one.
};

LinkPlan planLink(const Command &command);

} // namespace heaplight
