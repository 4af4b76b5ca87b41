#include "Output.h"

#include "Inputs.h"

#include <llvm/ADT/SmallString.h>
#include <llvm/Support/Error.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/raw_ostream.h>

#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace heaplight {
namespace {

/// Into what is no file of its own, as a pipe.
std::error_code writeInto(const std::string &file, const std::string &bytes) {
  std::error_code error;
  llvm::raw_fd_ostream stream(file, error, llvm::sys::fs::CD_OpenExisting);
  if (error)
    return error;
  stream << bytes;
  stream.close();
  error = stream.error();
  stream.clear_error();
  return error;
}

std::error_code lastError() { return {errno, std::generic_category()}; }

/// The rights of the file that is replaced, else those that a new one has.
mode_t rightsOf(const std::string &file) {
  struct stat known{};
  if (stat(file.c_str(), &known) == 0)
    return known.st_mode & 07777;
  mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

/// Gives the file that has no name yet the one of `file`. Between the two steps there is another
/// name for it, but never for half of it.
std::error_code nameIt(int descriptor, const std::string &file) {
  std::string open = "/proc/self/fd/" + std::to_string(descriptor);
  std::string other = file + "." + std::to_string(getpid()) + ".new";
  if (linkat(AT_FDCWD, open.c_str(), AT_FDCWD, other.c_str(), AT_SYMLINK_FOLLOW) != 0)
    return lastError();
  if (std::rename(other.c_str(), file.c_str()) == 0)
    return {};
  std::error_code error = lastError();
  unlink(other.c_str());
  return error;
}

std::error_code writeAll(int descriptor, const std::string &bytes) {
  llvm::raw_fd_ostream stream(descriptor, /*shouldClose=*/false, /*unbuffered=*/true);
  stream << bytes;
  std::error_code error = stream.error();
  stream.clear_error();
  return error;
}

/// By a file that has no name until it is whole: nothing is left of it if the program is killed.
/// Not every file system can do that; then by one that is renamed.
std::error_code replace(const std::string &file, const std::string &bytes) {
  llvm::StringRef folder = llvm::sys::path::parent_path(file);
  int descriptor =
      open(folder.empty() ? "." : folder.str().c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
  if (descriptor < 0)
    return llvm::errorToErrorCode(llvm::writeToOutput(file, [&](llvm::raw_ostream &stream) {
      stream << bytes;
      return llvm::Error::success();
    }));
  std::error_code error = writeAll(descriptor, bytes);
  if (!error && fchmod(descriptor, rightsOf(file)) != 0)
    error = lastError();
  if (!error)
    error = nameIt(descriptor, file);
  close(descriptor);
  return error;
}

} // namespace

bool writeWhole(const std::string &name, const std::string &bytes) {
  llvm::SmallString<256> real;
  bool exists = !llvm::sys::fs::real_path(name, real);
  const std::string file = exists ? std::string(real) : name;
  llvm::sys::fs::file_status status;
  bool other = exists && !llvm::sys::fs::status(file, status) && llvm::sys::fs::is_other(status);
  std::error_code error = other ? writeInto(file, bytes) : replace(file, bytes);
  if (error)
    complain(name + ": cannot be written: " + error.message());
  return !error;
}

} // namespace heaplight
