#include "judge/Breaches.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>

namespace heaplight {
namespace {

constexpr uint32_t none = CauseQuery::none;

/// One search: what it looks for, and for whom.
struct Charge {
  Kind kind;
  Certainty weakest;
  Severity severity;
};

class Breaches {
public:
  explicit Breaches(const BreachRequest &request)
      : all_(request), linked_(request.linked), contracts_(request.contracts),
        effects_(request.analysis.effects(Stage::Built)) {}

  std::vector<Finding> find() {
    // Grave ones first: what breaks two promises is told as the graver.
    for (Severity severity : {Severity::Error, Severity::Warning})
      for (Certainty weakest : {Certainty::Sometimes, Certainty::Exceptional})
        for (Kind kind : allKinds)
          search({kind, weakest, severity});
    judgeLines();
    joinMoves();
    std::vector<Finding> found;
    for (const auto &[place, charged] : charged_)
      found.push_back(tell(charged));
    return found;
  }

private:
  // ——— functions

  /// The contract of `number` that a charge is about.
  bool concerns(uint32_t number, const Charge &charge) const {
    const Contract &contract = contracts_.all[number];
    bool spared = charge.weakest == Certainty::Exceptional &&
                  contract.forbidden.unless.count(Exempt::Exceptional);
    return contract.forbidden.kinds.count(charge.kind) && !spared;
  }

  /// Of the function's contracts the first of such severity; `none` if there is none.
  uint32_t contractOf(const std::vector<uint32_t> &numbers, const Charge &charge) const {
    for (uint32_t number : numbers)
      if (contracts_.all[number].severity == charge.severity && concerns(number, charge))
        return number;
    return none;
  }

  void search(const Charge &charge) {
    CauseQuery query;
    query.kind = charge.kind;
    query.weakest = charge.weakest;
    bool any = false;
    std::vector<uint32_t> starts(linked_.names.stringCount(), none);
    for (const auto &[function, numbers] : contracts_.byFunction) {
      starts[function] = contractOf(numbers, charge);
      any |= starts[function] != none;
      bool judged = llvm::any_of(numbers, [&](uint32_t number) {
        return contracts_.all[number].severity >= charge.severity && concerns(number, charge);
      });
      if (judged)
        query.trusted.push_back(function);
    }
    if (!any)
      return;
    std::sort(query.trusted.begin(), query.trusted.end());
    const Names &names = linked_.names;
    query.starts.resize(names.frameCount());
    for (FrameId id = 0; id < names.frameCount(); ++id)
      query.starts[id] = starts[names.frame(id).function];
    query.trustedCalls = &linked_.promisedCalls;
    query.lineOfMerged = &all_.analysis.lines().lineOfMerged;
    query.counts = [this](uint32_t start, const Call &call, const Level &level) {
      return counts(contracts_.all[start], call, level.phase);
    };
    addStops(charge, query);
    for (const Cause &cause : causesOf(query, linked_.built, effects_))
      add(cause, charge);
  }

  static bool counts(const Contract &contract, const Call &call, Phase phase) {
    // What is registered to run later is no doing of the function's.
    return call.origin != Origin::Registered && !letsPass(contract.forbidden, phase);
  }

  void addStops(const Charge &charge, CauseQuery &query) {
    const Names &names = linked_.names;
    stops_.clear();
    query.stops.resize(names.frameCount(), none);
    if (commented_.empty())
      findCommented();
    std::map<std::tuple<StringId, uint32_t, uint32_t>, uint32_t> known;
    for (FrameId id = 0; id < names.frameCount(); ++id) {
      const Frame &frame = names.frame(id);
      if (!frame.line || !commented_[frame.file])
        continue;
      auto [place, added] = known.try_emplace({frame.file, frame.line, frame.column}, none);
      FilePlace at{names.text(frame.file), frame.line, frame.column};
      Suppression *found =
          added ? all_.suppressions.at(at, ruleFor(charge.kind, charge.weakest)) : nullptr;
      if (found) {
        place->second = uint32_t(stops_.size());
        stops_.push_back(found);
      }
      query.stops[id] = place->second;
    }
  }

  /// The user's files that may silence something.
  void findCommented() {
    const Names &names = linked_.names;
    commented_.resize(names.stringCount());
    std::vector<bool> seen(names.stringCount());
    for (FrameId id = 0; id < names.frameCount(); ++id) {
      StringId file = names.frame(id).file;
      if (!file || seen[file])
        continue;
      seen[file] = true;
      commented_[file] = effects_.isUserFile(file) && all_.suppressions.knows(names.text(file));
    }
  }

  void add(const Cause &cause, const Charge &charge) {
    bool exceptional = cause.certainty == Certainty::Exceptional;
    // The search for what happens on a failure alone finds the rest as well.
    if (exceptional != (charge.weakest == Certainty::Exceptional))
      return;
    Accusation accusation = accusationOf(cause);
    accusation.contract = &contracts_.all[cause.start];
    add(std::move(accusation), cause.stop == none ? nullptr : stops_[cause.stop]);
  }

  /// One way that breaks a contract.
  struct Charged {
    Accusation accusation;
    const Suppression *suppression; ///< Null where it counts.
    Severity atLeast = Severity::Warning;
  };

  void add(Accusation accusation, Suppression *suppression) {
    Kind kind = accusation.key.kind;
    Rule rule = ruleFor(kind, accusation.certainty);
    if (suppression)
      suppression->use(rule);
    FilePlace place = all_.accuser.placeOf(accusation);
    // One instruction may come to the heap in many ways: that it may fail needs no finding besides.
    bool told =
        rule == Rule::Exception && charged_.count({place, ruleFor(kind, Certainty::Sometimes)});
    if (!told)
      charged_.try_emplace({place, rule}, Charged{std::move(accusation), suppression});
  }

  /// What allocates and frees at one place is one thing to mend, as grave as the graver of both;
  /// unless only one of them counts, or is looked for at all.
  void joinMoves() {
    for (auto &[at, allocation] : charged_) {
      const auto &[place, rule] = at;
      auto freeing = charged_.find({place, Rule::Deallocate});
      if (rule != Rule::Allocate || freeing == charged_.end())
        continue;
      const Policy &policy = all_.policyOf(place.file);
      const Charged &other = freeing->second;
      if (!policy.rules.has(Rule::Allocate) || !policy.rules.has(Rule::Deallocate) ||
          bool(allocation.suppression) != bool(other.suppression))
        continue;
      allocation.accusation.frees = other.accusation.certainty;
      allocation.atLeast = policy.warningsAsErrors.has(Rule::Deallocate)
                               ? Severity::Error
                               : other.accusation.contract->severity;
      charged_.erase(freeing);
    }
  }

  Finding tell(const Charged &charged) const {
    Finding finding = all_.accuser.accuse(charged.accusation);
    finding.severity = std::max(finding.severity, charged.atLeast);
    if (charged.suppression) {
      finding.standing = Standing::Suppressed;
      finding.justification = charged.suppression->justification;
    }
    return finding;
  }

  // ——— lines

  void judgeLines() {
    for (const LineEffect &effect : all_.analysis.lines().built) {
      auto contracts = contracts_.byLine.find({effect.file, effect.line});
      if (contracts == contracts_.byLine.end())
        continue;
      for (uint32_t number : contracts->second)
        if (contracts_.all[number].forbidden.kinds.count(effect.key.kind)) {
          judgeLine(effect, contracts_.all[number]);
          break;
        }
    }
  }

  void judgeLine(const LineEffect &effect, const Contract &contract) {
    Accusation accusation = accusationOf(effect, linked_.names);
    accusation.contract = &contract;
    accusation.ofLine = true;
    Suppression *suppression = suppressionOn(accusation);
    add(std::move(accusation), suppression);
  }

  Suppression *suppressionOn(const Accusation &accusation) {
    Rule rule = ruleFor(accusation.key.kind, accusation.certainty);
    for (const PathStep &step : accusation.steps) {
      const Frame &frame = linked_.names.frame(step.frame);
      if (frame.line && frame.file && effects_.isUserFile(frame.file))
        if (Suppression *found = all_.suppressions.at(
                {linked_.names.text(frame.file), frame.line, frame.column}, rule))
          return found;
    }
    return nullptr;
  }

  const BreachRequest &all_;
  const Linked &linked_;
  const Contracts &contracts_;
  const Effects &effects_;
  std::vector<Suppression *> stops_; ///< Of the search that runs.
  std::vector<bool> commented_;      ///< By file.
  std::map<std::pair<FilePlace, Rule>, Charged> charged_;
};

} // namespace

std::vector<Finding> breachesOf(const BreachRequest &request) { return Breaches(request).find(); }

} // namespace heaplight
