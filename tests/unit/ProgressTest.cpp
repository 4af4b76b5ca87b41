#include "Progress.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <sys/ioctl.h>
#include <thread>
#include <unistd.h>

namespace heaplight {
namespace {

using std::chrono::milliseconds;

TEST(ProgressTest, ALineTellsHowManyOfHowManyAndWhich) {
  EXPECT_EQ(progressLine({12, 214, "src/engine.cpp"}, 79),
            "[ 12/214] #------------------- src/engine.cpp");
  EXPECT_EQ(progressLine({214, 214, ""}, 79), "[214/214] ####################");
  EXPECT_EQ(progressLine({0, 0, ""}, 79), "[0/0]");
}

TEST(ProgressTest, ANarrowTerminalLosesTheBarThenTheNameThenAll) {
  EXPECT_EQ(progressLine({1, 2, "a.cpp"}, 39), "[1/2] ##########---------- a.cpp");
  EXPECT_EQ(progressLine({1, 2, "a.cpp"}, 38), "[1/2] a.cpp");
  EXPECT_EQ(progressLine({1, 2, "a.cpp"}, 18), "[1/2] a.cpp");
  EXPECT_EQ(progressLine({1, 2, "a.cpp"}, 17), "[1/2]");
  EXPECT_EQ(progressLine({1, 2, "a.cpp"}, 5), "[1/2]");
  EXPECT_EQ(progressLine({1, 2, "a.cpp"}, 4), "");
}

TEST(ProgressTest, OfALongNameTheEndStays) {
  EXPECT_EQ(progressLine({1, 2, "a/long/way/to/the/engine.cpp"}, 22), "[1/2] ...he/engine.cpp");
  EXPECT_EQ(progressLine({1, 2, "a/long/way/to/the/engine.cpp"}, 20), "[1/2] .../engine.cpp");
}

TEST(ProgressTest, WideLettersTakeTwoColumns) {
  // 6 columns of numbers, 10 of the five letters, 4 of the ending.
  EXPECT_EQ(progressLine({1, 2, "数据结构体.cpp"}, 20), "[1/2] 数据结构体.cpp");
  EXPECT_EQ(progressLine({1, 2, "a数据结构体.cpp"}, 20), "[1/2] ...结构体.cpp");
}

TEST(ProgressTest, ANameCannotSteerTheTerminal) {
  EXPECT_EQ(progressLine({1, 2,
                          "\x1b[2Ja\n\xff"
                          "ä.cpp"},
                         30),
            "[1/2] ?[2Ja??ä.cpp");
}

/// A terminal of the test's own, and what is written to it.
class Terminal {
public:
  explicit Terminal(const char *kind = "xterm") {
    setenv("TERM", kind, 1);
    master_ = posix_openpt(O_RDWR | O_NOCTTY);
    grantpt(master_);
    unlockpt(master_);
    inside_ = open(ptsname(master_), O_RDWR | O_NOCTTY);
    winsize size{};
    size.ws_row = 24;
    size.ws_col = 60;
    ioctl(inside_, TIOCSWINSZ, &size);
  }
  ~Terminal() {
    close(inside_);
    close(master_);
    if (before_)
      setenv("TERM", before_->c_str(), 1);
    else
      unsetenv("TERM");
  }
  int descriptor() const { return inside_; }
  /// All since the last time.
  std::string text() const {
    std::string all;
    char bytes[4096];
    for (pollfd ready{master_, POLLIN, 0}; poll(&ready, 1, 20) > 0;) {
      ssize_t count = read(master_, bytes, sizeof(bytes));
      if (count <= 0)
        break;
      all.append(bytes, size_t(count));
    }
    return all;
  }

private:
  std::optional<std::string> before_ =
      std::getenv("TERM") ? std::optional<std::string>(std::getenv("TERM")) : std::nullopt;
  int master_ = -1;
  int inside_ = -1;
};

ProgressOptions impatient(int descriptor, size_t total) {
  return {total, descriptor, milliseconds(0), milliseconds(0)};
}

TEST(ProgressTest, ALineIsDrawnOverTheLastAndGoneInTheEnd) {
  Terminal terminal;
  {
    Progress progress(impatient(terminal.descriptor(), 2));
    progress.started(0, "a.cpp");
    progress.started(1, "b.cpp");
    progress.tick();
    EXPECT_EQ(terminal.text(), "\r\x1b[K[0/2] -------------------- a.cpp");
    progress.tick();
    EXPECT_EQ(terminal.text(), ""); // Nothing new.
    progress.ended(0);
    progress.tick();
    EXPECT_EQ(terminal.text(), "\r\x1b[K[1/2] ##########---------- b.cpp");
    progress.hide();
    progress.hide();
    EXPECT_EQ(terminal.text(), "\r\x1b[K");
    progress.tick();
    EXPECT_EQ(terminal.text(), "\r\x1b[K[1/2] ##########---------- b.cpp");
  }
  EXPECT_EQ(terminal.text(), "\r\x1b[K");
}

TEST(ProgressTest, AShortRunShowsNothing) {
  Terminal terminal;
  {
    Progress progress({2, terminal.descriptor()});
    progress.started(0, "a.cpp");
    progress.tick();
  }
  EXPECT_EQ(terminal.text(), "");
}

TEST(ProgressTest, NoMoreIsDrawnThanEyesFollow) {
  Terminal terminal;
  Progress progress({1000, terminal.descriptor(), milliseconds(0), milliseconds(100)});
  auto end = std::chrono::steady_clock::now() + milliseconds(450);
  for (size_t job = 0; std::chrono::steady_clock::now() < end; ++job) {
    progress.started(job, "a.cpp");
    progress.ended(job);
    progress.tick();
    std::this_thread::sleep_for(milliseconds(5));
  }
  std::string text = terminal.text();
  size_t drawings = 0;
  for (char letter : text)
    drawings += letter == '\r';
  EXPECT_GE(drawings, 2u);
  EXPECT_LE(drawings, 5u);
}

TEST(ProgressTest, NoLineIsShownWhereItCannotBeTakenAway) {
  Terminal dumb("dumb");
  Progress(impatient(dumb.descriptor(), 2)).tick();
  EXPECT_EQ(dumb.text(), "");
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  {
    Progress progress(impatient(ends[1], 2));
    progress.started(0, "a.cpp");
    progress.tick();
  }
  close(ends[1]);
  char byte = 0;
  EXPECT_EQ(read(ends[0], &byte, 1), 0);
  close(ends[0]);
}

} // namespace
} // namespace heaplight
