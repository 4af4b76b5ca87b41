#include "reach/Link.h"

#include "llvm/Demangle/Demangle.h"

#include <algorithm>

namespace heaplight {
namespace {

constexpr uint32_t nobody = Linked::nobody;

class Linker {
public:
  explicit Linker(std::vector<Unit> units) : units_(std::move(units)) {}

  Linked link() {
    size_t strings = 0, frames = 0;
    for (const Unit &unit : units_) {
      strings += unit.names.stringCount();
      frames += unit.names.frameCount();
    }
    linked_.names.reserve(strings, frames);
    for (uint32_t number = 0; number < units_.size(); ++number) {
      mapStrings(number);
      // What is common has them all: a program of a million functions is to fit in memory.
      units_[number].names.forgetStrings();
    }
    for (uint32_t number = 0; number < units_.size(); ++number)
      keepApart(number);
    for (uint32_t number = 0; number < units_.size(); ++number) {
      findUsedConflicts(number);
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
    uint32_t unit = nobody;
    const Function *body = nullptr;
  };

  void mapStrings(uint32_t number) {
    const Unit &unit = units_[number];
    std::vector<StringId> &map = strings_.emplace_back(unit.names.stringCount());
    for (StringId id = 0; id < map.size(); ++id)
      map[id] = unit.local.count(id) ? linked_.names.distinct(unit.names.text(id))
                                     : linked_.names.intern(unit.names.text(id));
    machine_.push_back(isMachine(unit));
    for (const Summary *summary : {&unit.written, &unit.built})
      for (const Function &function : summary->functions)
        compete(function, number);
  }

  Winner &winnerOf(StringId symbol) {
    if (winners_.size() <= symbol)
      winners_.resize(linked_.names.stringCount());
    return winners_[symbol];
  }

  void compete(const Function &function, uint32_t number) {
    Winner &winner = winnerOf(strings_[number][function.symbol]);
    // The program's own comes before a library's, whatever each says of itself.
    bool better = winner.unit == nobody || (machine_[winner.unit] && !machine_[number]);
    if (machine_[number] == (winner.unit != nobody && machine_[winner.unit]))
      better |= function.linkage > winner.linkage;
    if (better)
      winner = {function.linkage, number, &function};
  }

  /// An input's own body that doesn't count elsewhere gets a name of its own.
  void keepApart(uint32_t number) {
    const Unit &unit = units_[number];
    if (machine_[number])
      return;
    for (const Summary *summary : {&unit.written, &unit.built})
      for (const Function &function : summary->functions) {
        StringId &symbol = strings_[number][function.symbol];
        const Winner winner = winnerOf(symbol);
        if (winner.unit == number || winner.unit == nobody)
          continue;
        bool same = function.linkage == Linkage::Once && winner.linkage == Linkage::Once;
        if (same ? differs(function, number, winner)
                 : function.linkage == Linkage::Strong && winner.linkage == Linkage::Strong)
          conflicts_.push_back(
              {symbol,
               {linked_.names.text(symbol), units_[winner.unit].source, unit.source},
               same});
        if (function.linkage == Linkage::Strong || function.linkage == Linkage::Weak)
          symbol = linked_.names.distinct(linked_.names.text(symbol));
      }
  }

  /// Two that should be the same don't stand at the same place.
  bool differs(const Function &function, uint32_t number, const Winner &winner) const {
    if (!function.line || !winner.body->line)
      return false;
    return function.line != winner.body->line ||
           strings_[number][function.file] != strings_[winner.unit][winner.body->file];
  }

  /// Two bodies trouble nobody unless a third input means one of them; `main` is meant by none.
  void findUsedConflicts(uint32_t number) {
    if (std::none_of(conflicts_.begin(), conflicts_.end(),
                     [](const Found &found) { return !found.used; }))
      return;
    std::set<StringId> meant;
    for (const Summary *summary : {&units_[number].written, &units_[number].built})
      for (const Function &function : summary->functions)
        if (function.linkage == Linkage::Declared)
          meant.insert(strings_[number][function.symbol]);
    for (Found &found : conflicts_)
      found.used |= meant.count(found.symbol) != 0;
  }

  void append(uint32_t number) {
    Unit &unit = units_[number];
    const std::vector<StringId> &map = strings_[number];
    addFrames(unit, map);
    addDispatches(unit, map);
    for (const auto &[symbol, name] : unit.readable)
      keepName(map[symbol], map[name]);
    for (StringId file : unit.systemFiles)
      linked_.systemFiles.insert(map[file]);
    for (StringId symbol : unit.destructors)
      linked_.destructors.insert(map[symbol]);
    for (const auto &[place, subject] : unit.subjects)
      linked_.subjects.try_emplace({map[place.function], place.line, place.column}, map[subject]);
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
      frame.function = map[frame.function];
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

  void addInput(Unit &unit, const std::vector<StringId> &map) {
    for (AssemblyLine &line : unit.assembly) {
      line.symbol = map[line.symbol];
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
    linked_.inputs.push_back({std::move(unit.source), std::move(unit.language),
                              std::move(unit.target), std::move(unit.optimization),
                              std::move(unit.standard), std::move(unit.notes),
                              std::move(unit.assembly)});
  }

  void addFunctions(Summary &from, const std::vector<StringId> &map, Summary &to) {
    to.stage = from.stage;
    std::vector<uint32_t> &known = known_[&to];
    known.resize(linked_.names.stringCount(), nobody);
    for (Function &function : from.functions) {
      function.symbol = map[function.symbol];
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
    for (const Found &found : conflicts_)
      if (found.used)
        linked_.conflicts.push_back(found.conflict);
    std::sort(linked_.conflicts.begin(), linked_.conflicts.end());
    linked_.conflicts.erase(std::unique(linked_.conflicts.begin(), linked_.conflicts.end()),
                            linked_.conflicts.end());
  }

  struct Found {
    StringId symbol;
    Conflict conflict;
    bool used;
  };

  std::vector<Unit> units_;
  Linked linked_;
  std::vector<std::vector<StringId>> strings_; ///< By input: its strings → the common ones.
  std::vector<bool> machine_;
  std::vector<Winner> winners_; ///< By symbol.
  std::vector<Found> conflicts_;
  // Of the input that is being appended.
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
