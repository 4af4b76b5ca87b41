#include "Packages.h"

#include "Compiling.h"

#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/raw_ostream.h>

namespace heaplight {

CargoFolder::CargoFolder(const std::string &package) {
  if (package.empty())
    return;
  std::string kept = cacheFolder();
  if (kept.empty()) {
    temporary_ = !llvm::sys::fs::createUniqueDirectory("heaplight-cargo", path_);
    return;
  }
  path_ = kept;
  ContentHash hash = hashOf(realPath(package));
  llvm::sys::path::append(path_, "cargo", llvm::utohexstr(hash.low) + llvm::utohexstr(hash.high));
}

CargoFolder::~CargoFolder() {
  if (temporary_)
    llvm::sys::fs::remove_directories(path_);
}

std::optional<CargoBuild> buildWithCargo(const InputOptions &options, const std::string &folder) {
  CargoRequest request{options.package,        options.profile, options.member,
                       options.command.target, folder,          options.rustc};
  llvm::Expected<CargoBuild> build = buildPackage(request);
  if (!build) {
    llvm::handleAllErrors(build.takeError(), [](const CargoError &error) {
      llvm::errs() << error.diagnostics;
      complain(error.message);
    });
    return std::nullopt;
  }
  if (build->commands.empty()) {
    complain(options.package + ": cargo builds no library and no program of it");
    return std::nullopt;
  }
  for (Command &command : build->commands) {
    std::vector<std::string> flags = options.command.extraBefore;
    if (options.command.flags)
      flags.insert(flags.end(), options.command.flags->begin(), options.command.flags->end());
    flags.insert(flags.end(), options.command.extraAfter.begin(), options.command.extraAfter.end());
    command.arguments.insert(command.arguments.end() - 1, flags.begin(), flags.end());
  }
  return std::move(*build);
}

} // namespace heaplight
