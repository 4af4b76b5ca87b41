#include "Workers.h"

#include "Folder.h"

#include <gtest/gtest.h>

#include <chrono>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <functional>
#include <sched.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace heaplight {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Clock = std::chrono::steady_clock;
using End = JobResult::End;

void sleepFor(milliseconds time) { std::this_thread::sleep_for(time); }

JobResult done(const std::string &bytes) { return {End::Done, 0, bytes}; }

/// The results of all jobs; fails the test where they don't come in order.
std::vector<JobResult> run(const std::vector<Job> &jobs, const JobLimits &limits,
                           JobEvents events = {}) {
  std::vector<JobResult> results;
  events.result = [&](size_t job, JobResult result) {
    EXPECT_EQ(job, results.size());
    results.push_back(std::move(result));
  };
  runJobs(jobs, limits, events);
  return results;
}

size_t openDescriptors() {
  size_t count = 0;
  std::error_code error;
  for (llvm::sys::fs::directory_iterator found("/proc/self/fd", error), end; !error && found != end;
       found.increment(error))
    ++count;
  return count;
}

bool hasChildren() {
  siginfo_t info{};
  return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

bool holds(const std::string &file, const std::string &text) {
  std::ifstream stream(file);
  return std::string(std::istreambuf_iterator<char>(stream), {}) == text;
}

bool comesTrue(const std::function<bool()> &what) {
  for (Clock::time_point end = Clock::now() + seconds(10); Clock::now() < end;
       sleepFor(milliseconds(5)))
    if (what())
      return true;
  return false;
}

TEST(WorkersTest, NoJobsIsNoWork) { EXPECT_TRUE(run({}, {}).empty()); }

TEST(WorkersTest, AJobRunsInAProcessOfItsOwn) {
  int changed = 0;
  std::string own = std::to_string(getpid());
  std::vector<JobResult> results = run({[&] { return ++changed, std::to_string(getpid()); }}, {});
  ASSERT_EQ(results.size(), 1u);
  EXPECT_EQ(results[0].end, End::Done);
  EXPECT_NE(results[0].bytes, own);
  EXPECT_EQ(changed, 0);
}

TEST(WorkersTest, ResultsComeInTheOrderOfTheJobs) {
  std::vector<Job> jobs;
  std::vector<JobResult> expected;
  for (unsigned number = 0; number < 12; ++number) {
    jobs.push_back([number] {
      sleepFor(milliseconds(number % 4 == 0 ? 120 : 5));
      return std::to_string(number);
    });
    expected.push_back(done(std::to_string(number)));
  }
  std::vector<size_t> endings;
  JobEvents events;
  events.ended = [&](size_t job) { endings.push_back(job); };
  JobLimits limits;
  limits.atOnce = 4;
  EXPECT_EQ(run(jobs, limits, events), expected);
  EXPECT_EQ(endings.size(), 12u);
  EXPECT_FALSE(std::is_sorted(endings.begin(), endings.end()));
}

TEST(WorkersTest, NoMoreRunAtOnceThanAreAllowedAndNoFewer) {
  for (unsigned atOnce : {1u, 3u}) {
    size_t running = 0, most = 0;
    JobEvents events;
    events.started = [&](size_t) { most = std::max(most, ++running); };
    events.ended = [&](size_t) { --running; };
    JobLimits limits;
    limits.atOnce = atOnce;
    run(std::vector<Job>(9, [] { return sleepFor(milliseconds(20)), ""; }), limits, events);
    EXPECT_EQ(most, atOnce);
  }
}

TEST(WorkersTest, AnyBytesComeThroughAndMany) {
  std::string odd("\0\n.\xff", 4);
  constexpr size_t many = 50'000'000;
  std::vector<JobResult> results = run({[] { return std::string(); }, [&] { return odd; },
                                        [] { return std::string(many, 'x') + "end"; }},
                                       {});
  EXPECT_EQ(results[0], done(""));
  EXPECT_EQ(results[1], done(odd));
  ASSERT_EQ(results[2].bytes.size(), many + 3);
  EXPECT_EQ(results[2].bytes.substr(many - 1), "xend");
}

TEST(WorkersTest, ACrashCostsOneResult) {
  std::vector<Job> jobs(5, [] { return "fine"; });
  jobs[2] = [] { return raise(SIGSEGV), "never"; };
  JobLimits limits;
  limits.atOnce = 2;
  std::vector<JobResult> results = run(jobs, limits);
  ASSERT_EQ(results.size(), 5u);
  EXPECT_EQ(results[2], (JobResult{End::Crashed, SIGSEGV, ""}));
  for (size_t other : {0, 1, 3, 4})
    EXPECT_EQ(results[other], done("fine"));
}

TEST(WorkersTest, AJobThatEndsItsProcessHasNoResult) {
  std::vector<JobResult> results =
      run({[] { return _exit(3), ""; }, [] { return _exit(0), ""; }}, {});
  EXPECT_EQ(results[0], (JobResult{End::Exited, 3, ""}));
  EXPECT_EQ(results[1], (JobResult{End::Exited, 0, ""}));
}

TEST(WorkersTest, AHangIsEndedWithAllThatItStarted) {
  test::Folder folder;
  std::string file = folder.path("grandchild");
  std::vector<Job> jobs(3, [] { return "fine"; });
  jobs[1] = [&] {
    if (fork() == 0) {
      std::ofstream(file) << getpid();
      pause();
    }
    pause();
    return "never";
  };
  JobLimits limits;
  limits.timeout = milliseconds(1000);
  Clock::time_point start = Clock::now();
  std::vector<JobResult> results = run(jobs, limits);
  EXPECT_LT(Clock::now() - start, seconds(10));
  ASSERT_EQ(results.size(), 3u);
  EXPECT_EQ(results[0], done("fine"));
  EXPECT_EQ(results[1], (JobResult{End::TimedOut, 0, ""}));
  EXPECT_EQ(results[2], done("fine"));
  pid_t grandchild = 0;
  std::ifstream(file) >> grandchild;
  ASSERT_GT(grandchild, 0);
  // Gone, or waited for by nobody yet.
  EXPECT_TRUE(comesTrue([&] {
    std::ifstream stat("/proc/" + std::to_string(grandchild) + "/stat");
    std::string text((std::istreambuf_iterator<char>(stat)), {});
    return text.empty() || text.find(") Z ") != std::string::npos;
  }));
}

TEST(WorkersTest, TheTimeOfOneJobIsNotTheNexts) {
  JobLimits limits;
  limits.timeout = milliseconds(1500);
  for (const JobResult &result :
       run(std::vector<Job>(4, [] { return sleepFor(milliseconds(500)), "fine"; }), limits))
    EXPECT_EQ(result, done("fine"));
}

TEST(WorkersTest, WhatAJobPrintsGoesNowhere) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  run({[] {
        for (int descriptor : {1, 2})
          if (write(descriptor, "noise\n", 6) != 6)
            return "refused";
        char byte = 0;
        return read(0, &byte, 1) == 0 ? "fine" : "input";
      }},
      {});
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
}

TEST(WorkersTest, NothingIsLeftBehind) {
  struct sigaction before{};
  sigaction(SIGCHLD, nullptr, &before);
  size_t descriptors = openDescriptors();
  std::vector<Job> jobs(40, [] { return "fine"; });
  jobs[7] = [] { return raise(SIGKILL), ""; };
  jobs[8] = [] { return pause(), ""; };
  JobLimits limits;
  limits.atOnce = 4;
  limits.timeout = milliseconds(300);
  run(jobs, limits);
  EXPECT_FALSE(hasChildren());
  EXPECT_EQ(openDescriptors(), descriptors);
  sigset_t mask;
  sigprocmask(SIG_BLOCK, nullptr, &mask);
  for (int number : {SIGINT, SIGTERM, SIGHUP, SIGCHLD})
    EXPECT_FALSE(sigismember(&mask, number)) << number;
  struct sigaction after{};
  sigaction(SIGCHLD, nullptr, &after);
  EXPECT_EQ(after.sa_handler, before.sa_handler);
}

TEST(WorkersTest, AJobHasTheSignalsOfAFreshProgram) {
  std::vector<JobResult> results =
      run({[] {
            sigset_t mask;
            sigprocmask(SIG_BLOCK, nullptr, &mask);
            std::string held;
            for (int number : {SIGINT, SIGTERM, SIGCHLD}) {
              struct sigaction action{};
              sigaction(number, nullptr, &action);
              if (sigismember(&mask, number) || action.sa_handler != SIG_DFL)
                held += std::to_string(number) + " ";
            }
            return held;
          }},
          {});
  EXPECT_EQ(results[0], done(""));
}

TEST(WorkersTest, TicksComeWhileJobsRun) {
  unsigned ticks = 0;
  JobEvents events;
  events.tick = [&] { ++ticks; };
  JobLimits limits;
  limits.ticking = milliseconds(20);
  auto start = std::chrono::steady_clock::now();
  run({[] { return sleepFor(milliseconds(500)), ""; }}, limits, events);
  // A busy machine takes its time.
  auto taken = std::chrono::steady_clock::now() - start;
  EXPECT_GE(ticks, 5u);
  EXPECT_LE(ticks, unsigned(taken / limits.ticking) + 1);
}

/// A process that runs a job without end, and is sent a signal when the job runs.
struct Interrupted {
  explicit Interrupted(int number, bool ignored = false) {
    started = folder.path("started");
    told = folder.path("told");
    process = fork();
    if (process == 0) {
      if (ignored)
        std::signal(number, SIG_IGN);
      runAll(ignored);
      _exit(7);
    }
    EXPECT_TRUE(comesTrue([&] { return std::ifstream(started) >> job && job > 0; }));
    kill(process, number);
  }
  ~Interrupted() { kill(process, SIGKILL); }

  void runAll(bool ends) const {
    Job job = [&] {
      std::ofstream(started) << getpid() << std::endl;
      if (ends)
        sleepFor(milliseconds(300));
      else
        pause();
      return "";
    };
    JobEvents events;
    events.interrupted = [&] { std::ofstream(told) << "told"; };
    runJobs({job, job}, {}, events);
  }
  int status() const {
    int status = 0;
    return waitpid(process, &status, 0) == process ? status : -1;
  }

  test::Folder folder;
  std::string started, told;
  pid_t process = 0;
  pid_t job = 0;
};

TEST(WorkersTest, ASignalEndsTheJobsAndThenTheProgramByTheSame) {
  for (int number : {SIGINT, SIGTERM, SIGHUP}) {
    Interrupted run(number);
    int status = run.status();
    ASSERT_TRUE(WIFSIGNALED(status)) << status;
    EXPECT_EQ(WTERMSIG(status), number);
    EXPECT_TRUE(holds(run.told, "told"));
    EXPECT_EQ(kill(run.job, 0), -1); // It was waited for, too.
    EXPECT_EQ(errno, ESRCH);
  }
}

TEST(WorkersTest, ASignalThatIsIgnoredEndsNothing) {
  Interrupted run(SIGINT, /*ignored=*/true);
  int status = run.status();
  ASSERT_TRUE(WIFEXITED(status)) << status;
  EXPECT_EQ(WEXITSTATUS(status), 7);
}

TEST(WorkersTest, JobsEndWithAProgramThatIsKilled) {
  Interrupted run(SIGKILL);
  EXPECT_TRUE(WIFSIGNALED(run.status()));
  EXPECT_TRUE(comesTrue([&] {
    std::ifstream stat("/proc/" + std::to_string(run.job) + "/stat");
    std::string text((std::istreambuf_iterator<char>(stat)), {});
    return text.empty() || text.find(") Z ") != std::string::npos;
  }));
}

TEST(WorkersTest, ChildrenThatAreIgnoredByTheirStarterAreHeardOf) {
  auto before = std::signal(SIGCHLD, SIG_IGN);
  EXPECT_EQ(run({[] { return "fine"; }}, {})[0], done("fine"));
  EXPECT_EQ(std::signal(SIGCHLD, before), SIG_IGN);
}

TEST(WorkersTest, OnlyTheCpusThatMayBeUsedCount) {
  cpu_set_t before;
  ASSERT_EQ(sched_getaffinity(0, sizeof(before), &before), 0);
  EXPECT_EQ(usableCpus(), unsigned(CPU_COUNT(&before)));
  cpu_set_t one;
  CPU_ZERO(&one);
  for (int cpu = 0; cpu < CPU_SETSIZE && !CPU_COUNT(&one); ++cpu)
    if (CPU_ISSET(cpu, &before))
      CPU_SET(cpu, &one);
  ASSERT_EQ(sched_setaffinity(0, sizeof(one), &one), 0);
  EXPECT_EQ(usableCpus(), 1u);
  sched_setaffinity(0, sizeof(before), &before);
}

} // namespace
} // namespace heaplight
