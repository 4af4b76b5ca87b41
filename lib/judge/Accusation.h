// one way to the heap → the texts of a finding about it. Decides nothing.
#pragma once

#include "judge/Contracts.h"
#include "judge/Mends.h"
#include "reach/Causes.h"
#include "reach/Lines.h"

namespace heaplight {

/// The text of a line of a user's file, as it is; empty where it can't be read.
using CodeAt = std::function<std::string(const std::string &file, uint32_t line)>;

/// What a finding is about.
struct Accusation {
  EffectKey key; ///< What is done.
  Certainty certainty = Certainty::Sometimes;
  Phase phase = Phase::Run;
  bool inLoop = false;
  /// Of an allocation whose place frees as well: how surely. A block of several elements is moved.
  std::optional<Certainty> frees;
  std::vector<PathStep> steps;        ///< Outermost first.
  uint32_t place = 0;                 ///< The step that bears it.
  StringId callee = 0;                ///< What does it; 0 where that can't be seen.
  StringId reason = 0;                ///< Why it can't.
  StringId subject = 0;               ///< What is acted on; 0 where not known.
  const Contract *contract = nullptr; ///< Null for rules that need no promise.
  bool ofLine = false;                ///< A line promises, not a function.
};

/// Both are without a contract.
Accusation accusationOf(const Cause &cause);
Accusation accusationOf(const LineEffect &effect, const Names &names);

/// What texts are made of. All of it must outlive the accuser.
struct AccuserSources {
  const Linked &linked;
  const Mends &mends;
  const CodeAt &codeAt;
  const IsUserFile &isUserFile;
};

class Accuser {
public:
  explicit Accuser(const AccuserSources &sources);

  /// The rule is the one of its kind, or heap-exception.
  Finding accuse(const Accusation &accusation) const;

  /// The line's that bears it, or where it has none its function's.
  FilePlace placeOf(const Accusation &accusation) const;
  /// "push_back on 'queue' may allocate": what the line does, and how surely.
  std::string deed(const Accusation &accusation) const;

private:
  const std::string &text(StringId id) const { return linked_.names.text(id); }
  const Frame &frame(const PathStep &step) const { return linked_.names.frame(step.frame); }
  /// What people call it.
  std::string nameOf(StringId function) const;
  /// It makes a static, which also has its destructor registered there.
  bool isFirstUse(const Accusation &accusation) const;
  FilePlace placeOf(const Frame &frame) const;
  /// Places and code of a step, in the words of reports.
  FindingFrame describe(const PathStep &step) const;
  std::string subjectOf(const Accusation &accusation) const;
  /// "push_back on 'queue'": what comes to the heap.
  std::string doer(const Accusation &accusation) const;
  std::string message(const Accusation &accusation) const;
  MendFacts factsOf(const Accusation &accusation) const;

  AccuserSources from_;
  const Linked &linked_;
  std::set<Place> registered_; ///< Lines that have something run at exit, without columns.
};

/// "OrderBook::add" for "OrderBook::add(Order const&)"; template arguments go as well.
std::string plainName(const std::string &readable);
/// "push_back" for "std::vector<int>::push_back(int&&)".
std::string ownName(const std::string &readable);

} // namespace heaplight
