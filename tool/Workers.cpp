#include "Workers.h"

#include "read/ChildProcess.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <fcntl.h>
#include <map>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace heaplight {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

/// Exit status of a child that could not hand over its result.
constexpr int noRoom = 125;
/// Behind the bytes of a result that is whole. A job that ends its process leaves none.
constexpr char complete = '.';
/// Results that wait for an earlier job are held in memory: past so many bytes or results, the jobs
/// after them wait too.
constexpr size_t waitingBytes = size_t(512) << 20, waitingResults = 256;

constexpr int endingSignals[] = {SIGINT, SIGTERM, SIGHUP};

bool writeAll(int descriptor, const char *bytes, size_t count) {
  while (count) {
    ssize_t written = write(descriptor, bytes, count);
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return false;
    bytes += written;
    count -= size_t(written);
  }
  return true;
}

/// Holds back the signals that matter while it lives, so that they can be waited for without a
/// handler and none is missed.
class HeldSignals {
public:
  HeldSignals() {
    sigemptyset(&held_);
    sigaddset(&held_, SIGCHLD);
    for (int number : endingSignals) {
      struct sigaction action{};
      sigaction(number, nullptr, &action);
      if (action.sa_handler != SIG_IGN)
        sigaddset(&held_, number);
    }
    sigprocmask(SIG_BLOCK, &held_, &before_);
    // Were it ignored, children would leave without a trace.
    struct sigaction action{};
    action.sa_handler = [](int) {};
    sigemptyset(&action.sa_mask);
    sigaction(SIGCHLD, &action, &childBefore_);
  }
  ~HeldSignals() {
    timespec none{};
    sigset_t children;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    while (sigtimedwait(&children, nullptr, &none) > 0)
      ; // Those of the children that are already waited for.
    sigaction(SIGCHLD, &childBefore_, nullptr);
    sigprocmask(SIG_SETMASK, &before_, nullptr);
  }
  HeldSignals(const HeldSignals &) = delete;
  HeldSignals &operator=(const HeldSignals &) = delete;

  /// The next of them; 0 where none comes in time.
  int wait(milliseconds atMost) const {
    timespec time{time_t(atMost.count() / 1000), long(atMost.count() % 1000) * 1'000'000};
    int number = sigtimedwait(&held_, nullptr, &time);
    return number > 0 ? number : 0;
  }
  /// For a child, which is to end as any program does.
  void letGo() const {
    for (int number : {SIGCHLD, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT})
      std::signal(number, SIG_DFL);
    for (int number : endingSignals)
      if (sigismember(&held_, number))
        std::signal(number, SIG_DFL);
    sigprocmask(SIG_SETMASK, &before_, nullptr);
  }

private:
  sigset_t held_;
  sigset_t before_;
  struct sigaction childBefore_;
};

/// What of this process a child is not to have.
void becomeChild(pid_t parent, const HeldSignals &signals) {
  setpgid(0, 0);
  signals.letGo();
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent)
    _exit(noRoom); // It died before this was asked for.
  int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    dup2(nowhere, descriptor);
  if (nowhere > STDERR_FILENO)
    close(nowhere);
}

[[noreturn]] void runChild(const Job &job, int output) {
  std::string bytes = job();
  bytes += complete;
  // No destructors: all that this process holds goes with it.
  _exit(writeAll(output, bytes.data(), bytes.size()) ? 0 : noRoom);
}

struct Running {
  size_t job = 0;
  pid_t process = 0;
  int output = -1;
  Clock::time_point deadline = Clock::time_point::max();
};

class Run {
public:
  Run(const std::vector<Job> &jobs, const JobLimits &limits, const JobEvents &events)
      : jobs_(jobs), limits_(limits), events_(events) {}

  void all() {
    while (nextResult_ < jobs_.size()) {
      startWhatMay();
      // Those that wait are handed out one by one, so that children never wait for long.
      if (handOutOne())
        wait(milliseconds(0));
      else
        wait(untilSomethingIsDue());
      collect();
      tick();
    }
  }

private:
  void startWhatMay() {
    while (nextJob_ < jobs_.size() && running_.size() < std::max(1u, limits_.atOnce) &&
           (running_.empty() || (ended_.size() < waitingResults && endedBytes_ < waitingBytes))) {
      if (!start(nextJob_))
        return;
      ++nextJob_;
    }
  }

  /// False where the system has no room for it now, but may when another child has ended.
  bool start(size_t job) {
    Running child;
    child.job = job;
    pid_t parent = getpid();
    child.output = memfd_create("heaplight-result", MFD_CLOEXEC);
    child.process = child.output < 0 ? -1 : fork();
    if (child.process == 0) {
      becomeChild(parent, signals_);
      runChild(jobs_[job], child.output);
    }
    if (child.process < 0) {
      int error = errno;
      if (child.output >= 0)
        close(child.output);
      if (!running_.empty())
        return false;
      keep(job, {JobResult::End::NotStarted, error, {}});
      return true;
    }
    setpgid(child.process, child.process); // Whoever comes first.
    if (limits_.timeout.count())
      child.deadline = Clock::now() + limits_.timeout;
    running_.push_back(child);
    if (events_.started)
      events_.started(job);
    return true;
  }

  milliseconds untilSomethingIsDue() const {
    Clock::time_point due = lastTick_ + limits_.ticking;
    for (const Running &child : running_)
      due = std::min(due, child.deadline);
    return std::max(std::chrono::ceil<milliseconds>(due - Clock::now()), milliseconds(0));
  }

  void wait(milliseconds atMost) {
    int number = signals_.wait(atMost);
    if (number && number != SIGCHLD)
      endBy(number);
  }

  /// Takes up the children that have ended, and ends those that are late.
  void collect() {
    Clock::time_point now = Clock::now();
    std::erase_if(running_, [&](const Running &child) {
      siginfo_t info{};
      // Not yet reaped, its number is still its own: its group can be ended without harm.
      if (waitid(P_PID, id_t(child.process), &info, WEXITED | WNOHANG | WNOWAIT))
        info.si_pid = child.process;
      bool late = !info.si_pid && now >= child.deadline;
      if (!info.si_pid && !late)
        return false;
      killpg(child.process, SIGKILL);
      end(child, late);
      return true;
    });
  }

  void end(const Running &child, bool late) {
    int status = 0;
    while (waitpid(child.process, &status, 0) < 0 && errno == EINTR)
      ;
    JobResult result;
    if (late)
      result = {JobResult::End::TimedOut, 0, {}};
    else if (WIFSIGNALED(status))
      result = {JobResult::End::Crashed, WTERMSIG(status), {}};
    else
      result = resultOf(child.output, WEXITSTATUS(status));
    close(child.output);
    keep(child.job, std::move(result));
  }

  static JobResult resultOf(int output, int status) {
    JobResult result{JobResult::End::Exited, status, {}};
    if (status != 0)
      return result;
    std::string bytes = contentsOf(output);
    if (bytes.empty() || bytes.back() != complete)
      return result;
    bytes.pop_back();
    return {JobResult::End::Done, 0, std::move(bytes)};
  }

  void keep(size_t job, JobResult result) {
    endedBytes_ += result.bytes.size();
    ended_.emplace(job, std::move(result));
    if (events_.ended)
      events_.ended(job);
  }

  bool handOutOne() {
    auto found = ended_.find(nextResult_);
    if (found == ended_.end())
      return false;
    JobResult result = std::move(found->second);
    ended_.erase(found);
    endedBytes_ -= result.bytes.size();
    ++nextResult_;
    if (events_.result)
      events_.result(nextResult_ - 1, std::move(result));
    return true;
  }

  void tick() {
    if (Clock::now() < lastTick_ + limits_.ticking)
      return;
    lastTick_ = Clock::now();
    if (events_.tick)
      events_.tick();
  }

  [[noreturn]] void endBy(int number) {
    for (const Running &child : running_)
      killpg(child.process, SIGKILL);
    for (const Running &child : running_)
      waitpid(child.process, nullptr, 0);
    if (events_.interrupted)
      events_.interrupted();
    // Who waits for this process is to see what ended it.
    std::signal(number, SIG_DFL);
    sigset_t only;
    sigemptyset(&only);
    sigaddset(&only, number);
    sigprocmask(SIG_UNBLOCK, &only, nullptr);
    raise(number);
    _exit(128 + number);
  }

  const std::vector<Job> &jobs_;
  const JobLimits &limits_;
  const JobEvents &events_;
  HeldSignals signals_;
  std::vector<Running> running_;
  std::map<size_t, JobResult> ended_; ///< Those that wait to be handed out.
  size_t endedBytes_ = 0;
  size_t nextJob_ = 0;
  size_t nextResult_ = 0;
  Clock::time_point lastTick_ = Clock::now();
};

} // namespace

void runJobs(const std::vector<Job> &jobs, const JobLimits &limits, const JobEvents &events) {
  Run(jobs, limits, events).all();
}

unsigned usableCpus() {
  cpu_set_t usable;
  CPU_ZERO(&usable);
  if (sched_getaffinity(0, sizeof(usable), &usable) == 0)
    return std::max(1, CPU_COUNT(&usable));
  return unsigned(std::max(1L, sysconf(_SC_NPROCESSORS_ONLN))); // More than the set holds.
}

} // namespace heaplight
