// the folder of a package of Rust → the command that compiles each crate of its workspace. Has
// cargo build it, in a folder of this program's own, so that all that the crates need is there; the
// package's own target folder is left alone. What comes from elsewhere counts as libraries.
#pragma once

#include "read/ChildProcess.h"
#include "read/Command.h"

#include <functional>

namespace heaplight {

enum class CargoProfile : uint8_t { Dev, Release };

struct CargoRequest {
  std::string folder; ///< With its Cargo.toml.
  CargoProfile profile = CargoProfile::Dev;
  std::string package;      ///< Of the workspace; empty for what cargo builds by itself.
  std::string target;       ///< A triple; empty for the host's.
  std::string outputFolder; ///< Absolute; made where it is missing. Later builds go on from it.
  std::string rustc;        ///< As the user names it; empty for that on PATH.
  std::string scratch;      ///< Absolute; for its temporary files. Empty for the system's.
};

/// Runs cargo to its end, or fails in one line that says why it didn't come to it.
using CargoRunner = std::function<llvm::Expected<ChildResult>(const ChildRequest &)>;

struct CargoBuild {
  std::vector<Command> commands;      ///< In the order of cargo's build: what is needed first.
  std::vector<std::string> libraries; ///< Archives of crates from elsewhere.
  std::vector<std::string> notes;
};

/// Why cargo could not build.
class CargoError : public llvm::ErrorInfo<CargoError> {
public:
  static char ID;
  CargoError(std::string message, std::string diagnostics)
      : message(std::move(message)), diagnostics(std::move(diagnostics)) {}

  void log(llvm::raw_ostream &stream) const override;
  std::error_code convertToErrorCode() const override;

  std::string message;
  std::string diagnostics; ///< Cargo's and rustc's own; may be empty.
};

/// Fetches nothing: what the package needs must be there. Fails with a `CargoError`.
llvm::Expected<CargoBuild> buildPackage(const CargoRequest &request,
                                        const CargoRunner &run = runChild);

} // namespace heaplight
