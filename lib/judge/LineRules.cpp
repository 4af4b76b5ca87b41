#include "judge/LineRules.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

#include <algorithm>

namespace heaplight {
namespace {

using Lines = std::vector<LineEffect>;

bool happens(const LineEffect &effect) { return effect.certainty != Certainty::Exceptional; }

class Shapes {
public:
  Shapes(const Lines &lines, const Names &names, const Accuser &accuser)
      : lines_(lines), names_(names), accuser_(accuser) {}

  std::vector<Finding> find() {
    rememberWhatDies();
    for (size_t first = 0; first < lines_.size();) {
      size_t last = first;
      while (last < lines_.size() && lines_[last].file == lines_[first].file &&
             lines_[last].line == lines_[first].line)
        ++last;
      judgeLine({lines_.data() + first, lines_.data() + last});
      first = last;
    }
    return std::move(findings_);
  }

private:
  struct Line {
    const LineEffect *first;
    const LineEffect *last;
    const LineEffect *begin() const { return first; }
    const LineEffect *end() const { return last; }
  };

  StringId functionOf(const LineEffect &effect) const {
    return names_.frame(effect.path.front()).function;
  }

  /// Whether the code itself destroys or deletes something each time a loop goes round.
  static bool ends(const LineEffect &effect) {
    return effect.direct && effect.inLoop && happens(effect) && effect.path.size() == 1 &&
           (effect.key.kind == Kind::Destroy || effect.key.kind == Kind::Deallocate);
  }

  /// Objects that die each time a loop goes round: the code itself destroys or deletes them. What
  /// a call that grows them frees on the way is their old memory.
  void rememberWhatDies() {
    for (const LineEffect &effect : lines_)
      if (effect.subject && ends(effect))
        diesInLoop_.insert({functionOf(effect), effect.subject});
  }

  void judgeLine(const Line &line) {
    for (const LineEffect &effect : line)
      if (effect.key.kind == Kind::Allocate && effect.direct && happens(effect) &&
          judgeAllocation(effect, line))
        return;
  }

  /// Whether there was something to say.
  bool judgeAllocation(const LineEffect &effect, const Line &line) {
    if (effect.phase == Phase::Startup || effect.phase == Phase::Thread) {
      addStartup(effect);
      return true;
    }
    if (!effect.inLoop)
      return false;
    // What has no name ends in the line that makes it.
    bool dies = effect.subject ? diesInLoop_.count({functionOf(effect), effect.subject}) != 0
                               : llvm::any_of(line, ends);
    bool frees = llvm::any_of(line, [](const LineEffect &other) {
      return other.key.kind == Kind::Deallocate && other.direct && other.inLoop && happens(other);
    });
    if (!dies && !frees)
      return false;
    addLoop(effect, dies ? InLoop::Dies : InLoop::Grows);
    return true;
  }

  Finding make(const LineEffect &effect, Rule rule) const {
    Accusation accusation = accusationOf(effect, names_);
    Finding finding = accuser_.accuse(accusation);
    finding.rule = rule;
    finding.message = accuser_.deed(accusation);
    return finding;
  }

  void addStartup(const LineEffect &effect) {
    Finding finding = make(effect, Rule::Startup);
    bool thread = effect.phase == Phase::Thread;
    finding.message += thread ? " at a thread's first use of it" : " before main";
    finding.mend = thread ? "make it constinit, or have each thread make it where that may allocate"
                          : "make it constinit, or make it where main may allocate";
    findings_.push_back(std::move(finding));
  }

  /// What becomes of the memory.
  enum class InLoop : uint8_t { Dies, Grows };

  void addLoop(const LineEffect &effect, InLoop fate) {
    bool dies = fate == InLoop::Dies;
    Finding finding = make(effect, Rule::Loop);
    finding.message += dies ? " each time the loop goes round, and frees it again"
                            : " as it grows, while the loop goes round";
    if (dies || finding.mend.empty())
      finding.mend = dies ? "make it once, before the loop, and empty it each time"
                          : "make the room before the loop";
    findings_.push_back(std::move(finding));
  }

  const Lines &lines_;
  const Names &names_;
  const Accuser &accuser_;
  std::set<std::pair<StringId, StringId>> diesInLoop_;
  std::vector<Finding> findings_;
};

Deed deedOf(const LineEffect &effect, Stage stage) {
  return {stage, effect.key.kind, effect.certainty, effect.phase, effect.inLoop, effect.key.bytes};
}

class CommentCheck {
public:
  CommentCheck(const Contracts &contracts, const Linked &linked, const Analysis &analysis)
      : contracts_(contracts), linked_(linked), analysis_(analysis) {}

  std::vector<Finding> find() {
    const StageLines &lines = analysis_.lines();
    for (const ContractComment &comment : contracts_.comments)
      if (!comment.function)
        deeds_[comment.line];
    collect(lines.written, Stage::Written);
    collect(lines.built, Stage::Built);
    rememberBodies();
    for (const BadComment &bad : contracts_.bad)
      add(bad.at, bad.message);
    for (const ContractComment &comment : contracts_.comments)
      check(comment);
    return std::move(findings_);
  }

private:
  void collect(const Lines &lines, Stage stage) {
    for (const LineEffect &effect : lines)
      if (auto wanted = deeds_.find({effect.file, effect.line}); wanted != deeds_.end())
        wanted->second.push_back(deedOf(effect, stage));
  }

  void check(const ContractComment &comment) {
    const Expectation &expected = comment.expectation;
    std::vector<Deed> deeds = comment.function ? deedsOf(comment.function) : deeds_[comment.line];
    if (holds(expected, deeds) ||
        !(comment.function ? hasBody(comment.function, expected.stage) : hasCode(comment.line)))
      return;
    add(comment.at, "the comment says '" + expected.text + "', but what its " +
                        (comment.function ? "function" : "line") + " does is '" +
                        (expected.stage == Stage::Written ? "written " : "") +
                        describe(deeds, expected.stage) + "'" + sizesOf(deeds, expected));
  }

  /// Where the comment names a size: those that are so.
  static std::string sizesOf(const std::vector<Deed> &deeds, const Expectation &expected) {
    std::set<uint64_t> sizes;
    for (const Deed &deed : deeds)
      if (expected.bytes && deed.bytes && deed.stage == expected.stage &&
          deed.kind == expected.kind)
        sizes.insert(*deed.bytes);
    std::string text;
    for (uint64_t size : sizes)
      text += (text.empty() ? " of " : ", ") + std::to_string(size) + " B";
    return text;
  }

  // What no code was made of, as an inline function or a template that nobody uses, does nothing
  // here, and what its comments say may well be true elsewhere.

  void rememberBodies() {
    for (Stage stage : {Stage::Written, Stage::Built})
      for (const Function &function :
           (stage == Stage::Built ? linked_.built : linked_.written).functions) {
        if (!function.defined)
          continue;
        bodies_.insert({stage, function.symbol});
        if (function.file)
          spans_.insert({function.file, function.line, std::max(function.line, function.endLine)});
      }
  }

  bool hasBody(StringId function, Stage stage) const { return bodies_.count({stage, function}); }

  bool hasCode(const SourceLine &line) const {
    return !deeds_.at(line).empty() || llvm::any_of(spans_, [&](const auto &span) {
      const auto &[file, first, last] = span;
      return file == line.file && first <= line.line && line.line <= last;
    });
  }

  std::vector<Deed> deedsOf(StringId function) const {
    std::vector<Deed> deeds;
    for (Stage stage : {Stage::Written, Stage::Built}) {
      uint32_t index = analysis_.program(stage).find(function);
      if (index == Program::none)
        continue;
      for (const FunctionEffect &effect : analysis_.effects(stage).of(index))
        deeds.push_back(
            {stage, effect.key.kind, effect.certainty, Phase::Run, false, effect.key.bytes});
    }
    return deeds;
  }

  void add(const FilePlace &at, std::string message) {
    Finding finding;
    finding.rule = Rule::Contract;
    finding.place = at;
    finding.message = std::move(message);
    // A template's instances all say the same.
    if (!llvm::is_contained(findings_, finding))
      findings_.push_back(std::move(finding));
  }

  const Contracts &contracts_;
  const Linked &linked_;
  const Analysis &analysis_;
  std::map<SourceLine, std::vector<Deed>> deeds_;
  std::set<std::pair<Stage, StringId>> bodies_;
  std::set<std::tuple<StringId, uint32_t, uint32_t>> spans_; ///< File, first line, last line.
  std::vector<Finding> findings_;
};

/// Counts the lines of each kind that a policy's contract holds for.
class Budgets {
public:
  explicit Budgets(const ContractSources &sources)
      : sources_(sources), names_(sources.linked.names) {}

  std::vector<Finding> find(const Lines &lines) {
    for (const LineEffect &effect : lines)
      if (happens(effect))
        count(effect);
    std::vector<Finding> findings;
    for (const auto &[at, entry] : entries_)
      for (const auto &[kind, most] : entry.contract->budget)
        if (auto lines = entry.lines.find(kind);
            lines != entry.lines.end() && lines->second.size() > most)
          findings.push_back(tell(*entry.contract, kind, lines->second));
    return findings;
  }

private:
  using LineSet = std::set<std::pair<std::string, uint32_t>>;
  struct Entry {
    const PolicyContract *contract;
    std::map<Kind, LineSet> lines;
  };

  void count(const LineEffect &effect) {
    const std::string &file = names_.text(effect.file);
    auto hasBudget = [](const PolicyContract &contract) { return !contract.budget.empty(); };
    if (llvm::none_of(sources_.policyOf(file).contracts, hasBudget))
      return;
    for (const PolicyContract *contract : contractsOver(effect))
      if (contract->budget.count(effect.key.kind) && !letsPass(contract->forbidden, effect.phase))
        entries_.try_emplace(contract->place, Entry{contract, {}})
            .first->second.lines[effect.key.kind]
            .insert({file, effect.line});
  }

  using Over = std::set<const PolicyContract *>;
  /// A user's function, and the entries that hold for it once somebody asked.
  struct Held {
    UserFunction user;
    std::optional<std::vector<const PolicyContract *>> contracts;
  };

  /// Of the functions that the line stands in, and of the file itself.
  const Over &contractsOver(const LineEffect &effect) {
    auto [place, added] = over_.try_emplace({effect.file, effect.line});
    Over &over = place->second;
    if (!added)
      return over;
    if (held_.empty())
      findFunctions();
    const std::string &file = names_.text(effect.file);
    const PolicyFit &fit = fits_.of(sources_.policyOf(file));
    for (const PolicyContract *contract : fit.contractsOf({}, file))
      over.insert(contract);
    for (Held &held : held_[effect.file]) {
      const Function &function = *held.user.function;
      if (effect.line < function.line || effect.line > std::max(function.line, function.endLine))
        continue;
      if (!held.contracts)
        held.contracts = fit.contractsOf(held.user.name, file);
      over.insert(held.contracts->begin(), held.contracts->end());
    }
    return over;
  }

  void findFunctions() {
    for (UserFunction &user : userFunctions(sources_)) {
      StringId file = user.function->file;
      held_[file].push_back({std::move(user), std::nullopt});
    }
  }

  Finding tell(const PolicyContract &contract, Kind kind, const LineSet &lines) const {
    Finding finding;
    finding.rule = ruleFor(kind, Certainty::Sometimes);
    finding.severity = contract.severity;
    uint32_t most = contract.budget.at(kind);
    const auto &[file, line] = *std::next(lines.begin(), most);
    finding.place = {file, line, 0};
    finding.message = std::to_string(lines.size()) + " lines " + verbOf(kind).plain +
                      ", but the budget is " + std::to_string(most) +
                      "; this is the first one over it";
    finding.promise = "the policy";
    finding.promisedAt = contract.place;
    return finding;
  }

  const ContractSources &sources_;
  const Names &names_;
  std::map<StringId, std::vector<Held>> held_;         ///< By file.
  std::map<std::pair<StringId, uint32_t>, Over> over_; ///< By file and line.
  PolicyFits fits_;
  std::map<FilePlace, Entry> entries_;
};

} // namespace

std::vector<Finding> shapesOf(const std::vector<LineEffect> &lines, const Names &names,
                              const Accuser &accuser) {
  return Shapes(lines, names, accuser).find();
}

std::vector<Finding> untrueComments(const Contracts &contracts, const Linked &linked,
                                    const Analysis &analysis) {
  return CommentCheck(contracts, linked, analysis).find();
}

std::vector<Finding> overdrawnBudgets(const std::vector<LineEffect> &lines,
                                      const ContractSources &sources) {
  return Budgets(sources).find(lines);
}

} // namespace heaplight
