#include "read/run/ProgramBuild.h"

#include "read/Invocation.h"
#include "read/rust/RustCommand.h"

#include "clang/Driver/Types.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace heaplight {
namespace {

namespace path = llvm::sys::path;

std::string workingFolder() {
  llvm::SmallString<256> folder;
  llvm::sys::fs::current_path(folder);
  return std::string(folder);
}

llvm::Expected<ProgramBuild> clangBuild(const ProgramRequest &request) {
  // What is added counts last, and libraries in it stand behind what needs them.
  CommandRequest found = request.command;
  found.extraAfter.clear();
  llvm::Expected<Command> command = findCommand(found);
  if (!command)
    return command.takeError();
  ProgramBuild build{findClang(), {}, command->directory, command->notes};
  if (build.compiler.empty())
    return llvm::createStringError(request.command.file +
                                   ": no clang-22 is found to build it with; install the package "
                                   "clang-22, or build it yourself and run the program");
  std::vector<std::string> &arguments = build.arguments;
  arguments.assign(command->arguments.begin() + 1, command->arguments.end() - 1);
  if (llvm::StringRef(command->arguments.front()).ends_with("++") &&
      !llvm::is_contained(arguments, "--driver-mode=g++"))
    arguments.insert(arguments.begin(), "--driver-mode=g++");
  llvm::append_range(arguments, std::vector<std::string>{"-g", "-fno-omit-frame-pointer",
                                                         command->arguments.back()});
  llvm::append_range(arguments, request.command.extraAfter);
  llvm::append_range(arguments, std::vector<std::string>{"-o", request.output});
  return build;
}

bool names(const std::vector<std::string> &flags, llvm::StringRef option) {
  return llvm::any_of(flags, [&](llvm::StringRef flag) { return flag.split('=').first == option; });
}

llvm::Expected<ProgramBuild> rustBuild(const ProgramRequest &request) {
  const std::string &file = request.command.file;
  llvm::sys::fs::file_status status;
  if (std::error_code error = llvm::sys::fs::status(file, status))
    return llvm::createStringError(file + ": " + error.message());
  if (!llvm::sys::fs::is_regular_file(status))
    return llvm::createStringError(file + ": is not a regular file");
  if (request.rustc.empty())
    return llvm::createStringError(file + ": no rustc is found to build it with; install one, or "
                                          "name it by --rustc FILE");
  std::vector<std::string> flags = request.command.extraBefore;
  llvm::append_range(flags,
                     request.command.flags.value_or(std::vector<std::string>{"-Copt-level=2"}));
  llvm::append_range(flags, request.command.extraAfter);
  ProgramBuild build{
      request.rustc, {"-Cdebuginfo=2", "-Cforce-frame-pointers=yes"}, workingFolder(), {}};
  // rustc takes that option only once, and would take the oldest edition without it.
  if (!names(flags, "--edition"))
    build.arguments.push_back("--edition=2021");
  llvm::append_range(build.arguments, flags);
  llvm::append_range(build.arguments, std::vector<std::string>{file, "-o", request.output});
  return build;
}

} // namespace

bool isProgramSource(const std::string &file) {
  namespace types = clang::driver::types;
  llvm::StringRef extension = path::extension(file);
  if (extension.empty())
    return false;
  types::ID type = types::lookupTypeForExtension(extension.drop_front());
  return isRust(file) ||
         llvm::is_contained({types::TY_C, types::TY_PP_C, types::TY_CXX, types::TY_PP_CXX}, type);
}

llvm::Expected<ProgramBuild> programBuild(const ProgramRequest &request) {
  return isRust(request.command.file) ? rustBuild(request) : clangBuild(request);
}

} // namespace heaplight
