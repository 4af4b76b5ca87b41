#include "Runnable.h"

#include "read/run/Executable.h"

#include <llvm/ADT/StringRef.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/Program.h>

#include <cerrno>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace heaplight {
namespace {

namespace path = llvm::sys::path;

constexpr unsigned mostInterpreters = 4; ///< Of one another, as Linux has it.

llvm::Error refusal(const std::string &file, const std::string &why) {
  return llvm::createStringError(file + ": " + why);
}

/// As a shell finds it.
llvm::Expected<std::string> fileOf(const std::string &name) {
  if (name.find('/') != std::string::npos)
    return name;
  if (llvm::ErrorOr<std::string> found = llvm::sys::findProgramByName(name))
    return *found;
  return refusal(name, llvm::sys::fs::is_regular_file(name)
                           ? "is not on PATH; say ./" + name + " for the file in this folder"
                           : "no such program on PATH; name its file");
}

llvm::Error checkFile(const std::string &file) {
  struct stat status{};
  if (stat(file.c_str(), &status) != 0)
    return refusal(file, std::generic_category().message(errno));
  if (S_ISDIR(status.st_mode))
    return refusal(file, "is a directory; name the program in it");
  if (!S_ISREG(status.st_mode) || access(file.c_str(), X_OK) != 0)
    return refusal(file, "is not executable; name a program, or a source file in C, C++ or Rust");
  if (status.st_mode & (S_ISUID | S_ISGID))
    return refusal(file, std::string("is ") + (status.st_mode & S_ISUID ? "setuid" : "setgid") +
                             ", and nothing of other people's is loaded into such programs; run a "
                             "copy without that bit");
  if (getxattr(file.c_str(), "security.capability", nullptr, 0) > 0)
    return refusal(file,
                   "has capabilities of its own, and nothing of other people's is loaded into "
                   "such programs; run a copy without them");
  return llvm::Error::success();
}

/// Against this program itself, which the recorder is made like.
llvm::Error checkLoader(const std::string &file, const Executable &executable) {
  llvm::Expected<Executable> own = readExecutable("/proc/self/exe");
  if (!own)
    return own.takeError();
  if (executable.architecture == llvm::Triple::UnknownArch)
    return refusal(file, "is neither an ELF program nor a script with #! on its first line");
  if (executable.architecture != own->architecture)
    return refusal(file, "is a program for " +
                             llvm::Triple::getArchTypeName(executable.architecture).str() +
                             ", and the recorder one for " +
                             llvm::Triple::getArchTypeName(own->architecture).str());
  if (executable.kind == StartKind::Other)
    return refusal(file, "is no program but an object or a core file; name a program");
  if (executable.kind == StartKind::Shared)
    return refusal(file, "is no program but a shared library; name a program that loads it, or "
                         "link it without -shared");
  if (executable.kind == StartKind::Static)
    return refusal(file, "is linked statically, so that no recorder can be preloaded; link it "
                         "without -static");
  if (path::filename(executable.interpreter) != path::filename(own->interpreter))
    return refusal(file, "is loaded by " + executable.interpreter +
                             ", and the recorder is made for " + own->interpreter);
  return llvm::Error::success();
}

/// Of what the first line of the script `file` names.
llvm::Error checkInterpreter(const std::string &file, llvm::StringRef interpreter) {
  if (interpreter.empty())
    return refusal(file, "names no program behind #! on its first line");
  if (interpreter.ends_with("\r"))
    return refusal(file, "has a carriage return at the end of its first line, which the system "
                         "takes for part of the name " +
                             interpreter.drop_back().str() +
                             "; end its lines as Unix does, by dos2unix");
  llvm::Error refused = checkFile(interpreter.str());
  return refused ? refusal(file, "is a script, and what is to read it cannot be run: " +
                                     llvm::toString(std::move(refused)))
                 : llvm::Error::success();
}

} // namespace

llvm::Expected<Runnable> findRunnable(const std::string &name) {
  llvm::Expected<std::string> file = fileOf(name);
  if (!file)
    return file.takeError();
  Runnable program{*file, ""};
  std::string current = *file;
  if (llvm::Error refused = checkFile(current))
    return std::move(refused);
  for (unsigned depth = 0; depth <= mostInterpreters; ++depth) {
    llvm::Expected<Executable> executable = readExecutable(current);
    if (!executable)
      return executable.takeError();
    if (executable->kind != StartKind::Script) {
      if (llvm::Error refused = checkLoader(current, *executable))
        return std::move(refused);
      return program;
    }
    if (llvm::Error refused = checkInterpreter(current, executable->interpreter))
      return std::move(refused);
    current = executable->interpreter;
    program.interpreter = current;
  }
  return refusal(name, "is a script of scripts, more deeply than the system follows");
}

} // namespace heaplight
