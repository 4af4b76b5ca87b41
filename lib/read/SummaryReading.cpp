#include "read/PayloadNames.h"
#include "read/SummaryPayload.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>

namespace heaplight {
namespace {

class PayloadReader : PayloadNames {
public:
  using PayloadNames::PayloadNames;

  llvm::Expected<Unit> read();

private:
  void facts();
  void candidates();
  void subjects();
  void promises();
  void promisedCalls();
  void unproven();
  /// Adds to a set what must come in its order.
  template <typename Value> void append(std::set<Value> &values, const Value &value) {
    if (!values.empty() && value <= *values.rbegin())
      fail("what must be sorted isn't");
    values.insert(values.end(), value);
  }
  Summary summary();
  void function(Function &function);
  void guards(Function &function);
  void call(Call &call);
  void levels(llvm::SmallVectorImpl<Level> &levels, size_t depth);
  void assembly();
  void finish();

  Unit unit_;
  bool framed_ = true; ///< All calls have a frame.
  FrameId lastFrame_ = 0;
  StringId lastCallee_ = 0;
  StringId lastFunction_ = 0;
};

void PayloadReader::candidates() {
  size_t size = count(2);
  unit_.candidates.reserve(size);
  while (unit_.candidates.size() < size && ok()) {
    Packed packed(number());
    Candidate candidate;
    bool hasSlot = packed.take(1);
    candidate.type = string(packed);
    if (hasSlot)
      candidate.slot = number32();
    candidate.function = string();
    if (!unit_.candidates.empty() && candidate <= unit_.candidates.back())
      fail("what must be sorted isn't");
    unit_.candidates.push_back(candidate);
  }
}

void PayloadReader::subjects() {
  size_t size = count(4);
  Place place;
  for (size_t position = 0; position < size && ok(); ++position) {
    stringNear(place.function);
    near(place.line);
    place.column = number32();
    if (position && place <= unit_.subjects.rbegin()->first)
      fail("what must be sorted isn't");
    unit_.subjects.emplace_hint(unit_.subjects.end(), place, string());
  }
}

void PayloadReader::promises() {
  size_t size = count(5);
  for (size_t position = 0; position < size && ok(); ++position) {
    Packed packed(number());
    Promise promise;
    promise.comment = packed.take(1);
    bool silent = packed.take(1);
    promise.function = string(packed);
    promise.text = string();
    promise.file = string();
    promise.line = number32();
    promise.column = number32();
    if (silent) {
      promise.silentFile = string();
      promise.silentLine = number32();
      promise.silentColumn = number32();
      promise.mend = string();
      promise.mendLine = number32();
      promise.mendColumn = number32();
    }
    append(unit_.promises, promise);
  }
  promisedCalls();
  unproven();
}

void PayloadReader::promisedCalls() {
  size_t size = count(3);
  for (size_t position = 0; position < size && ok(); ++position) {
    Place place;
    place.function = string();
    place.line = number32();
    place.column = number32();
    append(unit_.promisedCalls, place);
  }
}

void PayloadReader::unproven() {
  size_t size = count(5);
  for (size_t position = 0; position < size && ok(); ++position) {
    UnprovenPromise cast;
    cast.text = string();
    cast.file = string();
    cast.line = number32();
    cast.column = number32();
    cast.function = string();
    append(unit_.unproven, cast);
  }
}

void PayloadReader::facts() {
  size_t size = count(2);
  StringId symbol = 0;
  for (size_t position = 0; position < size && ok(); ++position) {
    rise(symbol, position);
    StringId name = symbol;
    stringNear(name);
    unit_.readable.emplace_hint(unit_.readable.end(), symbol, name);
  }
  unit_.systemFiles = set();
  unit_.destructors = set();
  size = count(2);
  unit_.aliases.reserve(size);
  while (unit_.aliases.size() < size && ok()) {
    Packed packed(number());
    Alias alias;
    alias.linkage = value(packed, 3, Linkage::Local);
    alias.name = string(packed);
    alias.target = string();
    unit_.aliases.push_back(alias);
  }
  candidates();
  subjects();
  promises();
}

void PayloadReader::levels(llvm::SmallVectorImpl<Level> &levels, size_t depth) {
  levels.reserve(std::min<size_t>(depth, longestRun));
  while (levels.size() < depth && ok()) {
    uint64_t run = number();
    Packed packed(run % levelValues);
    size_t size = run / levelValues + 1;
    Level level;
    level.phase = value(packed, 2, Phase::Exit);
    level.inLoop = packed.take(1);
    level.certainty = value(packed, 2, Certainty::Always);
    if (size > longestRun || size > depth - levels.size())
      fail("a call's levels aren't those of its frames");
    else
      levels.insert(levels.end(), size, level);
  }
}

void PayloadReader::call(Call &call) {
  Packed packed(number());
  call.inFunction = value(packed, 2, Certainty::Always);
  bool hasType = packed.take(1), hasBytes = packed.take(1), hasSubject = packed.take(1);
  bool hasDispatch = packed.take(1), nowhere = packed.take(1);
  call.destroys = packed.take(1);
  call.origin = value(packed, 2, Origin::Handed);
  bool hasCallee = !packed.take(1), hasReason = packed.take(1), hasElement = packed.take(1);
  end(packed);
  framed_ &= !nowhere;
  if (!nowhere) {
    call.frame = frameNear(lastFrame_);
    if (ok())
      levels(call.levels, depthOf(call.frame));
  }
  if (hasCallee)
    call.callee = stringNear(lastCallee_);
  if (hasType)
    call.type = string();
  if (hasSubject)
    call.subject = string();
  if (hasDispatch)
    call.dispatch = below(number(), unit_.names.dispatchCount());
  if (hasReason)
    call.reason = string();
  if (hasBytes)
    call.bytes = number();
  if (hasElement)
    call.elementBytes = number();
}

void PayloadReader::guards(Function &function) {
  size_t size = count(3);
  function.guards.reserve(size);
  while (function.guards.size() < size && ok()) {
    Guard guard{constant(), sorted()};
    if (!guard.idle.empty())
      below(guard.idle.back(), function.calls.size());
    if (!function.guards.empty() && guard.constant < function.guards.back().constant)
      fail("what must be sorted isn't");
    function.guards.push_back(std::move(guard));
  }
}

void PayloadReader::function(Function &function) {
  Packed packed(number());
  function.defined = packed.take(1);
  bool placed = packed.take(1);
  function.machine = packed.take(1);
  function.linkage = value(packed, 3, Linkage::Local);
  bool hasLines = packed.take(1), hasOwn = packed.take(1), hasGuards = packed.take(1);
  function.modelled = packed.take(1);
  function.replaceable = packed.take(1);
  function.returns = !packed.take(1);
  function.phase = value(packed, 2, Phase::Exit);
  end(packed);
  function.symbol = stringNear(lastFunction_);
  if (placed) {
    function.file = string();
    function.endLine = function.line = number32();
    near(function.endLine);
  }
  if (hasLines)
    function.lines = sorted();
  for (size_t left = hasOwn ? count(1) : 0; left && ok(); --left) {
    Packed own(number());
    Kind kind = value(own, 2, Kind::Unknown);
    function.own.push_back({kind, value(own, 2, Certainty::Always)});
    end(own);
  }
  size_t calls = count(2);
  function.calls.reserve(calls);
  while (function.calls.size() < calls && ok())
    call(function.calls.emplace_back());
  if (hasGuards)
    guards(function);
}

Summary PayloadReader::summary() {
  Summary summary;
  Packed packed(number());
  summary.stage = value(packed, 1, Stage::Built);
  end(packed);
  size_t size = count(3);
  summary.functions.reserve(size);
  while (summary.functions.size() < size && ok())
    function(summary.functions.emplace_back());
  const Names &names = unit_.names;
  if (ok() && !std::is_sorted(summary.functions.begin(), summary.functions.end(),
                              [&](const Function &one, const Function &other) {
                                return names.text(one.symbol) < names.text(other.symbol);
                              }))
    fail("what must be sorted isn't");
  return summary;
}

void PayloadReader::assembly() {
  size_t size = count(2);
  unit_.assembly.reserve(size);
  StringId symbol = 0;
  FrameId frame = 0;
  while (unit_.assembly.size() < size && ok()) {
    AssemblyLine &line = unit_.assembly.emplace_back();
    Packed packed(number());
    bool newSymbol = packed.take(1), hasFrame = packed.take(1), hasCallee = packed.take(1);
    line.call = packed.take(1);
    line.label = packed.take(1);
    end(packed);
    line.text = text();
    line.symbol = newSymbol ? stringNear(symbol) : symbol;
    if (hasFrame)
      line.frame = frameNear(frame);
    if (hasCallee)
      line.callee = string();
  }
}

void PayloadReader::finish() {
  if (!framed_ && !isMachine(unit_))
    fail("a call stands nowhere");
  end();
}

llvm::Expected<Unit> PayloadReader::read() {
  for (std::string *part :
       {&unit_.source, &unit_.language, &unit_.target, &unit_.optimization, &unit_.standard})
    *part = text();
  for (size_t left = count(1); left && ok(); --left)
    unit_.notes.emplace_back(text());
  unit_.local = strings(unit_.names);
  frames(unit_.names);
  dispatches(unit_.names);
  facts();
  unit_.written = summary();
  unit_.built = summary();
  assembly();
  finish();
  if (!ok())
    return llvm::createStringError(fault());
  return std::move(unit_);
}

} // namespace

llvm::Expected<Unit> readPayload(llvm::StringRef bytes) { return PayloadReader(bytes).read(); }

} // namespace heaplight
