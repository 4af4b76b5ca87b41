// Prints what lib/read/run/Trace makes of a recorder's folder, as JSON: for tests, which look at
// counts.
#include "read/run/Trace.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace heaplight;

static void write(llvm::json::OStream &json, const RecordedCounts &counts) {
  json.attribute("allocations", static_cast<int64_t>(counts.allocations));
  json.attribute("bytes", static_cast<int64_t>(counts.bytes));
  json.attribute("frees", static_cast<int64_t>(counts.frees));
  json.attribute("freed_bytes", static_cast<int64_t>(counts.freedBytes));
  json.attribute("lost_blocks", static_cast<int64_t>(counts.lostBlocks));
  json.attribute("lost_bytes", static_cast<int64_t>(counts.lostBytes));
}

static void write(llvm::json::OStream &json, const RecordedFrame &frame) {
  json.attribute("function", llvm::json::fixUTF8(frame.function));
  json.attribute("file", llvm::json::fixUTF8(frame.file));
  json.attribute("line", frame.line);
  json.attribute("inlined", frame.inlined);
  json.attribute("object", llvm::json::fixUTF8(frame.object));
}

static void write(llvm::json::OStream &json, const RecordedStack &stack) {
  static const char *const phases[] = {"before", "main", "after"};
  json.attribute("phase", phases[static_cast<int>(stack.phase)]);
  json.attribute("thread", stack.thread);
  json.attributeArray("frames", [&] {
    for (uint32_t number : stack.frames)
      json.value(number);
  });
  write(json, stack.counts);
}

static void write(llvm::json::OStream &json, const RecordedProcess &process) {
  json.attribute("program", process.program);
  json.attribute("pid", static_cast<int64_t>(process.pid));
  json.attributeArray("arguments", [&] {
    for (const std::string &argument : process.arguments)
      json.value(llvm::json::fixUTF8(argument));
  });
  json.attribute("peak_bytes", static_cast<int64_t>(process.peakBytes));
  json.attribute("missed", static_cast<int64_t>(process.missed));
  json.attributeArray("threads", [&] {
    for (const RecordedThread &thread : process.threads)
      json.value(thread.name);
  });
  json.attributeArray("stacks", [&] {
    for (const RecordedStack &stack : process.stacks)
      json.object([&] { write(json, stack); });
  });
  json.attributeArray("frames", [&] {
    for (const RecordedFrame &frame : process.frames)
      json.object([&] { write(json, frame); });
  });
}

int main(int count, char **arguments) {
  if (count != 3) {
    llvm::errs() << "usage: heaplight-probe-dump FOLDER WORKING_FOLDER\n";
    return 2;
  }
  auto fail = [](llvm::Error error) {
    llvm::errs() << llvm::toString(std::move(error)) << "\n";
    return 2;
  };
  llvm::Expected<std::vector<std::string>> files = traceFiles(arguments[1]);
  if (!files)
    return fail(files.takeError());
  llvm::Expected<TraceReading> reading = readTrace(*files, arguments[2]);
  if (!reading)
    return fail(reading.takeError());
  if (!reading->lost.empty())
    return fail(llvm::createStringError(reading->lost.front()));
  llvm::json::OStream json(llvm::outs());
  json.array([&] {
    for (const RecordedProcess &process : reading->recording.processes)
      json.object([&] { write(json, process); });
  });
  return 0;
}
