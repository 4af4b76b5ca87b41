#include "report/RunReport.h"

#include "report/Source.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <numeric>
#include <optional>
#include <set>

namespace heaplight {
namespace {

RunProcess summed(RecordedProcess recorded) {
  RunProcess process{std::move(recorded), {}, {}};
  process.threads.resize(process.recorded.threads.size());
  for (const RecordedStack &stack : process.recorded.stacks) {
    add(process.sums.all, stack.counts);
    add(process.sums.phases[size_t(stack.phase)], stack.counts);
    if (stack.thread < process.threads.size())
      add(process.threads[stack.thread], stack.counts);
  }
  return process;
}

using Place = std::pair<std::string, uint32_t>;

/// A stack may stand on a line twice, as in recursion; its events happened once.
std::vector<RunLine> linesOf(const std::vector<RunProcess> &processes) {
  std::map<Place, RecordedCounts> counts;
  for (const RunProcess &process : processes) {
    std::vector<RecordedCounts *> ofFrame;
    for (const RecordedFrame &frame : process.recorded.frames)
      ofFrame.push_back(frame.line && !frame.file.empty() ? &counts[{frame.file, frame.line}]
                                                          : nullptr);
    for (const RecordedStack &stack : process.recorded.stacks) {
      std::set<RecordedCounts *> seen;
      for (uint32_t number : stack.frames)
        if (ofFrame[number] && seen.insert(ofFrame[number]).second)
          add(*ofFrame[number], stack.counts);
    }
  }
  std::vector<RunLine> lines;
  for (auto &[place, sum] : counts)
    if (sum != RecordedCounts()) // Its frame is in a stack.
      lines.push_back({place.first, place.second, sum});
  return lines;
}

std::vector<RunRow> rowsOf(const std::vector<RunProcess> &processes, const std::string &folder) {
  std::map<RunPlace, RecordedCounts> counts;
  for (const RunProcess &process : processes) {
    RunPlaces places(process.recorded, folder);
    for (const RecordedStack &stack : process.recorded.stacks)
      add(counts[places.placeOf(stack)], stack.counts);
  }
  std::vector<RunRow> rows;
  for (auto &[place, sum] : counts)
    rows.push_back({place, sum, ""});
  return rows;
}

/// The texts of files, each read once.
class Texts {
public:
  explicit Texts(const std::string &folder) : folder_(folder) {}

  std::string line(const RunPlace &place) {
    auto [known, added] = files_.try_emplace(place.file);
    if (added && !place.file.empty())
      known->second =
          readSource(place.file.front() == '/' ? place.file : folder_ + "/" + place.file);
    const auto &text = known->second;
    return text && place.line && place.line <= text->size() ? (*text)[place.line - 1]
                                                            : std::string();
  }

private:
  const std::string &folder_;
  std::map<std::string, std::optional<std::vector<std::string>>> files_;
};

/// Which of its counts makes a place stand out, the gravest first.
using Weight = std::array<uint64_t, 2> (*)(const RecordedCounts &);

std::array<uint64_t, 2> byAllocations(const RecordedCounts &counts) {
  return {counts.allocations, counts.bytes};
}

std::array<uint64_t, 2> byLoss(const RecordedCounts &counts) {
  return {counts.lostBytes, counts.lostBlocks};
}

/// Places that weigh nothing are left out; of equal ones the first by name comes first.
RunTop topOf(std::vector<RunRow> rows, Weight weight, size_t most) {
  llvm::erase_if(
      rows, [&](const RunRow &row) { return weight(row.counts) == std::array<uint64_t, 2>{}; });
  llvm::stable_sort(rows, [&](const RunRow &one, const RunRow &other) {
    return weight(one.counts) > weight(other.counts);
  });
  RunTop top{std::move(rows), 0};
  if (top.rows.size() > most) {
    top.more = top.rows.size() - most;
    top.rows.resize(most);
  }
  return top;
}

std::string nameOf(const RecordedProcess &process) {
  return process.arguments.empty() ? process.program : llvm::join(process.arguments, " ");
}

RunParts partsOf(const std::vector<RunProcess> &processes, size_t most) {
  std::vector<RunPart> all;
  if (processes.size() > 1)
    for (const RunProcess &process : processes)
      all.push_back({nameOf(process.recorded), process.sums.all, all.size() + 1});
  else if (!processes.empty() && processes.front().threads.size() > 1)
    for (size_t thread = 0; thread < processes.front().threads.size(); ++thread)
      all.push_back({processes.front().recorded.threads[thread].name,
                     processes.front().threads[thread], thread + 1});
  std::vector<size_t> order(all.size());
  std::iota(order.begin(), order.end(), 0);
  llvm::stable_sort(order, [&](size_t one, size_t other) {
    return byAllocations(all[one].counts) > byAllocations(all[other].counts);
  });
  RunParts parts;
  for (size_t place = most; place < order.size(); ++place, ++parts.more)
    add(parts.others, all[order[place]].counts);
  order.resize(std::min(order.size(), most));
  llvm::sort(order);
  for (size_t number : order)
    parts.shown.push_back(std::move(all[number]));
  return parts;
}

bool tellsLines(const RecordedProcess &process) {
  return llvm::any_of(process.frames, [&](const RecordedFrame &frame) {
    return frame.line && frame.object == process.program;
  });
}

} // namespace

std::string signalName(int signal) {
  const char *name = sigabbrev_np(signal);
  return (name ? "SIG" + llvm::Twine(name) : "signal " + llvm::Twine(signal)).str();
}

void add(RecordedCounts &counts, const RecordedCounts &more) {
  counts.allocations += more.allocations;
  counts.bytes += more.bytes;
  counts.frees += more.frees;
  counts.freedBytes += more.freedBytes;
  counts.lostBlocks += more.lostBlocks;
  counts.lostBytes += more.lostBytes;
}

RunReport makeRunReport(Recording recording, const RunRequest &request) {
  RunReport report;
  report.program = request.program;
  report.arguments = request.arguments;
  report.end = request.end;
  for (RecordedProcess &recorded : recording.processes) {
    report.tellsLines |= tellsLines(recorded);
    report.peakBytes = std::max(report.peakBytes, recorded.peakBytes);
    report.missed += recorded.missed;
    RunProcess process = summed(std::move(recorded));
    add(report.sums.all, process.sums.all);
    for (size_t phase = 0; phase < report.sums.phases.size(); ++phase)
      add(report.sums.phases[phase], process.sums.phases[phase]);
    report.processes.push_back(std::move(process));
  }
  report.parts = partsOf(report.processes, request.parts);
  report.lines = linesOf(report.processes);
  std::vector<RunRow> rows = rowsOf(report.processes, request.workingFolder);
  report.allocating = topOf(rows, byAllocations, request.rows);
  report.losing = topOf(std::move(rows), byLoss, request.rows);
  Texts texts(request.workingFolder);
  for (RunTop *top : {&report.allocating, &report.losing})
    for (RunRow &row : top->rows)
      row.code = texts.line(row.place);
  return report;
}

} // namespace heaplight
