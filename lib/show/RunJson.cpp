#include "show/RunJson.h"

#include "show/JsonWriter.h"

namespace heaplight {
namespace {

constexpr int schemaVersion = 1;

const char *word(RunPhase phase) {
  static const char *const words[] = {"before", "main", "after"};
  return words[size_t(phase)];
}

class Writer {
public:
  explicit Writer(llvm::raw_ostream &stream) : json_(stream, /*IndentSize=*/1) {}

  void write(const RunReport &report, std::string_view version) {
    json_.object([&] {
      json_.text("heaplight", version);
      json_.attribute("schema", schemaVersion);
      json_.text("program", report.program);
      writeArguments(report.arguments);
      json_.attributeObject("exit", [&] {
        if (report.end.signal)
          json_.attribute("signal", report.end.signal);
        else
          json_.attribute("status", report.end.status);
      });
      size_t number = 0;
      json_.objects("processes", report.processes, [&](const RunProcess &process) {
        json_.attribute("pid", number++);
        writeProcess(process);
      });
      json_.objects("lines", report.lines, [&](const RunLine &line) {
        json_.text("file", line.file);
        json_.attribute("line", line.line);
        writeCounts(line.counts);
      });
    });
  }

private:
  void writeArguments(const std::vector<std::string> &arguments) {
    json_.attributeArray("arguments", [&] {
      for (const std::string &argument : arguments)
        json_.value(utf8Of(argument));
    });
  }

  void writeCounts(const RecordedCounts &counts) {
    json_.attribute("allocations", counts.allocations);
    json_.attribute("bytes", counts.bytes);
    json_.attribute("frees", counts.frees);
    json_.attribute("freed_bytes", counts.freedBytes);
    json_.attribute("lost_blocks", counts.lostBlocks);
    json_.attribute("lost_bytes", counts.lostBytes);
  }

  void writeProcess(const RunProcess &process) {
    const RecordedProcess &recorded = process.recorded;
    json_.text("program", recorded.program);
    writeArguments(recorded.arguments);
    json_.attributeObject("totals", [&] { writeCounts(process.sums.all); });
    json_.attributeObject("phases", [&] {
      for (RunPhase phase : {RunPhase::BeforeMain, RunPhase::Main, RunPhase::AfterMain})
        json_.attributeObject(word(phase),
                              [&] { writeCounts(process.sums.phases[size_t(phase)]); });
    });
    size_t thread = 0;
    json_.objects("threads", recorded.threads, [&](const RecordedThread &one) {
      json_.text("name", one.name);
      writeCounts(process.threads[thread++]);
    });
    json_.attribute("peak_bytes", recorded.peakBytes);
    json_.attribute("missed", recorded.missed);
    json_.objects("frames", recorded.frames, [&](const RecordedFrame &frame) { write(frame); });
    json_.objects("stacks", recorded.stacks, [&](const RecordedStack &stack) { write(stack); });
  }

  void write(const RecordedFrame &frame) {
    json_.text("function", frame.function);
    json_.text("file", frame.file);
    json_.attribute("line", frame.line);
    json_.attribute("column", frame.column);
    if (frame.inlined)
      json_.attribute("inlined", true);
    json_.text("object", frame.object);
    json_.attribute("address", frame.address);
  }

  void write(const RecordedStack &stack) {
    json_.attributeArray("frames", [&] {
      for (uint32_t number : stack.frames)
        json_.value(number);
    });
    json_.text("phase", word(stack.phase));
    json_.attribute("thread", stack.thread);
    writeCounts(stack.counts);
  }

  JsonWriter json_;
};

} // namespace

void showJson(const RunReport &report, std::string_view version, llvm::raw_ostream &stream) {
  Writer(stream).write(report, version);
  stream << '\n';
}

} // namespace heaplight
