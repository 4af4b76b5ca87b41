#include "read/run/Trace.h"

#include "read/run/Symbols.h"
#include "read/run/TraceContents.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include <map>

namespace heaplight {
namespace {

using FrameNumbers = std::vector<uint32_t>;

/// Which of these a stack without an end gets in its place.
std::string nameOfRoot(uint32_t root) {
  return root == probe::TruncatedStack ? "[truncated]" : "[unknown callers]";
}

/// One process's tables → its stacks, with frames each once.
class ProcessReader {
public:
  ProcessReader(const TraceContents &contents, Symbols &symbols)
      : contents_(contents), symbols_(symbols) {}

  RecordedProcess read(const PathNames &paths) {
    RecordedProcess process;
    process.pid = contents_.header.pid;
    process.program = paths.shown(contents_.program);
    process.arguments = contents_.arguments;
    process.peakBytes = static_cast<uint64_t>(std::max<int64_t>(contents_.header.peakBytes, 0));
    process.missed = contents_.header.missed;
    for (const std::string &name : contents_.threads)
      process.threads.push_back(
          {name.empty() ? llvm::sys::path::filename(contents_.program).str() : name});
    process.stacks = stacks();
    sortFrames(process);
    return process;
  }

private:
  /// Their frames are in the order in which they were met.
  std::vector<RecordedStack> stacks() {
    std::map<std::tuple<FrameNumbers, RunPhase, uint32_t>, RecordedCounts> merged;
    for (auto [record, place, elsewhere] :
         llvm::zip_first(contents_.records, contents_.places, contents_.freedElsewhere)) {
      if (record.allocations == 0 && record.frees == 0)
        continue;
      auto phase = static_cast<RunPhase>(place.phase);
      add(merged[{framesOf(place.node), phase, record.thread}], record, elsewhere);
    }
    std::vector<RecordedStack> stacks;
    for (const auto &[key, counts] : merged)
      stacks.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), counts});
    return stacks;
  }

  static void add(RecordedCounts &counts, const probe::Record &record,
                  const probe::FreedElsewhere &elsewhere) {
    // Where the process was killed between two counts, one of them may be ahead.
    auto left = [](uint64_t all, uint64_t gone) { return all > gone ? all - gone : 0; };
    counts.allocations += record.allocations;
    counts.bytes += record.bytes;
    counts.frees += record.frees;
    counts.freedBytes += record.freedBytes;
    counts.lostBlocks += left(record.allocations, record.ownFreed + elsewhere.blocks);
    counts.lostBytes += left(record.bytes, record.ownFreedBytes + elsewhere.bytes);
  }

  FrameNumbers framesOf(uint32_t node) {
    FrameNumbers frames;
    for (; node >= probe::rootCount; node = contents_.nodes[node].parent)
      llvm::append_range(frames, framesAt(contents_.nodes[node]));
    if (node != probe::WholeStack) {
      RecordedFrame root;
      root.function = nameOfRoot(node);
      frames.push_back(numberOf(root));
    }
    return frames;
  }

  const FrameNumbers &framesAt(const probe::Node &node) {
    auto [known, isNew] = framesAt_.try_emplace({node.module, node.address});
    if (isNew)
      for (const RecordedFrame &frame : symbols_.at(
               objectOf(node.module), node.address - contents_.modules[node.module].at.bias - 1))
        known->second.push_back(numberOf(frame));
    return known->second;
  }

  /// Absolute. The system's linker names libraries as it was told to.
  std::string objectOf(uint32_t module) const {
    if (module == probe::noModule)
      return "";
    const std::string &path = contents_.modules[module].path;
    return path.empty() ? contents_.program : PathNames(contents_.folder, "").whole(path);
  }

  uint32_t numberOf(const RecordedFrame &frame) {
    return numbers_.try_emplace(frame, static_cast<uint32_t>(numbers_.size())).first->second;
  }

  /// Numbers them anew, in their order, and sorts the stacks.
  void sortFrames(RecordedProcess &process) const {
    FrameNumbers sorted(numbers_.size());
    for (const auto &[frame, number] : numbers_) {
      sorted[number] = static_cast<uint32_t>(process.frames.size());
      process.frames.push_back(frame);
    }
    for (RecordedStack &stack : process.stacks)
      for (uint32_t &frame : stack.frames)
        frame = sorted[frame];
    llvm::sort(process.stacks);
  }

  const TraceContents &contents_;
  Symbols &symbols_;
  std::map<std::pair<uint32_t, uint64_t>, FrameNumbers> framesAt_; ///< By module and address.
  std::map<RecordedFrame, uint32_t> numbers_;
};

llvm::Expected<TraceContents> readFile(const std::string &file) {
  auto buffer = llvm::MemoryBuffer::getFile(file, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false, /*IsVolatile=*/true);
  if (!buffer)
    return llvm::createStringError(buffer.getError(), "%s: %s", file.c_str(),
                                   buffer.getError().message().c_str());
  return readTraceContents((*buffer)->getBuffer(), file);
}

} // namespace

llvm::Expected<std::vector<std::string>> traceFiles(const std::string &folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (llvm::sys::fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error))
    if (llvm::StringRef(entry->path()).ends_with(probe::fileSuffix))
      files.push_back(entry->path());
  if (error)
    return llvm::createStringError(error, "%s: %s", folder.c_str(), error.message().c_str());
  llvm::sort(files);
  return files;
}

llvm::Expected<TraceReading> readTrace(const std::vector<std::string> &files,
                                       const std::string &workingFolder) {
  TraceReading reading;
  std::vector<TraceContents> processes;
  for (const std::string &file : files) {
    llvm::Expected<TraceContents> contents = readFile(file);
    if (contents)
      processes.push_back(std::move(*contents));
    else
      reading.lost.push_back(llvm::toString(contents.takeError()));
  }
  if (processes.empty() && !reading.lost.empty())
    return llvm::createStringError(reading.lost.front());
  llvm::stable_sort(processes, [](const TraceContents &one, const TraceContents &other) {
    return std::tie(one.header.started, one.header.pid) <
           std::tie(other.header.started, other.header.pid);
  });
  PathNames paths(workingFolder, workingFolder);
  Symbols symbols(paths);
  for (const TraceContents &contents : processes)
    reading.recording.processes.push_back(ProcessReader(contents, symbols).read(paths));
  return reading;
}

} // namespace heaplight
