#include "read/run/ProgramBuild.h"

#include "read/Invocation.h"
#include "read/rust/RustCommand.h"

#include "clang/Driver/Types.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

namespace heaplight {
namespace {

namespace path = llvm::sys::path;

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

/// What rustc would share out among several modules, or take from other crates, is optimized
/// otherwise than the one module that is read: what a run does at a line might stand nowhere there.
llvm::Expected<ProgramBuild> rustBuild(const ProgramRequest &request) {
  llvm::Expected<Command> command = rustCommand(request.command, *request.rust);
  if (!command)
    return command.takeError();
  ProgramBuild build{
      request.rust->rustc,
      {"-Cdebuginfo=2", "-Cforce-frame-pointers=yes", "-Ccodegen-units=1", "-Clto=off"},
      command->directory,
      command->notes};
  build.arguments.insert(build.arguments.end(), command->arguments.begin() + 1,
                         command->arguments.end());
  llvm::append_range(build.arguments, std::vector<std::string>{"-o", request.output});
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
