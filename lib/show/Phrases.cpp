#include "show/Phrases.h"

#include "report/Quantities.h"
#include "report/Words.h"
#include "show/Canvas.h"

#include <fmt/format.h>

#include <algorithm>

namespace heaplight {
namespace {

bool wanted(const ReportEffect &effect, const ReportUnit &unit, const TextOptions &options) {
  // Of objects that die in a function that is called, that function's lines tell.
  bool told = effect.kind == Kind::Destroy && !effect.direct;
  if (options.show == ShowWhat::Heap && (!effect.mattersToHeap || told))
    return false;
  if (options.stage == StageView::Both)
    return effect.stage == lastStage(unit) ||
           (effect.elided && effect.certainty != Certainty::Exceptional);
  return (options.stage == StageView::Built) == (effect.stage == Stage::Built);
}

/// What is put in words before what: the more certain, the nearer, the shorter way.
bool before(const ReportEffect *left, const ReportEffect *right) {
  auto rank = [](const ReportEffect *effect) {
    return std::tuple(!effect->elided, effect->certainty, effect->direct, !effect->type.empty(),
                      -int64_t(effect->path.size()));
  };
  return rank(left) > rank(right);
}

/// "push_back → operator new", or the line of the user's that it goes through.
std::string way(const ReportEffect &effect, const ReportUnit &unit) {
  std::string end = shortName(effect.callee);
  if (effect.path.size() < 2)
    return end;
  const ReportFrame &first = unit.frames[effect.path[1]];
  if (!effect.direct)
    return fmt::format("through {}", shortName(first.function));
  std::string start = shortName(first.function);
  return start == end || end.empty() ? start : start + " → " + end;
}

std::string destroyed(const ReportEffect &effect, const std::string &type) {
  std::string what = effect.subject.empty() ? shortName(effect.callee) : effect.subject;
  return type.empty() ? what : what + ": " + type;
}

std::string describe(const ReportEffect &effect, const ReportUnit &unit,
                     const TextOptions &options) {
  std::string text = prefix(effect.phase);
  std::string type = withFewerArguments(effect.type, roomForType(options));
  if (effect.kind == Kind::Unknown) {
    text += "unknown: " + withFewerArguments(effect.reason, options.width);
    if (effect.certainty == Certainty::Exceptional)
      text += ", only when something fails";
    return effect.elided ? "written only: " + text + ", elided" : text;
  }
  text += verb(effect.kind);
  if (effect.kind == Kind::Destroy) {
    text += " " + (effect.direct ? destroyed(effect, type) : way(effect, unit));
    return effect.elided ? "written only: " + text + ", elided" : text;
  }
  text += effect.certainty == Certainty::Exceptional ? " only when something fails"
                                                     : fmt::format(" {}", word(effect.certainty));
  if (effect.inLoop)
    text += " · in loop";
  std::string bytes = effect.kind == Kind::Allocate
                          ? size({type, effect.bytes, effect.elementBytes})
                          : std::string();
  if (!bytes.empty())
    text += " · " + bytes;
  if (std::string how = way(effect, unit); !how.empty() && effect.kind == Kind::Allocate)
    text += " · " + how;
  return effect.elided ? "written only: " + text + ", elided" : text;
}

Tone toneOf(const ReportEffect &effect) {
  if (effect.elided)
    return Tone::Elided;
  if (effect.certainty == Certainty::Exceptional)
    return Tone::Exceptional;
  return Tone(effect.kind);
}

/// Each object that dies and each unknown call is worth a word; of allocations and frees the
/// strongest of each phase stands for the others.
bool oneStandsForAll(Kind kind) { return kind == Kind::Allocate || kind == Kind::Deallocate; }

void addKind(Kind kind, const std::vector<ReportEffect> &effects, const ReportUnit &unit,
             const TextOptions &options, std::vector<Phrase> &phrases) {
  std::vector<const ReportEffect *> found;
  for (const ReportEffect &effect : effects)
    if (effect.kind == kind && wanted(effect, unit, options))
      found.push_back(&effect);
  std::stable_sort(found.begin(), found.end(), before);
  std::set<std::pair<Phase, bool>> told; ///< Of what is left, and of what was elided.
  std::set<std::string> said;
  for (const ReportEffect *effect : found) {
    bool first = told.insert({effect->phase, effect->elided}).second;
    if (!first &&
        (oneStandsForAll(kind) || !effect->direct || effect->certainty == Certainty::Exceptional))
      continue;
    std::string text = describe(*effect, unit, options);
    if (said.insert(text).second)
      phrases.push_back({kind, toneOf(*effect), std::move(text)});
  }
}

/// What a run did that a phrase of `kind` speaks of.
std::string seenText(Kind kind, const RecordedCounts &counts) {
  if (kind == Kind::Allocate)
    return counts.allocations ? "seen " + allocationsText(counts) : "";
  return counts.frees ? "seen " + timesText(counts.frees) : "";
}

/// Of an unknown call, whatever it was that came to the heap.
std::string seenOfUnknown(const RecordedCounts &counts) {
  std::string text;
  if (counts.allocations)
    text = "seen to allocate " + allocationsText(counts);
  if (counts.frees)
    text += (text.empty() ? "seen to free " : ", to free ") + timesText(counts.frees);
  return text.empty() ? "not seen at the heap" : text;
}

Phrase *findPhrase(Kind kind, std::vector<Phrase> &phrases) {
  auto found = std::find_if(phrases.begin(), phrases.end(), [kind](const Phrase &phrase) {
    return phrase.kind == kind && phrase.tone != Tone::Elided;
  });
  return found == phrases.end() ? nullptr : &*found;
}

/// The first phrase of a kind tells of all that was seen: a run doesn't say when.
void addSeen(Kind kind, const RecordedCounts &counts, std::vector<Phrase> &phrases) {
  std::string text = seenText(kind, counts);
  if (Phrase *phrase = findPhrase(kind, phrases)) {
    phrase->text += " · " + (text.empty() ? "not seen" : text);
    return;
  }
  for (Phrase &phrase : phrases)
    if (phrase.kind == kind && !text.empty()) { // Elided.
      phrase.text += " · " + text + " all the same";
      return;
    }
}

void addSeen(const RecordedCounts &counts, std::vector<Phrase> &phrases) {
  Phrase *unknown = findPhrase(Kind::Unknown, phrases);
  // What a call that can't be seen did is told with what can be, if there is that.
  if (unknown) {
    RecordedCounts left = counts;
    bool allocates = findPhrase(Kind::Allocate, phrases);
    bool frees = findPhrase(Kind::Deallocate, phrases);
    left.allocations = allocates ? 0 : left.allocations;
    left.frees = frees ? 0 : left.frees;
    if (left.allocations || left.frees || (!allocates && !frees))
      unknown->text += " · " + seenOfUnknown(left);
  }
  addSeen(Kind::Allocate, counts, phrases);
  addSeen(Kind::Deallocate, counts, phrases);
}

/// Whether `sign` is but the start of a word: "new" of "newtype".
bool goesOn(std::string_view sign, std::string_view rest) {
  auto isLetter = [](char letter) {
    return std::isalnum(static_cast<unsigned char>(letter)) || letter == '_';
  };
  return isLetter(sign.back()) && !rest.empty() && isLetter(rest.front());
}

/// `text` begins with "operator"; its template arguments and parameters go.
std::string operatorName(std::string_view text) {
  constexpr size_t word = 8;
  // [over.oper] of the C++ standard; the longer before what they begin with.
  for (std::string_view sign : {"()",  "[]",  " new[]", " delete[]", " new", " delete", " co_await",
                                "<=>", "<<=", ">>=",    "->*",       "<<",   ">>",      "->",
                                "<=",  ">=",  "==",     "!=",        "&&",   "||",      "++",
                                "--",  "+=",  "-=",     "*=",        "/=",   "%=",      "^=",
                                "&=",  "|=",  "+",      "-",         "*",    "/",       "%",
                                "^",   "&",   "|",      "~",         "!",    "=",       "<",
                                ">",   ","})
    if (text.substr(word).starts_with(sign) && !goesOn(sign, text.substr(word + sign.size())))
      return std::string(text.substr(0, word + sign.size()));
  return std::string(text.substr(0, text.find_first_of("(<")));
}

/// `text` with "<…>" for the template arguments that stand within `depth` others.
std::string withoutArgumentsIn(std::string_view text, int depth) {
  std::string kept;
  int inside = 0;
  for (size_t at = 0; at < text.size(); ++at) {
    if (text.substr(at).starts_with("operator")) {
      std::string name = operatorName(text.substr(at));
      if (inside <= depth)
        kept += name;
      at += name.size() - 1;
      continue;
    }
    bool closes = text[at] == '>' && inside && (at == 0 || text[at - 1] != '-');
    inside -= closes;
    if (inside <= depth)
      kept += text[at];
    if (text[at] == '<' && inside++ == depth)
      kept += "…";
  }
  return kept;
}

/// Where the "::" behind the parameters that begin at `open` ends; none where nothing follows.
size_t afterParameters(std::string_view text, size_t open) {
  int depth = 0;
  size_t close = open;
  for (; close < text.size(); ++close) {
    depth += text[close] == '(' ? 1 : text[close] == ')' ? -1 : 0;
    if (!depth)
      break;
  }
  size_t scope = text.find("::", close);
  bool follows = scope != std::string_view::npos &&
                 (scope == close + 1 || text.substr(close + 1, scope - close - 1) == " const");
  return follows ? scope + 1 : std::string_view::npos;
}

} // namespace

const char *verb(Kind kind) {
  static const char *const verbs[] = {"allocates", "frees", "destroys", "unknown"};
  return verbs[size_t(kind)];
}

const char *prefix(Phase phase) {
  static const char *const prefixes[] = {"", "startup: ", "thread start: ", "exit: "};
  return prefixes[size_t(phase)];
}

std::string withFewerArguments(const std::string &text, unsigned columns) {
  constexpr int deepest = 4;
  std::string shorter = text;
  for (int depth = deepest; depth >= 0 && widthOf(shorter) > columns; --depth)
    shorter = withoutArgumentsIn(text, depth);
  return shorter;
}

unsigned roomForType(const TextOptions &options) { return std::max(30u, options.width / 2); }

std::vector<Phrase> phrasesOf(const std::vector<ReportEffect> &effects, const ReportUnit &unit,
                              const TextOptions &options) {
  std::vector<Phrase> phrases;
  for (Kind kind : {Kind::Allocate, Kind::Unknown, Kind::Destroy, Kind::Deallocate})
    addKind(kind, effects, unit, options, phrases);
  return phrases;
}

std::vector<Phrase> phrasesOf(const ReportLine &line, const ReportUnit &unit,
                              const TextOptions &options) {
  std::vector<Phrase> phrases = phrasesOf(line.effects, unit, options);
  if (line.observed)
    addSeen(*line.observed, phrases);
  return phrases;
}

std::string allocationsText(const RecordedCounts &counts) {
  uint64_t each = counts.allocations ? counts.bytes / counts.allocations : 0;
  bool alike = each * counts.allocations == counts.bytes;
  std::string text =
      fmt::format("{} × {}{}", grouped(counts.allocations), alike ? "" : "about ", memory(each));
  return counts.allocations > 1 ? text + " = " + memory(counts.bytes) : text;
}

std::string timesText(uint64_t count) { return count == 1 ? "once" : grouped(count) + " times"; }

std::string markOf(const Phrase &phrase, bool ascii) {
  static const char *const plain[] = {"A", "F", "D", "?"};
  static const char *const plainElided[] = {"a", "f", "d", "."};
  static const char *const full[] = {"▲", "▼", "◆", "?"};
  static const char *const hollow[] = {"△", "▽", "◇", "·"};
  bool weak = phrase.tone == Tone::Elided || phrase.tone == Tone::Exceptional;
  size_t kind = size_t(phrase.kind);
  if (ascii)
    return weak ? plainElided[kind] : plain[kind];
  return weak ? hollow[kind] : full[kind];
}

std::string shortName(std::string_view function) {
  std::string name;
  int depth = 0;
  for (size_t at = 0; at < function.size(); ++at) {
    std::string_view rest = function.substr(at);
    char letter = rest.front();
    if (!depth && name.empty() && rest.starts_with("operator"))
      return operatorName(rest);
    if (letter == '<')
      ++depth;
    else if (letter == '>' && depth)
      --depth;
    else if (depth)
      continue;
    else if (rest.starts_with("(lambda)"))
      return "lambda";
    else if (rest.starts_with("(anonymous") || letter == '[')
      at = std::min(function.find(letter == '[' ? ']' : ')', at), function.size());
    else if (letter == '(') {
      // Parameters end the name, unless they are those of a function that it is local to.
      size_t inner = afterParameters(function, at);
      if (inner == std::string_view::npos)
        break;
      name.clear();
      at = inner;
    } else if (letter == ':' || letter == ' ')
      name.clear(); // A scope, or the result's type, which stands before a template's name.
    else
      name += letter;
  }
  return name;
}

} // namespace heaplight
