#include "read/SummaryPayload.h"

#include "llvm/BinaryFormat/MsgPackWriter.h"
#include "llvm/Support/raw_ostream.h"

namespace heaplight {
namespace {

// Values are taken apart whole, so that a field that is new to Types.h can't be forgotten here.

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
  void promises(const Unit &unit);
  void levels(llvm::ArrayRef<Level> levels);
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
    const auto &[function, file, line, column, in] = names.frame(id);
    bool sameFunction = function == last.function, sameFile = file == last.file;
    number(Packed()
               .put(!sameFunction, 1)
               .put(!sameFile, 1)
               .put(in != noFrame, 1)
               .put(column, 32)
               .bits());
    near(line, last.line);
    if (!sameFunction)
      near(function, last.function);
    if (!sameFile)
      near(file, last.file);
    if (in != noFrame)
      number(uint32_t(id - in));
  }
}

void PayloadWriter::constant(const Constant &constant) {
  const auto &[argument, value] = constant;
  number(argument);
  number(fold(value));
}

void PayloadWriter::dispatches(const Names &names) {
  number(names.dispatchCount());
  for (DispatchId id = 1; id < names.dispatchCount(); ++id) {
    const auto &[type, slot, closed, constants, passed] = names.dispatch(id);
    number(Packed()
               .put(closed, 1)
               .put(slot != Dispatch::noSlot, 1)
               .put(!constants.empty(), 1)
               .put(!passed.empty(), 1)
               .bits());
    number(type);
    if (slot != Dispatch::noSlot)
      number(slot);
    if (!constants.empty())
      number(constants.size());
    for (const Constant &each : constants)
      constant(each);
    if (!passed.empty())
      number(passed.size());
    for (const auto &[argument, parameter] : passed) {
      number(argument);
      number(parameter);
    }
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
  for (const auto &[name, target, linkage] : unit.aliases) {
    number(Packed().put(linkage, 3).put(name, 32).bits());
    number(target);
  }
  number(unit.candidates.size());
  for (const auto &[type, slot, function] : unit.candidates) {
    bool hasSlot = slot != Dispatch::noSlot;
    number(Packed().put(hasSlot, 1).put(type, 32).bits());
    if (hasSlot)
      number(slot);
    number(function);
  }
  number(unit.subjects.size());
  Place place;
  for (const auto &[key, subject] : unit.subjects) {
    near(key.function, place.function);
    near(key.line, place.line);
    number(key.column);
    number(subject);
  }
  promises(unit);
}

void PayloadWriter::promises(const Unit &unit) {
  number(unit.promises.size());
  for (const auto &[function, text, file, line, column, comment, silentFile, silentLine,
                    silentColumn, mend, mendLine, mendColumn] : unit.promises) {
    number(Packed().put(comment, 1).put(silentFile != 0, 1).put(function, 32).bits());
    for (uint32_t part : {text, file, line, column})
      number(part);
    if (silentFile)
      for (uint32_t part : {silentFile, silentLine, silentColumn, mend, mendLine, mendColumn})
        number(part);
  }
  number(unit.promisedCalls.size());
  for (const auto &[function, line, column] : unit.promisedCalls)
    for (uint32_t part : {function, line, column})
      number(part);
  number(unit.unproven.size());
  for (const auto &[text, file, line, column, function] : unit.unproven)
    for (uint32_t part : {text, file, line, column, function})
      number(part);
}

void PayloadWriter::levels(llvm::ArrayRef<Level> levels) {
  for (size_t first = 0, end; first < levels.size(); first = end) {
    const auto &[certainty, inLoop, phase] = levels[first];
    for (end = first + 1; end < levels.size() && end - first < longestRun; ++end)
      if (levels[end] != levels[first])
        break;
    uint64_t value = Packed().put(phase, 2).put(inLoop, 1).put(certainty, 2).bits();
    number((end - first - 1) * levelValues + value);
  }
}

void PayloadWriter::call(const Call &call) {
  const auto &[origin, inFunction, destroys, frame, levels, callee, reason, dispatch, subject, type,
               bytes, elementBytes] = call;
  // What is common comes first: the number then is small.
  number(Packed()
             .put(inFunction, 2)
             .put(type != 0, 1)
             .put(bytes.has_value(), 1)
             .put(subject != 0, 1)
             .put(dispatch != 0, 1)
             .put(frame == noFrame, 1)
             .put(destroys, 1)
             .put(origin, 2)
             .put(callee == 0, 1)
             .put(reason != 0, 1)
             .put(elementBytes.has_value(), 1)
             .bits());
  if (frame != noFrame)
    near(frame, lastFrame_);
  this->levels(levels);
  if (callee)
    near(callee, lastCallee_);
  for (uint32_t id : {type, subject, dispatch, reason})
    if (id)
      number(id);
  if (bytes)
    number(*bytes);
  if (elementBytes)
    number(*elementBytes);
}

void PayloadWriter::guards(const std::vector<Guard> &guards) {
  number(guards.size());
  for (const auto &[constant, idle] : guards) {
    this->constant(constant);
    sorted(idle);
  }
}

void PayloadWriter::function(const Function &function) {
  const auto &[symbol, file, line, endLine, phase, linkage, defined, modelled, replaceable, machine,
               returns, lines, own, calls, guards] = function;
  bool placed = file || line || endLine;
  number(Packed()
             .put(defined, 1)
             .put(placed, 1)
             .put(machine, 1)
             .put(linkage, 3)
             .put(!lines.empty(), 1)
             .put(!own.empty(), 1)
             .put(!guards.empty(), 1)
             .put(modelled, 1)
             .put(replaceable, 1)
             .put(!returns, 1)
             .put(phase, 2)
             .bits());
  near(symbol, lastFunction_);
  if (placed) {
    number(file);
    number(line);
    number(fold(int64_t(endLine) - int64_t(line)));
  }
  if (!lines.empty())
    sorted(lines);
  if (!own.empty()) {
    number(own.size());
    for (const auto &[kind, certainty] : own)
      number(Packed().put(kind, 2).put(certainty, 2).bits());
  }
  number(calls.size());
  for (const Call &each : calls)
    call(each);
  if (!guards.empty())
    this->guards(guards);
}

void PayloadWriter::summary(const Summary &summary) {
  const auto &[stage, functions] = summary;
  number(uint64_t(stage));
  number(functions.size());
  for (const Function &each : functions)
    function(each);
}

void PayloadWriter::assembly(const std::vector<AssemblyLine> &lines) {
  number(lines.size());
  StringId lastSymbol = 0;
  FrameId lastFrame = 0;
  for (const auto &[text, symbol, frame, callee, call, label] : lines) {
    number(Packed()
               .put(symbol != lastSymbol, 1)
               .put(frame != noFrame, 1)
               .put(callee != 0, 1)
               .put(call, 1)
               .put(label, 1)
               .bits());
    this->text(text);
    if (symbol != lastSymbol)
      near(symbol, lastSymbol);
    if (frame != noFrame)
      near(frame, lastFrame);
    if (callee)
      number(callee);
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
