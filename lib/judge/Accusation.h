// one way to the heap → the texts of a finding about it. Decides nothing.
#pragma once

#include "judge/Judge.h"
#include "reach/Causes.h"

namespace heaplight {

/// What a finding is about.
struct Accusation {
  Kind kind = Kind::Allocate;
  Certainty certainty = Certainty::Sometimes;
  Phase phase = Phase::Run;
  bool inLoop = false;
  std::vector<PathStep> steps; ///< Outermost first.
  uint32_t place = 0;          ///< The step that bears it.
  const Call *last = nullptr;  ///< What does it.
  EffectKey key;
  StringId subject = 0;               ///< What is acted on; 0 where not known.
  const Contract *contract = nullptr; ///< Null for rules that need no promise.
  bool ofLine = false;                ///< A line promises, not a function.
};

class Accuser {
public:
  Accuser(const JudgeRequest &request, std::function<bool(StringId file)> isUserFile);

  /// The rule is the one of its kind, or heap-exception.
  Finding accuse(const Accusation &accusation) const;

  /// Places and code of a step, in the words of reports.
  FindingFrame describe(const PathStep &step) const;
  /// "push_back on 'queue'": what the line does that comes to the heap.
  std::string deed(const Accusation &accusation) const;

private:
  const std::string &text(StringId id) const { return linked_.names.text(id); }
  const Frame &frame(const PathStep &step) const { return linked_.names.frame(step.frame); }
  /// What people call it.
  std::string nameOf(StringId function) const;
  /// It makes a static, which also has its destructor registered there.
  bool isFirstUse(const Accusation &accusation) const;
  /// The line's, or where it has none its function's.
  FilePlace placeOf(const Frame &frame) const;
  std::string subjectOf(const Accusation &accusation) const;
  std::string message(const Accusation &accusation) const;
  MendFacts factsOf(const Accusation &accusation) const;

  const JudgeRequest &request_;
  const Linked &linked_;
  std::function<bool(StringId file)> isUserFile_;
  std::set<Place> registered_; ///< Lines that have something run at exit, without columns.
};

/// "OrderBook::add" for "OrderBook::add(Order const&)"; template arguments go as well.
std::string plainName(const std::string &readable);
/// "push_back" for "std::vector<int>::push_back(int&&)".
std::string ownName(const std::string &readable);

} // namespace heaplight
