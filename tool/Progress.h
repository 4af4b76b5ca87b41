// How far a run is → one line on a terminal, gone when the run is. Says nothing anywhere else, and
// nothing of a short run.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>

namespace heaplight {

struct ProgressOptions {
  size_t total = 0;
  int descriptor = 2;
  std::chrono::milliseconds patience{500}; ///< What takes no longer shows nothing.
  std::chrono::milliseconds pause{100};    ///< Between two drawings.
};

struct ProgressState {
  size_t done = 0;
  size_t total = 0;
  std::string name; ///< Of what is worked on; may be empty.
};

/// Takes at most `width` columns; control characters in the name are shown as '?', and its end is
/// what stays of a long one. Empty where not even the numbers fit.
std::string progressLine(const ProgressState &state, unsigned width);

class Progress {
public:
  explicit Progress(const ProgressOptions &options);
  ~Progress() { hide(); }
  Progress(const Progress &) = delete;
  Progress &operator=(const Progress &) = delete;

  void started(size_t job, const std::string &name);
  void ended(size_t job);
  /// Draws the line anew where it is time to.
  void tick();
  /// Takes the line away until the next `tick`: to be called before anything else is printed.
  void hide();

private:
  using Clock = std::chrono::steady_clock;

  ProgressOptions options_;
  bool wanted_ = false;
  std::map<size_t, std::string> running_;
  size_t done_ = 0;
  std::string shown_; ///< Empty where no line is to be seen.
  Clock::time_point nextDrawing_;
};

} // namespace heaplight
