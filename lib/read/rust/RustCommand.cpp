#include "read/rust/RustCommand.h"

#include "read/InputFile.h"
#include "read/rust/RustFlags.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace heaplight {
namespace {

using Words = std::vector<std::string>;

constexpr llvm::StringLiteral defaultEdition = "2021";

llvm::Error checkReadable(const std::string &file) {
  if (llvm::sys::fs::is_directory(file))
    return llvm::createStringError(file + ": is a directory; name a Rust source in it, or the "
                                          "folder of a package with --cargo");
  return readInputFile(file).takeError();
}

std::string targetOf(const Command &rust) {
  std::string target = longOption(rust.arguments, "target");
  return target.empty() ? rust.rust->host : target;
}

/// What rustc tells LLVM's pipeline and its code generator beside the level.
Words backendFlags(const std::string &level) {
  Words flags;
  // Behind a call that never returns rustc traps in no case; where else no way leads, it does.
  for (llvm::StringRef flag : {"-trap-unreachable", "-no-trap-after-noreturn"})
    flags.insert(flags.end(), {"-mllvm", flag.str()});
  if (level != "0" && level != "1")
    llvm::append_range(flags,
                       Words{"-Xclang", "-fmerge-functions", "-mllvm", "-mergefunc-use-aliases"});
  if (level != "3")
    flags.push_back("-fno-slp-vectorize");
  if (level != "2" && level != "3")
    flags.push_back("-fno-vectorize");
  if (level == "1")
    flags.push_back("-funroll-loops");
  if (level == "s" || level == "z")
    flags.push_back("-fno-unroll-loops");
  return flags;
}

} // namespace

bool isRust(const std::string &file) { return llvm::sys::path::extension(file) == ".rs"; }

llvm::Expected<Command> rustCommand(const CommandRequest &request, const RustToolchain &rust) {
  if (llvm::Error unreadable = checkReadable(request.file))
    return std::move(unreadable);
  llvm::SmallString<256> folder;
  if (std::error_code error = llvm::sys::fs::current_path(folder))
    return llvm::createStringError("the working folder cannot be read: " + error.message());
  Words given = request.extraBefore;
  llvm::append_range(given, request.flags ? *request.flags : Words{"-C", "opt-level=2"});
  llvm::append_range(given, request.extraAfter);
  Command command{request.file, std::string(folder), {rust.rustc}, {}, {}};
  command.rust = rust;
  llvm::append_range(command.arguments, keepRustFlags(given));
  if (!request.target.empty())
    command.arguments.push_back("--target=" + request.target);
  if (longOption(given, "edition").empty()) {
    command.arguments.push_back("--edition=" + defaultEdition.str());
    command.notes.push_back(request.file + ": its edition is taken to be " + defaultEdition.str() +
                            "; say --extra-arg=--edition=… where it is another");
  }
  command.arguments.push_back(request.file);
  return command;
}

Command moduleCommand(const Command &rust, const std::string &module) {
  std::string level = rustLevel(rust.arguments, rust.rust->fastLevel);
  Command command{
      rust.file, rust.directory, {"clang", "--target=" + targetOf(rust), "-O" + level}, {}, {}};
  llvm::append_range(command.arguments, backendFlags(level));
  llvm::append_range(command.arguments, Words{"-fPIC", "-xir", module});
  return command;
}

Command rustLinkCommand(const Command &rust) {
  Command command{rust.file, rust.directory, {"clang", "--target=" + targetOf(rust)}, {}, {}};
  command.arguments.push_back(rust.file + ".o");
  return command;
}

} // namespace heaplight
