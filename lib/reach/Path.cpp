#include "reach/Path.h"

#include <algorithm>
#include <array>

namespace heaplight {
namespace {

constexpr uint32_t none = ~uint32_t(0);

/// A call that ways begin with.
struct Start {
  const Call *call;
  uint32_t level; ///< Of its chain, innermost 0: where ways begin.
  Certainty certainty;
};

/// A function that was come to.
struct Visit {
  uint32_t function;
  const Call *call; ///< By which.
  uint32_t from;    ///< The visit of the function that makes it; `none` if it is a start.
  uint32_t start;
  uint32_t length;
};

/// A call that does something, by itself or in machine code.
struct Site {
  const Call *call;
  uint32_t from;
  uint32_t start;
  uint32_t inner;
  uint32_t length;
  Certainty certainty;
};

/// A search in width for each certainty, the surest first, over the calls that are at least so
/// sure: what it finds new is exactly so sure, and is found by the shortest way.
class Finder {
public:
  explicit Finder(const Effects &effects) : effects_(effects), program_(effects.program()) {}

  void start(const Start &start) { starts_.push_back(start); }

  Ways find() {
    // Inner levels begin the shorter ways of a line that calls itself.
    std::stable_sort(starts_.begin(), starts_.end(), [](const Start &left, const Start &right) {
      return left.level < right.level;
    });
    for (Certainty certainty : {Certainty::Always, Certainty::Sometimes, Certainty::Exceptional})
      search(certainty);
    Ways found;
    for (Kind kind : {Kind::Allocate, Kind::Deallocate, Kind::Unknown})
      spellOut(kind, found);
    return found;
  }

  /// What is known of machine code is a way for each kind already.
  Ways ofMachine(uint32_t function) {
    Ways found;
    for (const FunctionEffect &effect : effects_.of(function)) {
      if (effect.key.kind == Kind::Destroy)
        continue;
      const Call &call = program_.function(function).calls[effect.call];
      starts_.push_back({&call, uint32_t(call.levels.size() - 1), effect.certainty});
      sites_[size_t(effect.key.kind)].push_back({&call, none, uint32_t(starts_.size() - 1),
                                                 effect.inner, effect.length, effect.certainty});
    }
    for (Kind kind : {Kind::Allocate, Kind::Deallocate, Kind::Unknown})
      spellOut(kind, found);
    return found;
  }

private:
  void search(Certainty certainty) {
    certainty_ = certainty;
    visited_.assign(program_.size(), false);
    for (uint32_t number = 0; number < starts_.size(); ++number)
      if (starts_[number].certainty >= certainty)
        step(*starts_[number].call, {none, number, starts_[number].level + 1});
    for (size_t length = 0; length < waiting_.size(); ++length) {
      for (size_t next = 0; next < waiting_[length].size(); ++next)
        enter(waiting_[length][next]);
      waiting_[length] = {};
    }
  }

  /// Where a call stands on its way.
  struct Progress {
    uint32_t from;
    uint32_t start;
    uint32_t length; ///< The call's own frames included.
  };

  void enter(uint32_t number) {
    const Visit visit = visits_[number];
    if (visited_[visit.function])
      return;
    visited_[visit.function] = true;
    for (const Call &call : program_.function(visit.function).calls)
      if (call.origin != Origin::Registered && call.inFunction >= certainty_)
        step(call, {number, visit.start, visit.length + uint32_t(call.levels.size())});
  }

  void step(const Call &call, const Progress &progress) {
    for (const CallEffect &effect : effects_.own(call))
      if (effect.certainty >= certainty_)
        addSite(call, progress, effect);
    uint32_t callee = program_.calleeOf(call);
    if (call.origin == Origin::Inlined || callee == Program::none ||
        !hasOwnBody(program_.function(callee)))
      return;
    if (program_.function(callee).machine) {
      for (const CallEffect &effect : effects_.of(call))
        if (effect.inner != CallEffect::none && effect.certainty >= certainty_)
          addSite(call, progress, effect);
      return;
    }
    bool another = program_.mayBeReplaced(callee) && certainty_ == Certainty::Always;
    if (another || visited_[callee])
      return;
    if (waiting_.size() <= progress.length)
      waiting_.resize(progress.length + 1);
    waiting_[progress.length].push_back(uint32_t(visits_.size()));
    visits_.push_back({callee, &call, progress.from, progress.start, progress.length});
  }

  void addSite(const Call &call, const Progress &progress, const CallEffect &effect) {
    Kind kind = effect.key.kind;
    if (kind == Kind::Destroy)
      return;
    Site site{
        &call,     progress.from, progress.start, effect.inner, progress.length + effect.length,
        certainty_};
    std::vector<Site> &sites = sites_[size_t(kind)];
    // Of machine code the function that is entered counts, of other code the very call.
    bool machine = effect.inner != CallEffect::none;
    SiteKey key{kind, machine ? nullptr : &call, machine ? call.callee : 0};
    auto [place, added] = bySite_.try_emplace(key, uint32_t(sites.size()));
    if (added)
      sites.push_back(site);
    else if (Site &known = sites[place->second];
             known.certainty == certainty_ && site.length < known.length)
      known = site;
  }

  void spellOut(Kind kind, Ways &found) {
    std::vector<Site> &sites = sites_[size_t(kind)];
    std::stable_sort(sites.begin(), sites.end(), [](const Site &left, const Site &right) {
      return std::tuple(right.certainty, left.length) < std::tuple(left.certainty, right.length);
    });
    if (sites.size() > mostWays) {
      found.leftOut += sites.size() - mostWays;
      sites.resize(mostWays);
    }
    struct Spelled {
      Way way;
      std::string text;
    };
    std::vector<Spelled> spelled;
    std::set<std::string> seen;
    for (const Site &site : sites) {
      Way way = spell(site, kind);
      std::string text = textOf(way);
      // The optimizer's copies of one call look the same.
      if (seen.insert(text).second)
        spelled.push_back({std::move(way), std::move(text)});
    }
    std::stable_sort(spelled.begin(), spelled.end(), [](const Spelled &left, const Spelled &right) {
      return std::tuple(right.way.certainty, left.way.steps.size(), std::string_view(left.text)) <
             std::tuple(left.way.certainty, right.way.steps.size(), std::string_view(right.text));
    });
    for (Spelled &one : spelled)
      found.ways.push_back(std::move(one.way));
  }

  Way spell(const Site &site, Kind kind) const {
    const Start &start = starts_[site.start];
    Way way;
    way.kind = kind;
    way.certainty = site.certainty;
    way.phase = start.call->levels[start.level].phase;
    way.inLoop = start.call->levels[start.level].inLoop;
    std::vector<const Call *> calls{site.call};
    for (uint32_t visit = site.from; visit != none; visit = visits_[visit].from)
      calls.push_back(visits_[visit].call);
    std::reverse(calls.begin(), calls.end());
    std::vector<FrameId> first = effects_.names().chain(start.call->frame);
    first.resize(start.level + 1);
    appendSteps({first.rbegin(), first.rend()}, Entry::Start, effects_.names(), way.steps);
    for (size_t number = 1; number < calls.size(); ++number) {
      std::vector<FrameId> chain = effects_.names().chain(calls[number]->frame);
      appendSteps({chain.rbegin(), chain.rend()}, entryBehind(*calls[number - 1]), effects_.names(),
                  way.steps);
    }
    std::vector<FrameId> machine;
    effects_.appendPath(site.inner, machine);
    appendSteps(machine, entryBehind(*site.call), effects_.names(), way.steps);
    way.last = &effects_.lastCall(*site.call, site.inner);
    way.end = entryBehind(*way.last);
    return way;
  }

  std::string textOf(const Way &way) const {
    const Names &names = effects_.names();
    std::string text = std::to_string(unsigned(way.phase));
    auto add = [&text](std::string_view part) { (text += part) += '\n'; };
    for (const PathStep &step : way.steps) {
      const Frame &frame = names.frame(step.frame);
      for (StringId part : {frame.function, frame.file})
        add(names.text(part));
      for (uint32_t part : {frame.line, frame.column, uint32_t(step.entry)})
        add(std::to_string(part));
    }
    for (StringId part : {way.last->callee, way.last->reason, way.last->type})
      add(names.text(part));
    for (const Bytes &part : {way.last->bytes, way.last->elementBytes})
      add(part ? std::to_string(*part) : "");
    return text;
  }

  const Effects &effects_;
  const Program &program_;
  std::vector<Start> starts_;
  std::vector<Visit> visits_;
  std::array<std::vector<Site>, std::size(allKinds)> sites_; ///< By kind.
  using SiteKey = std::tuple<Kind, const Call *, StringId>;
  std::map<SiteKey, uint32_t> bySite_; ///< Into `sites_`.
  // Of the search that runs.
  Certainty certainty_ = Certainty::Always;
  std::vector<bool> visited_;
  std::vector<std::vector<uint32_t>> waiting_; ///< Visits, by length.
};

void startFrom(const SourceLine &line, const Call &call, const Effects &effects, Finder &finder) {
  std::vector<FrameId> chain = effects.names().chain(call.frame);
  for (uint32_t level = 0; level < chain.size(); ++level) {
    const Frame &frame = effects.names().frame(chain[level]);
    if (frame.file == line.file && frame.line == line.line)
      finder.start({&call, level, call.levels[level].certainty});
    // What is registered stands at the line that declares, not at those that come to it.
    bool user = frame.file && frame.line && effects.isUserFile(frame.file);
    if (user && call.origin == Origin::Registered)
      return;
  }
}

void startIn(uint32_t function, const Effects &effects, Finder &finder) {
  const Program &program = effects.program();
  auto starts = [&finder](const Function &body, Certainty certainty) {
    for (const Call &call : body.calls)
      if (call.origin != Origin::Registered && !call.levels.empty())
        finder.start(
            {&call, uint32_t(call.levels.size() - 1), std::min(call.inFunction, certainty)});
  };
  if (!program.isDispatch(function))
    return starts(program.function(function), Certainty::Always);
  for (const Call &twin : program.function(function).calls)
    starts(program.function(program.calleeOf(twin)), Certainty::Sometimes);
}

} // namespace

Entry entryBehind(const Call &call) {
  if (!call.callee || call.frame == noFrame) // Candidates' calls stand nowhere.
    return Entry::Candidate;
  if (call.origin == Origin::Handed)
    return Entry::Handed;
  return call.origin == Origin::Registered ? Entry::Later : Entry::Called;
}

void appendSteps(const std::vector<FrameId> &frames, Entry entry, const Names &names,
                 std::vector<PathStep> &steps) {
  FrameId before = noFrame;
  for (FrameId id : frames) {
    if (before != noFrame)
      entry = names.frame(id).in == before ? Entry::Inlined : Entry::Called;
    steps.push_back({id, entry});
    before = id;
  }
}

Ways waysFrom(const SourceLine &line, const Summary &summary, const Effects &effects) {
  Finder finder(effects);
  for (const Function &function : summary.functions)
    if (function.defined)
      for (const Call &call : function.calls)
        startFrom(line, call, effects, finder);
  return finder.find();
}

Ways waysFrom(uint32_t function, const Effects &effects) {
  Finder finder(effects);
  const Function &body = effects.program().function(function);
  if (body.machine)
    return finder.ofMachine(function);
  startIn(function, effects, finder);
  return finder.find();
}

} // namespace heaplight
