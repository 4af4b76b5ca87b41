#include "judge/Accusation.h"

#include "report/FunctionName.h"
#include "report/Words.h"

#include "llvm/ADT/StringRef.h"

namespace heaplight {
namespace {

/// A block of several elements is moved as it grows; else one thing is allocated, another freed.
bool movesBlock(const Accusation &accusation) {
  const EffectKey &key = accusation.key;
  return accusation.frees && !key.bytes && key.elementBytes;
}

/// What comes behind the doer; empty where that says it all.
std::string does(const Accusation &accusation, Certainty certainty) {
  Kind kind = accusation.key.kind;
  if (kind != Kind::Allocate && kind != Kind::Deallocate)
    return {};
  auto inForm = [&](Kind each) {
    return certainty == Certainty::Always ? verbOf(each).does : verbOf(each).plain;
  };
  std::string text = certainty == Certainty::Always ? " " : " may ";
  if (movesBlock(accusation))
    return text + "re" + inForm(kind);
  text += inForm(kind);
  if (!accusation.frees)
    return text;
  bool both = certainty != Certainty::Always || *accusation.frees == Certainty::Always;
  return text + (both ? " and " : " and may ") +
         (both ? inForm(Kind::Deallocate) : verbOf(Kind::Deallocate).plain);
}

} // namespace

Accusation accusationOf(const Cause &cause) {
  Accusation accusation;
  accusation.key = cause.key;
  accusation.certainty = cause.certainty;
  accusation.phase = cause.phase;
  accusation.inLoop = cause.inLoop;
  accusation.steps = cause.steps;
  accusation.place = cause.place;
  accusation.callee = cause.last->callee;
  accusation.reason = cause.last->reason;
  accusation.subject = cause.key.subject;
  return accusation;
}

Accusation accusationOf(const LineEffect &effect, const Names &names) {
  Accusation accusation;
  accusation.key = effect.key;
  accusation.certainty = effect.certainty;
  accusation.phase = effect.phase;
  accusation.inLoop = effect.inLoop;
  appendSteps(effect.path, Entry::Start, names, accusation.steps);
  accusation.callee = effect.callee;
  accusation.reason = effect.reason;
  accusation.subject = effect.subject;
  return accusation;
}

Accuser::Accuser(const AccuserSources &sources) : from_(sources), linked_(sources.linked) {
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
  auto word = from_.mends.words.find(name);
  return word == from_.mends.words.end() ? name : word->second;
}

FilePlace Accuser::placeOf(const Accusation &accusation) const {
  return placeOf(frame(accusation.steps[accusation.place]));
}

FilePlace Accuser::placeOf(const Frame &frame) const {
  return {text(frame.file), frame.line, frame.column};
}

FindingFrame Accuser::describe(const PathStep &step) const {
  const Frame &at = frame(step);
  FindingFrame shown;
  shown.place = placeOf(at);
  shown.function = linked_.readableName(at.function);
  // Machine code without debug info stands in a file, its library, but in no line.
  shown.user = at.file && at.line && from_.isUserFile(at.file);
  shown.inlined = step.entry == Entry::Inlined;
  if (shown.user)
    shown.code = from_.codeAt(shown.place.file, at.line);
  return shown;
}

std::string Accuser::subjectOf(const Accusation &accusation) const {
  if (accusation.subject)
    return text(accusation.subject);
  const Frame &at = frame(accusation.steps[accusation.place]);
  auto found = linked_.subjects.find({at.function, at.line, at.column});
  return found == linked_.subjects.end() ? std::string() : text(found->second);
}

std::string Accuser::doer(const Accusation &accusation) const {
  const EffectKey &key = accusation.key;
  if (key.kind == Kind::Destroy) {
    std::string subject = subjectOf(accusation);
    std::string type = key.type ? text(key.type) : std::string();
    return (subject.empty() ? "an object" : "'" + subject + "'") +
           (type.empty() ? "" : " of type " + type) + " is destroyed";
  }
  if (key.kind == Kind::Unknown && !accusation.callee)
    return text(accusation.reason);
  bool entersCode = accusation.place + 1 < accusation.steps.size();
  StringId entered =
      entersCode ? frame(accusation.steps[accusation.place + 1]).function : accusation.callee;
  std::string name = nameOf(entered);
  if (key.kind == Kind::Unknown) {
    std::string last = plainName(linked_.readableName(accusation.callee));
    return entersCode ? name + " calls " + last + ", whose body is nowhere"
                      : "no body of " + last + " is among the inputs";
  }
  std::string subject = subjectOf(accusation);
  return name + (subject.empty() || subject == name ? "" : " on '" + subject + "'");
}

std::string Accuser::deed(const Accusation &accusation) const {
  return doer(accusation) + does(accusation, accusation.certainty);
}

std::string Accuser::message(const Accusation &accusation) const {
  std::string who = "this line";
  if (!accusation.ofLine)
    who = "'" + plainName(linked_.readableName(frame(accusation.steps.front()).function)) + "'";
  who += std::string(" must not ") + verbOf(accusation.key.kind).plain;
  if (accusation.certainty == Certainty::Exceptional)
    return who + ", not even when something fails: " + doer(accusation) +
           does(accusation, Certainty::Always);
  return who + ": " + deed(accusation);
}

bool Accuser::isFirstUse(const Accusation &accusation) const {
  const Frame &at = frame(accusation.steps[accusation.place]);
  return accusation.phase == Phase::Run && registered_.count({at.function, at.line, 0});
}

MendFacts Accuser::factsOf(const Accusation &accusation) const {
  MendFacts facts;
  facts.kind = accusation.key.kind;
  facts.inLoop = accusation.inLoop;
  facts.bytes = accusation.key.bytes;
  facts.grows = movesBlock(accusation);
  facts.firstUse = isFirstUse(accusation);
  for (size_t step = accusation.place + 1; step < accusation.steps.size(); ++step)
    facts.entered.push_back(linked_.readableName(frame(accusation.steps[step]).function));
  return facts;
}

Finding Accuser::accuse(const Accusation &accusation) const {
  Finding finding;
  finding.rule = ruleFor(accusation.key.kind, accusation.certainty);
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
  if (accusation.callee)
    finding.callee = linked_.readableName(accusation.callee);
  if (accusation.key.kind == Kind::Unknown)
    finding.reason = accusation.callee ? "no body: " + finding.callee : text(accusation.reason);
  if (accusation.key.kind == Kind::Allocate)
    finding.size =
        size({text(accusation.key.type), accusation.key.bytes, accusation.key.elementBytes});
  if (const Contract *contract = accusation.contract) {
    finding.severity = contract->severity;
    finding.promise = contract->text;
    finding.promisedAt = contract->at;
    finding.message = message(accusation);
  }
  finding.mend = mendOf(factsOf(accusation), from_.mends);
  return finding;
}

} // namespace heaplight
