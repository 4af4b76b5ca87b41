#include "read/ChildProcess.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"

#include <cerrno>
#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace heaplight {
namespace {

/// A file in memory that a child writes to, so that no pipe fills up.
class Caught {
public:
  explicit Caught(const char *name) : descriptor_(memfd_create(name, MFD_CLOEXEC)) {}
  ~Caught() {
    if (descriptor_ >= 0)
      close(descriptor_);
  }
  Caught(const Caught &) = delete;
  Caught &operator=(const Caught &) = delete;

  int descriptor() const { return descriptor_; }
  std::string text() const { return contentsOf(descriptor_); }

private:
  int descriptor_;
};

/// What the child's environment is, as `execve` wants it.
std::vector<std::string> environmentOf(const ChildRequest &request) {
  llvm::StringMap<bool> replaced;
  for (llvm::StringRef variable : request.environment)
    replaced[variable.split('=').first] = true;
  std::vector<std::string> all;
  for (char **variable = environ; variable && *variable; ++variable)
    if (!replaced.count(llvm::StringRef(*variable).split('=').first))
      all.push_back(*variable);
  all.insert(all.end(), request.environment.begin(), request.environment.end());
  return all;
}

std::vector<char *> pointersTo(std::vector<std::string> &texts) {
  std::vector<char *> pointers;
  for (std::string &text : texts)
    pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

int statusOf(pid_t process) {
  int status = 0;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR)
    ;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

} // namespace

std::string contentsOf(int descriptor) {
  off_t size = lseek(descriptor, 0, SEEK_END);
  std::string bytes(size > 0 ? size_t(size) : 0, '\0');
  size_t done = 0;
  while (done < bytes.size()) {
    ssize_t found = pread(descriptor, bytes.data() + done, bytes.size() - done, off_t(done));
    if (found < 0 && errno == EINTR)
      continue;
    if (found <= 0)
      break;
    done += size_t(found);
  }
  bytes.resize(done);
  return bytes;
}

llvm::Expected<ChildResult> runChild(const ChildRequest &request) {
  Caught output("output"), errors("errors");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output.descriptor(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, errors.descriptor(), STDERR_FILENO);
  if (!request.directory.empty())
    posix_spawn_file_actions_addchdir_np(&actions, request.directory.c_str());
  std::vector<std::string> arguments = request.arguments;
  std::vector<std::string> environment = environmentOf(request);
  pid_t process = 0;
  int error = posix_spawn(&process, arguments.front().c_str(), &actions, nullptr,
                          pointersTo(arguments).data(), pointersTo(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  if (error)
    return llvm::createStringError(request.arguments.front() + ": cannot be started: " +
                                   std::error_code(error, std::generic_category()).message());
  ChildResult result;
  result.status = statusOf(process);
  result.output = output.text();
  result.errors = errors.text();
  return result;
}

} // namespace heaplight
