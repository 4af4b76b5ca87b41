// jobs → their results, each made in a process of its own. A job that crashes or hangs costs its
// own result. This process is to have one thread when they start.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace heaplight {

/// Runs in the child. What it returns is all that comes of it: its standard streams lead nowhere.
using Job = std::function<std::string()>;

struct JobResult {
  enum class End {
    Done,
    Crashed,    ///< `detail` is the signal that ended it.
    Exited,     ///< It ended without a result; `detail` is its exit status.
    TimedOut,   ///< It was killed.
    NotStarted, ///< `detail` is the errno of what the system refused.
  };

  End end = End::Done;
  int detail = 0;
  std::string bytes; ///< Of one that is done.

  friend bool operator==(const JobResult &, const JobResult &) = default;
};

/// What of a run its caller hears of, in this process. Empty ones are left out.
struct JobEvents {
  std::function<void(size_t)> started;
  std::function<void(size_t)> ended;             ///< In the order of ending.
  std::function<void(size_t, JobResult)> result; ///< In the order of the jobs.
  std::function<void()> tick;                    ///< Now and then; see `JobLimits`.
  std::function<void()> interrupted;             ///< Before this process ends by a signal.
};

struct JobLimits {
  unsigned atOnce = 1;
  std::chrono::milliseconds timeout{0};   ///< Of each job; none where 0.
  std::chrono::milliseconds ticking{100}; ///< The longest time between two ticks.
};

/// Returns when all results were handed out. SIGINT, SIGTERM and SIGHUP, unless this process
/// ignores them, kill the children and then this process; while an event is handled they wait.
void runJobs(const std::vector<Job> &jobs, const JobLimits &limits, const JobEvents &events);

/// The CPUs that this process may use; at least 1.
unsigned usableCpus();

} // namespace heaplight
