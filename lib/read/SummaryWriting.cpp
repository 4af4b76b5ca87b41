#include "read/SummaryPayload.h"

#include "llvm/BinaryFormat/MsgPackWriter.h"
#include "llvm/Support/raw_ostream.h"

namespace heaplight {
namespace {

class PayloadWriter {
public:
  explicit PayloadWriter(std::string &bytes) : stream_(bytes), writer_(stream_) {
    stream_.SetBufferSize(size_t(1) << 16);
  }
  ~PayloadWriter() { stream_.flush(); }

  void write(const Unit &unit);

private:
  void number(uint64_t value) { writer_.write(value); }
  void text(llvm::StringRef value) { writer_.write(value); }
  /// The difference to `previous`, which then is `value`.
  void near(uint32_t value, uint32_t &previous);
  void sorted(const std::vector<uint32_t> &values);
  void set(const std::set<StringId> &values);
  void texts(const Names &names);
  void frames(const Names &names);
  void dispatches(const Names &names);
  void facts(const Unit &unit);
  void summary(const Summary &summary);
  void function(const Function &function);
  void guards(const std::vector<Guard> &guards);
  void call(const Call &call);
  void levels(const std::vector<Level> &levels);
  void constant(const Constant &constant);
  void assembly(const std::vector<AssemblyLine> &lines);

  llvm::raw_string_ostream stream_;
  llvm::msgpack::Writer writer_;
  FrameId lastFrame_ = 0;     ///< Of the call before.
  StringId lastCallee_ = 0;   ///< Likewise.
  StringId lastFunction_ = 0; ///< The function before.
};

void PayloadWriter::near(uint32_t value, uint32_t &previous) {
  number(fold(int64_t(value) - int64_t(previous)));
  previous = value;
}

void PayloadWriter::sorted(const std::vector<uint32_t> &values) {
  number(values.size());
  uint32_t previous = 0;
  for (uint32_t value : values)
    number(uint32_t(value - std::exchange(previous, value)));
}

void PayloadWriter::set(const std::set<StringId> &values) {
  number(values.size());
  uint32_t previous = 0;
  for (uint32_t value : values)
    number(value - std::exchange(previous, value));
}

void PayloadWriter::texts(const Names &names) {
  for (StringId id = 1; id < names.stringCount(); ++id)
    text(names.text(id));
}

void PayloadWriter::frames(const Names &names) {
  number(names.frameCount());
  Frame last;
  for (FrameId id = 0; id < names.frameCount(); ++id) {
    const Frame &frame = names.frame(id);
    bool sameFunction = frame.function == last.function, sameFile = frame.file == last.file;
    number(Packed()
               .put(!sameFunction, 1)
               .put(!sameFile, 1)
               .put(frame.in != noFrame, 1)
               .put(frame.column, 32)
               .bits());
    near(frame.line, last.line);
    if (!sameFunction)
      near(frame.function, last.function);
    if (!sameFile)
      near(frame.file, last.file);
    if (frame.in != noFrame)
      number(uint32_t(id - frame.in));
  }
}

void PayloadWriter::constant(const Constant &constant) {
  number(constant.argument);
  number(fold(constant.value));
}

void PayloadWriter::dispatches(const Names &names) {
  number(names.dispatchCount());
  for (DispatchId id = 1; id < names.dispatchCount(); ++id) {
    const Dispatch &dispatch = names.dispatch(id);
    number(Packed()
               .put(dispatch.closed, 1)
               .put(dispatch.slot != Dispatch::noSlot, 1)
               .put(dispatch.constants.size(), 32)
               .bits());
    number(dispatch.type);
    if (dispatch.slot != Dispatch::noSlot)
      number(dispatch.slot);
    for (const Constant &each : dispatch.constants)
      constant(each);
  }
}

void PayloadWriter::facts(const Unit &unit) {
  number(unit.readable.size());
  StringId last = 0;
  for (const auto &[symbol, name] : unit.readable) {
    number(symbol - std::exchange(last, symbol));
    number(fold(int64_t(name) - int64_t(symbol)));
  }
  set(unit.systemFiles);
  set(unit.destructors);
  number(unit.aliases.size());
  for (const Alias &alias : unit.aliases) {
    number(Packed().put(alias.linkage, 3).put(alias.name, 32).bits());
    number(alias.target);
  }
  number(unit.candidates.size());
  for (const Candidate &candidate : unit.candidates) {
    bool hasSlot = candidate.slot != Dispatch::noSlot;
    number(Packed().put(hasSlot, 1).put(candidate.type, 32).bits());
    if (hasSlot)
      number(candidate.slot);
    number(candidate.function);
  }
  number(unit.subjects.size());
  Place place;
  for (const auto &[key, subject] : unit.subjects) {
    near(key.function, place.function);
    near(key.line, place.line);
    number(key.column);
    number(subject);
  }
}

void PayloadWriter::levels(const std::vector<Level> &levels) {
  for (size_t first = 0, end; first < levels.size(); first = end) {
    const Level &level = levels[first];
    for (end = first + 1; end < levels.size() && end - first < longestRun; ++end)
      if (levels[end] != level)
        break;
    uint64_t value =
        Packed().put(level.phase, 2).put(level.inLoop, 1).put(level.certainty, 2).bits();
    number((end - first - 1) * levelValues + value);
  }
}

void PayloadWriter::call(const Call &call) {
  // What is common comes first: the number then is small.
  number(Packed()
             .put(call.inFunction, 2)
             .put(call.type != 0, 1)
             .put(call.bytes.has_value(), 1)
             .put(call.subject != 0, 1)
             .put(call.dispatch != 0, 1)
             .put(call.frame == noFrame, 1)
             .put(call.destroys, 1)
             .put(call.origin, 2)
             .put(call.callee == 0, 1)
             .put(call.reason != 0, 1)
             .put(call.elementBytes.has_value(), 1)
             .bits());
  if (call.frame != noFrame)
    near(call.frame, lastFrame_);
  levels(call.levels);
  if (call.callee)
    near(call.callee, lastCallee_);
  for (uint32_t id : {call.type, call.subject, call.dispatch, call.reason})
    if (id)
      number(id);
  if (call.bytes)
    number(*call.bytes);
  if (call.elementBytes)
    number(*call.elementBytes);
}

void PayloadWriter::guards(const std::vector<Guard> &guards) {
  number(guards.size());
  for (const Guard &guard : guards) {
    constant(guard.constant);
    sorted(guard.idle);
  }
}

void PayloadWriter::function(const Function &function) {
  bool placed = function.file || function.line || function.endLine;
  number(Packed()
             .put(function.defined, 1)
             .put(placed, 1)
             .put(function.machine, 1)
             .put(function.linkage, 3)
             .put(!function.lines.empty(), 1)
             .put(!function.own.empty(), 1)
             .put(!function.guards.empty(), 1)
             .put(function.modelled, 1)
             .put(function.replaceable, 1)
             .put(!function.returns, 1)
             .put(function.phase, 2)
             .bits());
  near(function.symbol, lastFunction_);
  if (placed) {
    number(function.file);
    number(function.line);
    number(fold(int64_t(function.endLine) - int64_t(function.line)));
  }
  if (!function.lines.empty())
    sorted(function.lines);
  if (!function.own.empty()) {
    number(function.own.size());
    for (const OwnEffect &own : function.own)
      number(Packed().put(own.kind, 2).put(own.certainty, 2).bits());
  }
  number(function.calls.size());
  for (const Call &each : function.calls)
    call(each);
  if (!function.guards.empty())
    guards(function.guards);
}

void PayloadWriter::summary(const Summary &summary) {
  number(uint64_t(summary.stage));
  number(summary.functions.size());
  for (const Function &each : summary.functions)
    function(each);
}

void PayloadWriter::assembly(const std::vector<AssemblyLine> &lines) {
  number(lines.size());
  StringId symbol = 0;
  FrameId frame = 0;
  for (const AssemblyLine &line : lines) {
    number(Packed()
               .put(line.symbol != symbol, 1)
               .put(line.frame != noFrame, 1)
               .put(line.callee != 0, 1)
               .put(line.call, 1)
               .put(line.label, 1)
               .bits());
    text(line.text);
    if (line.symbol != symbol)
      near(line.symbol, symbol);
    if (line.frame != noFrame)
      near(line.frame, frame);
    if (line.callee)
      number(line.callee);
  }
}

void PayloadWriter::write(const Unit &unit) {
  for (const std::string *part :
       {&unit.source, &unit.language, &unit.target, &unit.optimization, &unit.standard})
    text(*part);
  number(unit.notes.size());
  for (const std::string &note : unit.notes)
    text(note);
  number(unit.names.stringCount());
  set(unit.local); // Before the texts: it decides which of them can be found.
  texts(unit.names);
  frames(unit.names);
  dispatches(unit.names);
  facts(unit);
  summary(unit.written);
  summary(unit.built);
  assembly(unit.assembly);
}

} // namespace

std::string writePayload(const Unit &unit) {
  std::string bytes;
  PayloadWriter(bytes).write(unit);
  return bytes;
}

} // namespace heaplight
