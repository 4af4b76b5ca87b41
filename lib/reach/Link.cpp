#include "reach/Link.h"

#include "reach/Twins.h"

#include "llvm/Demangle/Demangle.h"

#include <algorithm>

namespace heaplight {
namespace {

constexpr uint32_t nobody = Linked::nobody;

class Linker {
public:
  explicit Linker(std::vector<Unit> units) : units_(std::move(units)) {}

  Linked link() {
    reserve();
    for (uint32_t number = 0; number < units_.size(); ++number)
      mapStrings(number);
    for (uint32_t number = 0; number < units_.size(); ++number)
      keepApart(number);
    for (uint32_t number = 0; number < units_.size(); ++number) {
      append(number);
      units_[number] = Unit();
    }
    finish();
    return std::move(linked_);
  }

private:
  /// Which body counts: that of the strongest linkage, the first of several.
  struct Winner {
    Linkage linkage = Linkage::Declared;
    Stage stage = Stage::Written;
    uint32_t unit = nobody;
    const Function *body = nullptr; ///< Null for an alias.
  };

  /// Growing would touch half as much memory again; what isn't needed in the end is never touched.
  void reserve() {
    size_t frames = 0, written = 0, built = 0;
    for (const Unit &unit : units_) {
      frames += unit.names.frameCount();
      written += unit.written.functions.size();
      built += unit.built.functions.size();
    }
    linked_.names.reserve(frames);
    linked_.written.stage = Stage::Written;
    linked_.written.functions.reserve(written);
    linked_.built.functions.reserve(built);
  }

  void mapStrings(uint32_t number) {
    Unit &unit = units_[number];
    const std::vector<StringId> &map = strings_.emplace_back(linked_.names.takeStrings(
        std::move(unit.names), [&](StringId id) { return unit.local.count(id) != 0; }));
    machine_.push_back(isMachine(unit));
    bodies_.emplace_back();
    for (const Summary *summary : {&unit.written, &unit.built})
      for (const Function &function : summary->functions)
        compete(map[function.symbol], {function.linkage, summary->stage, number, &function});
    if (!machine_[number])
      for (const Alias &alias : unit.aliases)
        compete(map[alias.name], {alias.linkage, Stage::Written, number, nullptr});
  }

  Winner &winnerOf(StringId symbol) {
    if (winners_.size() <= symbol)
      winners_.resize(linked_.names.stringCount());
    return winners_[symbol];
  }

  void compete(StringId symbol, const Winner &candidate) {
    Winner &winner = winnerOf(symbol);
    bool machine = machine_[candidate.unit];
    // The program's own comes before a library's, whatever each says of itself.
    bool better = winner.unit == nobody || (machine_[winner.unit] && !machine);
    if (machine == (winner.unit != nobody && machine_[winner.unit]))
      better |= candidate.linkage > winner.linkage;
    if (better)
      winner = candidate;
  }

  /// An input's own body that doesn't count elsewhere gets a name of its own.
  void keepApart(uint32_t number) {
    if (machine_[number])
      return;
    const Unit &unit = units_[number];
    for (const Summary *summary : {&unit.written, &unit.built})
      for (const Function &function : summary->functions)
        keepApart({function.linkage, summary->stage, number, &function}, function.symbol);
    for (const Alias &alias : unit.aliases)
      if (const Winner &winner = winnerOf(strings_[number][alias.name]);
          alias.linkage == Linkage::Strong && winner.unit != number && isRival(winner))
        linked_.conflicts.push_back(conflict(alias.name, number, Meant::First));
  }

  void keepApart(const Winner &loser, StringId symbol) {
    StringId &common = strings_[loser.unit][symbol];
    const Winner winner = winnerOf(common);
    if (winner.unit == loser.unit || winner.unit == nobody)
      return;
    switch (loser.linkage) {
    case Linkage::Once:
      if (winner.linkage == Linkage::Once && winner.body)
        judgeCopy(loser, winner, symbol);
      return;
    case Linkage::Weak:
      // Calls mean the winner, those of this input as well.
      nameBody(loser.unit, symbol);
      return;
    case Linkage::Strong:
      if (!isRival(winner))
        return;
      linked_.conflicts.push_back(conflict(symbol, loser.unit, Meant::First));
      // No linker takes both. They are two programs, or each is meant by its own input.
      common = linked_.names.distinct(linked_.names.text(common));
      return;
    default:
      return;
    }
  }

  bool isRival(const Winner &winner) const {
    return winner.linkage == Linkage::Strong && !machine_[winner.unit];
  }

  Conflict conflict(StringId symbol, uint32_t number, Meant meant) {
    StringId common = strings_[number][symbol];
    return {linked_.names.text(common), units_[winnerOf(common).unit].source, units_[number].source,
            meant};
  }

  StringId nameBody(uint32_t number, StringId symbol) {
    auto [place, added] = bodies_[number].try_emplace(symbol, 0);
    if (added)
      place->second = linked_.names.distinct(linked_.names.text(strings_[number][symbol]));
    return place->second;
  }

  /// Two that should be the same. Of code as written that makes other calls it has to be found out
  /// what these do.
  void judgeCopy(const Winner &copy, const Winner &winner, StringId symbol) {
    if (standsElsewhere(copy, winner))
      linked_.conflicts.push_back(conflict(symbol, copy.unit, Meant::First));
    if (copy.stage == winner.stage && !sameCalls(copy, winner))
      suspects_.push_back({{strings_[copy.unit][symbol], nameBody(copy.unit, symbol)},
                           conflict(symbol, copy.unit, Meant::Either)});
  }

  bool standsElsewhere(const Winner &copy, const Winner &winner) const {
    if (!copy.body->line || !winner.body->line)
      return false;
    return copy.body->line != winner.body->line ||
           strings_[copy.unit][copy.body->file] != strings_[winner.unit][winner.body->file];
  }

  bool sameCalls(const Winner &copy, const Winner &winner) const {
    auto sameName = [&](StringId left, StringId right) {
      StringId one = strings_[copy.unit][left], other = strings_[winner.unit][right];
      // Each input may have a local function of that name.
      return one == other || linked_.names.text(one) == linked_.names.text(other);
    };
    const std::vector<Call> &left = copy.body->calls, &right = winner.body->calls;
    return copy.body->own == winner.body->own &&
           std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [&](const Call &one, const Call &other) {
                        return one.origin == other.origin && one.inFunction == other.inFunction &&
                               sameName(one.callee, other.callee) &&
                               sameName(one.reason, other.reason);
                      });
  }

  /// The name of the body that an input has of a symbol.
  StringId bodyName(uint32_t number, StringId symbol) const {
    const std::unordered_map<StringId, StringId> &bodies = bodies_[number];
    auto own = bodies.empty() ? bodies.end() : bodies.find(symbol);
    return own == bodies.end() ? strings_[number][symbol] : own->second;
  }

  void append(uint32_t number) {
    Unit &unit = units_[number];
    const std::vector<StringId> &map = strings_[number];
    number_ = number;
    addFrames(unit, map);
    addDispatches(unit, map);
    for (const auto &[symbol, name] : unit.readable)
      for (StringId known : {map[symbol], bodyName(number, symbol)})
        keepName(known, map[name]);
    for (StringId file : unit.systemFiles)
      linked_.systemFiles.insert(map[file]);
    for (StringId symbol : unit.destructors)
      linked_.destructors.insert({map[symbol], bodyName(number, symbol)});
    for (const auto &[place, subject] : unit.subjects)
      for (StringId function : {map[place.function], bodyName(number, place.function)})
        linked_.subjects.try_emplace({function, place.line, place.column}, map[subject]);
    addPromises(unit, number, map);
    for (const Alias &alias : unit.aliases)
      linked_.aliases.push_back({map[alias.name], map[alias.target], alias.linkage});
    for (const Candidate &candidate : unit.candidates)
      linked_.candidates.push_back({map[candidate.type], candidate.slot, map[candidate.function]});
    if (machine_[number]) {
      addFunctions(unit.built, map, linked_.machine);
      return;
    }
    addInput(unit, map);
    addFunctions(unit.written, map, linked_.written);
    addFunctions(unit.built, map, linked_.built);
  }

  /// The source's own spelling before what the symbol alone tells, which each input knows.
  void keepName(StringId symbol, StringId name) {
    StringId &kept = linked_.readable.try_emplace(symbol, name).first->second;
    if (kept != name && linked_.names.text(kept) == llvm::demangle(linked_.names.text(symbol)))
      kept = name;
  }

  void addFrames(const Unit &unit, const std::vector<StringId> &map) {
    firstFrame_ = FrameId(linked_.names.frameCount());
    for (FrameId id = 0; id < unit.names.frameCount(); ++id) {
      Frame frame = unit.names.frame(id);
      // What was inlined elsewhere is no body that a linker could drop.
      frame.function =
          frame.in == noFrame ? bodyName(number_, frame.function) : map[frame.function];
      frame.file = map[frame.file];
      if (frame.in != noFrame)
        frame.in += firstFrame_;
      linked_.names.append(frame);
    }
  }

  void addDispatches(const Unit &unit, const std::vector<StringId> &map) {
    dispatches_.clear();
    for (DispatchId id = 0; id < unit.names.dispatchCount(); ++id) {
      Dispatch dispatch = unit.names.dispatch(id);
      dispatch.type = map[dispatch.type];
      dispatches_.push_back(linked_.names.intern(dispatch));
    }
  }

  void addPromises(const Unit &unit, uint32_t number, const std::vector<StringId> &map) {
    for (Promise promise : unit.promises) {
      std::set<StringId> functions{map[promise.function], bodyName(number, promise.function)};
      for (StringId *id : {&promise.text, &promise.file, &promise.silentFile, &promise.mend})
        *id = map[*id];
      for (StringId function : functions) {
        promise.function = function;
        linked_.promises.insert(promise);
      }
    }
    for (const Place &place : unit.promisedCalls)
      for (StringId function : {map[place.function], bodyName(number, place.function)})
        linked_.promisedCalls.insert({function, place.line, place.column});
    for (UnprovenPromise cast : unit.unproven) {
      cast.text = map[cast.text];
      cast.file = map[cast.file];
      cast.function = cast.function ? bodyName(number, cast.function) : 0;
      linked_.unproven.insert(cast);
    }
  }

  void addInput(Unit &unit, const std::vector<StringId> &map) {
    for (AssemblyLine &line : unit.assembly) {
      line.symbol = bodyName(number_, line.symbol);
      line.callee = map[line.callee];
      if (line.frame != noFrame)
        line.frame += firstFrame_;
    }
    uint32_t number = uint32_t(linked_.inputs.size());
    std::set<StringId> files;
    for (FrameId id = firstFrame_; id < linked_.names.frameCount(); ++id)
      files.insert(linked_.names.frame(id).file);
    for (StringId file : files)
      own(file, number);
    std::optional<Stage> only = onlyStage(unit);
    linked_.inputs.push_back({std::move(unit.source), std::move(unit.language),
                              std::move(unit.target), std::move(unit.optimization),
                              std::move(unit.standard), std::move(unit.notes),
                              std::move(unit.assembly), only});
  }

  /// Each summary says what its code is, not what it stands for: so two may be of one stage.
  static std::optional<Stage> onlyStage(const Unit &unit) {
    bool one = unit.language == "ir" && unit.written.stage == unit.built.stage;
    return one ? std::optional(unit.built.stage) : std::nullopt;
  }

  void addFunctions(Summary &from, const std::vector<StringId> &map, Summary &to) {
    std::vector<uint32_t> &known = known_[&to];
    known.resize(linked_.names.stringCount(), nobody);
    for (Function &function : from.functions) {
      function.symbol = function.linkage == Linkage::Declared ? map[function.symbol]
                                                              : bodyName(number_, function.symbol);
      function.file = map[function.file];
      uint32_t &place = known[function.symbol];
      bool replaces = place != nobody;
      if (replaces && !outranks(function, to.functions[place]))
        continue;
      for (Call &call : function.calls) {
        call.callee = map[call.callee];
        call.reason = map[call.reason];
        call.subject = map[call.subject];
        call.type = map[call.type];
        call.dispatch = dispatches_[call.dispatch];
        if (call.frame != noFrame)
          call.frame += firstFrame_;
      }
      if (place == nobody) {
        place = uint32_t(to.functions.size());
        to.functions.push_back(std::move(function));
      } else {
        to.functions[place] = std::move(function);
      }
      if (replaces)
        disown(to.functions[place].symbol);
      if (&to != &linked_.machine && to.functions[place].linkage != Linkage::Declared)
        own(to.functions[place].symbol, uint32_t(linked_.inputs.size() - 1));
    }
  }

  static bool outranks(const Function &function, const Function &other) {
    if (function.linkage != other.linkage)
      return function.linkage > other.linkage;
    return function.defined && !other.defined;
  }

  void disown(StringId function) {
    if (function < linked_.inputOf.size())
      linked_.inputOf[function] = nobody;
  }

  void own(StringId fileOrFunction, uint32_t number) {
    linked_.inputOf.resize(linked_.names.stringCount(), nobody);
    if (linked_.inputOf[fileOrFunction] == nobody)
      linked_.inputOf[fileOrFunction] = number;
  }

  void finish() {
    // What a source holds is told of that source, also where another one includes it.
    for (uint32_t number = uint32_t(linked_.inputs.size()); number-- > 0;) {
      StringId source = linked_.names.intern(linked_.inputs[number].source);
      linked_.inputOf.resize(linked_.names.stringCount(), nobody);
      linked_.inputOf[source] = number;
    }
    std::sort(linked_.candidates.begin(), linked_.candidates.end());
    linked_.candidates.erase(std::unique(linked_.candidates.begin(), linked_.candidates.end()),
                             linked_.candidates.end());
    settleTwins(linked_, suspects_);
    std::sort(linked_.conflicts.begin(), linked_.conflicts.end());
    // One pair of inputs is enough to tell of.
    linked_.conflicts.erase(std::unique(linked_.conflicts.begin(), linked_.conflicts.end(),
                                        [](const Conflict &left, const Conflict &right) {
                                          return left.symbol == right.symbol;
                                        }),
                            linked_.conflicts.end());
  }

  std::vector<Unit> units_;
  Linked linked_;
  std::vector<std::vector<StringId>> strings_; ///< By input: its strings → the common ones.
  std::vector<bool> machine_;
  std::vector<Winner> winners_;                                ///< By symbol.
  std::vector<std::unordered_map<StringId, StringId>> bodies_; ///< By input: those kept apart.
  std::vector<Suspect> suspects_;
  // Of the input that is being appended.
  uint32_t number_ = 0;
  FrameId firstFrame_ = 0;
  std::vector<DispatchId> dispatches_;
  std::map<const Summary *, std::vector<uint32_t>> known_; ///< Symbol → place in the summary.
};

} // namespace

const std::string &Linked::readableName(StringId symbol) const {
  auto name = readable.find(symbol);
  return names.text(name == readable.end() ? symbol : name->second);
}

Linked link(std::vector<Unit> units) { return Linker(std::move(units)).link(); }

} // namespace heaplight
