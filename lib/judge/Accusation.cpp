#include "judge/Accusation.h"

#include "report/FunctionName.h"
#include "report/Words.h"

#include "llvm/ADT/StringRef.h"

namespace heaplight {
namespace {

/// What comes behind the deed; empty where that says it all.
std::string does(Kind kind, Certainty certainty) {
  if (kind != Kind::Allocate && kind != Kind::Deallocate)
    return {};
  const KindVerb &verb = verbOf(kind);
  return certainty == Certainty::Always ? std::string(" ") + verb.does
                                        : std::string(" may ") + verb.plain;
}

} // namespace

Accuser::Accuser(const JudgeRequest &request, std::function<bool(StringId file)> isUserFile)
    : request_(request), linked_(request.linked), isUserFile_(std::move(isUserFile)) {
  for (const Function &function : linked_.built.functions)
    for (const Call &call : function.calls)
      if (call.origin == Origin::Registered && call.frame != noFrame) {
        const Frame &at = linked_.names.frame(call.frame);
        registered_.insert({at.function, at.line, 0});
      }
}

std::string plainName(const std::string &readable) {
  return withoutArguments(withoutParameters(readable));
}

std::string ownName(const std::string &readable) {
  std::string name = plainName(readable);
  // What stands behind the last "::" outside of parentheses, as those of "(anonymous namespace)".
  size_t depth = 0, start = 0;
  for (size_t at = 0; at < name.size(); ++at) {
    depth += name[at] == '(';
    depth -= name[at] == ')' && depth;
    if (!depth && name[at] == ':' && name.compare(at, 2, "::") == 0)
      start = at + 2;
  }
  return name.substr(start);
}

std::string Accuser::nameOf(StringId function) const {
  std::string name = ownName(linked_.readableName(function));
  auto word = request_.mends.words.find(name);
  return word == request_.mends.words.end() ? name : word->second;
}

FilePlace Accuser::placeOf(const Frame &frame) const {
  return {text(frame.file), frame.line, frame.column};
}

FindingFrame Accuser::describe(const PathStep &step) const {
  const Frame &at = frame(step);
  FindingFrame shown;
  shown.place = placeOf(at);
  shown.function = linked_.readableName(at.function);
  shown.user = at.file && isUserFile_(at.file);
  shown.inlined = step.entry == Entry::Inlined;
  if (shown.user && at.line)
    shown.code = request_.codeAt(shown.place.file, at.line);
  return shown;
}

std::string Accuser::subjectOf(const Accusation &accusation) const {
  if (accusation.subject)
    return text(accusation.subject);
  const Frame &at = frame(accusation.steps[accusation.place]);
  auto found = linked_.subjects.find({at.function, at.line, at.column});
  return found == linked_.subjects.end() ? std::string() : text(found->second);
}

std::string Accuser::deed(const Accusation &accusation) const {
  const EffectKey &key = accusation.key;
  if (accusation.kind == Kind::Destroy) {
    std::string subject = subjectOf(accusation);
    std::string type = key.type ? text(key.type) : std::string();
    return (subject.empty() ? "an object" : "'" + subject + "'") +
           (type.empty() ? "" : " of type " + type) + " is destroyed";
  }
  if (accusation.kind == Kind::Unknown && !accusation.last->callee)
    return text(accusation.last->reason);
  bool entersCode = accusation.place + 1 < accusation.steps.size();
  StringId entered =
      entersCode ? frame(accusation.steps[accusation.place + 1]).function : accusation.last->callee;
  std::string name = nameOf(entered);
  if (accusation.kind == Kind::Unknown) {
    std::string last = plainName(linked_.readableName(accusation.last->callee));
    return entersCode ? name + " calls " + last + ", whose body is nowhere"
                      : "no body of " + last + " is among the inputs";
  }
  std::string subject = subjectOf(accusation);
  return name + (subject.empty() || subject == name ? "" : " on '" + subject + "'");
}

std::string Accuser::message(const Accusation &accusation) const {
  std::string who = "this line";
  if (!accusation.ofLine)
    who = "'" + plainName(linked_.readableName(frame(accusation.steps.front()).function)) + "'";
  std::string what = deed(accusation) + does(accusation.kind, accusation.certainty);
  if (accusation.certainty == Certainty::Exceptional)
    return who + " must not " + verbOf(accusation.kind).plain +
           ", not even when something fails: " + deed(accusation) +
           does(accusation.kind, Certainty::Always);
  return who + " must not " + verbOf(accusation.kind).plain + ": " + what;
}

bool Accuser::isFirstUse(const Accusation &accusation) const {
  const Frame &at = frame(accusation.steps[accusation.place]);
  return accusation.phase == Phase::Run && registered_.count({at.function, at.line, 0});
}

MendFacts Accuser::factsOf(const Accusation &accusation) const {
  MendFacts facts;
  facts.kind = accusation.kind;
  facts.inLoop = accusation.inLoop;
  facts.bytes = accusation.key.bytes;
  facts.firstUse = isFirstUse(accusation);
  for (size_t step = accusation.place + 1; step < accusation.steps.size(); ++step)
    facts.entered.push_back(linked_.readableName(frame(accusation.steps[step]).function));
  return facts;
}

Finding Accuser::accuse(const Accusation &accusation) const {
  Finding finding;
  finding.rule = ruleFor(accusation.kind, accusation.certainty);
  for (const PathStep &step : accusation.steps)
    finding.path.push_back(describe(step));
  const FindingFrame &at = finding.path[accusation.place];
  finding.place = at.place;
  finding.code = at.code;
  finding.function = at.function;
  finding.symbol = text(frame(accusation.steps[accusation.place]).function);
  finding.certainty = accusation.certainty;
  finding.phase = accusation.phase;
  finding.inLoop = accusation.inLoop;
  if (accusation.last->callee)
    finding.callee = linked_.readableName(accusation.last->callee);
  if (accusation.kind == Kind::Unknown)
    finding.reason =
        accusation.last->callee ? "no body: " + finding.callee : text(accusation.last->reason);
  if (accusation.kind == Kind::Allocate)
    finding.size =
        size({text(accusation.key.type), accusation.key.bytes, accusation.key.elementBytes});
  if (const Contract *contract = accusation.contract) {
    finding.severity = contract->severity;
    finding.promise = contract->text;
    finding.promisedAt = contract->at;
    finding.message = message(accusation);
  }
  finding.mend = mendOf(factsOf(accusation), request_.mends);
  return finding;
}

} // namespace heaplight
