#include "Progress.h"

#include <fmt/format.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/ConvertUTF.h>
#include <llvm/Support/Unicode.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

namespace heaplight {
namespace {

/// Back to the first column, and everything from there on erased.
constexpr std::string_view erase = "\r\x1b[K";
constexpr unsigned barColumns = 20, narrowestName = 12;

bool showsLines(int descriptor) {
  const char *terminal = std::getenv("TERM");
  return isatty(descriptor) && terminal && *terminal && std::string_view(terminal) != "dumb";
}

/// Columns; 0 where the terminal doesn't tell.
unsigned widthOf(int descriptor) {
  winsize size{};
  return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

/// A line that is only half written is no harm.
void write(int descriptor, std::string_view text) {
  while (!text.empty()) {
    ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return;
    text.remove_prefix(size_t(written));
  }
}

int columnsOf(llvm::StringRef text) { return llvm::sys::unicode::columnWidthUTF8(text); }

/// With '?' for each byte that would move the cursor or is no text.
std::string printable(const std::string &name) {
  if (columnsOf(name) >= 0)
    return name;
  std::string text;
  for (llvm::StringRef rest = name; !rest.empty();) {
    size_t bytes = std::min<size_t>(llvm::getNumBytesForUTF8(llvm::UTF8(rest[0])), rest.size());
    bool shows = columnsOf(rest.take_front(bytes)) >= 0;
    text += shows ? rest.take_front(bytes).str() : "?";
    rest = rest.drop_front(shows ? bytes : 1);
  }
  return text;
}

/// The end of a name, which says most of a path.
std::string fitted(const std::string &name, unsigned columns) {
  std::string text = printable(name);
  if (unsigned(columnsOf(text)) <= columns)
    return text;
  llvm::StringRef rest = text;
  while (!rest.empty() && unsigned(columnsOf(rest)) + 3 > columns)
    rest = rest.drop_front(
        std::min<size_t>(llvm::getNumBytesForUTF8(llvm::UTF8(rest[0])), rest.size()));
  return "..." + rest.str();
}

} // namespace

std::string progressLine(const ProgressState &state, unsigned width) {
  std::string total = std::to_string(state.total);
  std::string line = fmt::format("[{:>{}}/{}]", state.done, total.size(), total);
  if (line.size() > width)
    return {};
  unsigned left = width - unsigned(line.size());
  if (state.total && left >= barColumns + narrowestName + 2) {
    unsigned full = unsigned(std::min(state.done, state.total) * barColumns / state.total);
    line += " " + std::string(full, '#') + std::string(barColumns - full, '-');
    left -= barColumns + 1;
  }
  if (!state.name.empty() && left >= narrowestName + 1)
    line += " " + fitted(state.name, left - 1);
  return line;
}

Progress::Progress(const ProgressOptions &options)
    : options_(options), wanted_(showsLines(options.descriptor)),
      nextDrawing_(Clock::now() + options.patience) {}

void Progress::started(size_t job, const std::string &name) { running_[job] = name; }

void Progress::ended(size_t job) {
  running_.erase(job);
  ++done_;
}

void Progress::tick() {
  if (!wanted_ || Clock::now() < nextDrawing_)
    return;
  nextDrawing_ = Clock::now() + options_.pause;
  // What is waited for longest is worth a name. The last column stays free: some terminals go to
  // the next line when it is written.
  unsigned width = widthOf(options_.descriptor);
  std::string line =
      progressLine({done_, options_.total, running_.empty() ? "" : running_.begin()->second},
                   (width ? width : 80) - 1);
  if (line == shown_)
    return;
  write(options_.descriptor, std::string(erase) + line);
  shown_ = line;
}

void Progress::hide() {
  if (shown_.empty())
    return;
  write(options_.descriptor, erase);
  shown_.clear();
}

} // namespace heaplight
