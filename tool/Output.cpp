#include "Output.h"

#include "Inputs.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallString.h>
#include <llvm/Support/Error.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/raw_ostream.h>

#include <climits>
#include <cstdio>
#include <fcntl.h>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

namespace heaplight {
namespace {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

/// Into what is no file of its own, as a pipe.
std::error_code writeInto(const std::string &file, const std::string &bytes) {
  std::error_code error;
  llvm::raw_fd_ostream stream(file, error, fs::CD_OpenExisting);
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
  llvm::StringRef folder = path::parent_path(file);
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

/// What a name leads to, through however many links.
struct Destination {
  std::string file;              ///< Which need not be there yet.
  std::optional<int> descriptor; ///< Of this process, where the name is one for it.
  std::error_code error;
};

/// N where the file is /dev/fd/N or the like: opened by such a name a file would be written from
/// its start, and a socket not at all.
std::optional<int> descriptorAt(const std::string &file) {
  llvm::SmallString<64> folder;
  int descriptor = 0;
  if (fs::real_path(path::parent_path(file), folder) ||
      folder != "/proc/" + std::to_string(getpid()) + "/fd" ||
      path::filename(file).getAsInteger(10, descriptor))
    return std::nullopt;
  return descriptor;
}

Destination destinationOf(const std::string &name) {
  constexpr unsigned mostLinks = 40; // As many as Linux follows.
  Destination end{name, {}, {}};
  for (unsigned links = 0; links <= mostLinks; ++links) {
    end.descriptor = descriptorAt(end.file);
    char target[PATH_MAX];
    ssize_t length = readlink(end.file.c_str(), target, sizeof target);
    if (end.descriptor || length < 0)
      return end;
    llvm::StringRef next(target, size_t(length));
    llvm::SmallString<256> whole(path::parent_path(end.file));
    path::append(whole, next);
    end.file = path::is_absolute(next) ? next.str() : std::string(whole);
  }
  end.error = std::make_error_code(std::errc::too_many_symbolic_link_levels);
  return end;
}

std::error_code writeTo(const Destination &end, const std::string &name, const std::string &bytes) {
  if (end.descriptor)
    return writeAll(*end.descriptor, bytes);
  // The kernel follows some links to what no name leads to, as a file that was removed.
  fs::file_status status;
  bool exists = !fs::status(name, status);
  bool named = !exists || fs::equivalent(name, end.file);
  if (!named || (exists && fs::is_other(status)))
    return writeInto(name, bytes);
  return replace(end.file, bytes);
}

} // namespace

bool writeWhole(const std::string &name, const std::string &bytes) {
  Destination end = destinationOf(name);
  std::error_code error = end.error ? end.error : writeTo(end, name, bytes);
  if (error)
    complain(name + ": cannot be written: " + error.message());
  return !error;
}

llvm::Error checkWritable(const std::string &name) {
  auto refusal = [&](const std::string &why) {
    return llvm::createStringError(name + ": cannot be written: " + why);
  };
  if (fs::is_directory(name))
    return refusal("Is a directory");
  Destination end = destinationOf(name);
  if (end.error)
    return refusal(end.error.message());
  if (end.descriptor) {
    int flags = fcntl(*end.descriptor, F_GETFL);
    return flags < 0 || (flags & O_ACCMODE) == O_RDONLY ? refusal("Bad file descriptor")
                                                        : llvm::Error::success();
  }
  if (fs::exists(name))
    return llvm::Error::success();
  llvm::StringRef folder = path::parent_path(end.file);
  std::error_code error = fs::access(folder.empty() ? "." : folder, fs::AccessMode::Write);
  return error ? refusal(error.message()) : llvm::Error::success();
}

llvm::Error checkUnread(const std::string &output, const std::vector<std::string> &files) {
  bool is = fs::is_regular_file(output) && llvm::any_of(files, [&](const std::string &file) {
              return fs::equivalent(output, file);
            });
  return is ? llvm::createStringError(output +
                                      ": is read for this; name another file to be written")
            : llvm::Error::success();
}

bool nameTheSame(const std::string &one, const std::string &other) {
  if (fs::equivalent(one, other))
    return true;
  auto whole = [](llvm::StringRef name) {
    llvm::SmallString<256> file(name), folder;
    fs::make_absolute(file);
    if (!fs::real_path(path::parent_path(file), folder)) {
      path::append(folder, path::filename(file));
      return folder;
    }
    path::remove_dots(file, /*remove_dot_dot=*/true);
    return file;
  };
  return whole(one) == whole(other);
}

} // namespace heaplight
