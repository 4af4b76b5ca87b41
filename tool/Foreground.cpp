#include "Foreground.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringRef.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace heaplight {
namespace {

constexpr std::array passedOn{SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2};
constexpr int cannotStart = 127;

std::atomic<pid_t> running{0};

/// The terminal sends its signals to all that run there, so the command has got those already.
void passOn(int signal, siginfo_t *info, void *) {
  bool fromProcess = info->si_code <= 0;
  if (pid_t command = running; command > 0 && fromProcess)
    kill(command, signal);
}

/// As the handlers were when this process began to stand aside.
class StandAside {
public:
  StandAside() {
    sigset_t all;
    sigemptyset(&all);
    for (int signal : passedOn)
      sigaddset(&all, signal);
    sigprocmask(SIG_BLOCK, &all, &mask_);
    struct sigaction passing{};
    passing.sa_sigaction = passOn;
    passing.sa_flags = SA_SIGINFO | SA_RESTART;
    for (size_t number = 0; number < passedOn.size(); ++number) {
      sigaction(passedOn[number], nullptr, &before_[number]);
      if (before_[number].sa_handler != SIG_IGN) // As nohup leaves them.
        sigaction(passedOn[number], &passing, nullptr);
    }
  }
  StandAside(const StandAside &) = delete;
  StandAside &operator=(const StandAside &) = delete;
  ~StandAside() { comeBack(); }

  /// What came in the meantime goes to the command that runs now.
  void listen() const { sigprocmask(SIG_SETMASK, &mask_, nullptr); }

  /// Also in the command's own process, before it starts.
  void comeBack() const {
    for (size_t number = 0; number < passedOn.size(); ++number)
      sigaction(passedOn[number], &before_[number], nullptr);
    sigprocmask(SIG_SETMASK, &mask_, nullptr);
  }

private:
  sigset_t mask_{};
  std::array<struct sigaction, passedOn.size()> before_{};
};

/// What a process is started with, made before it is there: from then on no memory is asked for.
class Prepared {
public:
  explicit Prepared(const ForegroundCommand &command)
      : command_(command), environment_(command.environment) {
    for (char **entry = environ; *entry; ++entry) {
      llvm::StringRef name = llvm::StringRef(*entry).split('=').first;
      bool replaced = llvm::any_of(
          command.environment, [&](llvm::StringRef own) { return own.split('=').first == name; });
      if (!replaced)
        environment_.push_back(*entry);
    }
    variables_ = pointersTo(environment_);
    arguments_ = pointersTo(command.arguments);
  }

  /// Becomes the command; returns only where it can't.
  void start() const {
    std::signal(SIGPIPE, command_.onBrokenPipe ? command_.onBrokenPipe : SIG_DFL);
    if (command_.output == OutputTo::Error)
      dup2(STDERR_FILENO, STDOUT_FILENO);
    if (command_.folder.empty() || chdir(command_.folder.c_str()) == 0)
      execve(command_.file.c_str(), arguments_.data(), variables_.data());
  }

private:
  static std::vector<char *> pointersTo(const std::vector<std::string> &texts) {
    std::vector<char *> pointers;
    for (const std::string &text : texts)
      pointers.push_back(const_cast<char *>(text.c_str()));
    pointers.push_back(nullptr);
    return pointers;
  }

  const ForegroundCommand &command_;
  std::vector<std::string> environment_;
  std::vector<char *> arguments_, variables_;
};

RunEnd waitFor(pid_t process) {
  siginfo_t info{};
  // Until it is taken away below, its number can't become another's.
  while (waitid(P_PID, id_t(process), &info, WEXITED | WNOWAIT) != 0 && errno == EINTR) {
  }
  running = 0;
  int status = 0;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFSIGNALED(status) ? RunEnd{0, WTERMSIG(status)} : RunEnd{WEXITSTATUS(status), 0};
}

} // namespace

llvm::Expected<RunEnd> runInForeground(const ForegroundCommand &command) {
  auto failure = [&](int number) {
    return llvm::createStringError(command.file +
                                   ": cannot be run: " + std::generic_category().message(number));
  };
  Prepared prepared(command);
  int failed[2]; // Closes by itself where the command starts.
  if (pipe2(failed, O_CLOEXEC) != 0)
    return failure(errno);
  StandAside aside;
  pid_t process = fork();
  if (process == 0) {
    aside.comeBack();
    prepared.start();
    int number = errno;
    [[maybe_unused]] ssize_t written = write(failed[1], &number, sizeof number);
    _exit(cannotStart);
  }
  int number = process < 0 ? errno : 0;
  running = process;
  aside.listen();
  close(failed[1]);
  while (process > 0 && read(failed[0], &number, sizeof number) < 0 && errno == EINTR) {
  }
  close(failed[0]);
  if (process < 0)
    return failure(number);
  RunEnd end = waitFor(process);
  if (number)
    return failure(number);
  return end;
}

int endAs(const RunEnd &end) {
  if (!end.signal)
    return end.status;
  rlimit none{0, 0}; // The command left its own image of memory, if any was wanted.
  setrlimit(RLIMIT_CORE, &none);
  std::signal(end.signal, SIG_DFL);
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, end.signal);
  sigprocmask(SIG_UNBLOCK, &only, nullptr);
  raise(end.signal);
  return 128 + end.signal; // As a shell would tell it.
}

} // namespace heaplight
