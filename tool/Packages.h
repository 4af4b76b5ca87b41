// a package of Rust that the user names → the commands of its crates, by way of cargo. Prints what
// cargo and rustc say.
#pragma once

#include "Inputs.h"

#include <llvm/ADT/SmallString.h>

namespace heaplight {

/// A folder for what cargo builds: beside the results that are kept, or, where there is no place
/// for those, gone with this. Symbols hang on its name, so that it's always the same.
class CargoFolder {
public:
  explicit CargoFolder(const std::string &package);
  ~CargoFolder();
  CargoFolder(const CargoFolder &) = delete;
  CargoFolder &operator=(const CargoFolder &) = delete;

  std::string path() const { return std::string(path_); }

private:
  llvm::SmallString<256> path_;
  bool temporary_ = false;
};

/// What cargo and rustc say goes to standard error. None where there is nothing to read then.
std::optional<CargoBuild> buildWithCargo(const InputOptions &options, const std::string &folder);

} // namespace heaplight
