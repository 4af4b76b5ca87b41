#include "judge/Suppressions.h"

#include "llvm/ADT/StringExtras.h"

namespace heaplight {
namespace {

using Form = Directive::Form;

const RuleGlobs &allRules() {
  static const RuleGlobs all = llvm::cantFail(RuleGlobs::parse("*"));
  return all;
}

std::vector<Rule> rulesIn(const RuleGlobs &globs) {
  std::vector<Rule> rules;
  for (size_t rule = 0; rule < ruleCount; ++rule)
    if (globs.has(Rule(rule)))
      rules.push_back(Rule(rule));
  return rules;
}

/// What a name of a directive fits; none where it silences nothing. Of globs clang-tidy knows *
/// alone.
RuleGlobs rulesOf(const DirectiveName &name) {
  bool isPlain = llvm::all_of(name.text, [](char letter) {
    return llvm::isAlnum(letter) || llvm::StringRef("-*_.").contains(letter);
  });
  if (name.isNegative || !isPlain)
    return {};
  llvm::Expected<RuleGlobs> globs = RuleGlobs::parse(name.text);
  if (globs)
    return *globs;
  llvm::consumeError(globs.takeError());
  return {};
}

RuleGlobs rulesOf(const Directive &directive) {
  if (!directive.list)
    return directive.form == Form::Allow ? RuleGlobs() : allRules();
  std::vector<std::string> fitting;
  for (const DirectiveName &name : directive.names)
    if (!rulesIn(rulesOf(name)).empty())
      fitting.push_back(name.text);
  return llvm::cantFail(RuleGlobs::parse(llvm::join(fitting, ",")));
}

/// Whether the name speaks of our rules alone; all do in a form that no other tool reads.
bool isOurs(const Directive &directive, const DirectiveName &name) {
  llvm::StringRef text = name.text;
  text.consume_front("-");
  return directive.form == Form::Allow || text.ltrim().starts_with("heap-");
}

bool namesOurs(const Directive &directive) {
  return llvm::any_of(directive.names,
                      [&](const DirectiveName &name) { return isOurs(directive, name); });
}

bool isForEverybody(const Directive &directive) {
  return !directive.list ||
         llvm::any_of(directive.names, [](const DirectiveName &name) { return name.text == "*"; });
}

Finding findingAt(const Mention &mention, std::string message, std::string mend) {
  Finding finding;
  finding.rule = Rule::UnusedSuppression;
  finding.place = mention.place();
  finding.message = std::move(message);
  finding.mend = std::move(mend);
  return finding;
}

/// The finding of a BEGIN or END alone: "BEGIN", "END", "behind it".
std::optional<Finding> unpaired(const Mention &mention) {
  const Directive &directive = mention.directive;
  if (!isForEverybody(directive) && !namesOurs(directive))
    return std::nullopt; // That is for the tool to say whose names these are.
  bool isBegin = directive.form == Form::Begin;
  std::string other = isBegin ? "NOLINTEND" : "NOLINTBEGIN";
  if (directive.list)
    other += "(" + *directive.list + ")";
  return findingAt(mention,
                   "'" + mention.text() + "' has no '" + other + "' " +
                       (isBegin ? "behind it" : "before it") + " to pair up with",
                   "write '" + other + "', or take this one away");
}

void findWrongNames(const Mention &mention, std::vector<Finding> &wrong) {
  const Directive &directive = mention.directive;
  if (directive.form == Form::Allow && directive.names.empty())
    wrong.push_back(findingAt(mention, "'" + mention.text() + "' names no rule",
                              "write 'heaplight: allow(heap-allocate)'"));
  std::vector<std::string> ids;
  for (size_t rule = 0; rule < ruleCount; ++rule)
    ids.push_back(idOf(Rule(rule)));
  for (const DirectiveName &name : directive.names) {
    if (!isOurs(directive, name) || name.isNegative || !rulesIn(rulesOf(name)).empty())
      continue;
    std::string near = nearestWord(name.text, ids);
    wrong.push_back(findingAt(mention,
                              "'" + name.text + "' in '" + mention.text() + "' fits no rule",
                              near.empty() ? "" : "write '" + near + "'"));
  }
}

Suppression suppressionOf(const Mention &mention) {
  const Directive &directive = mention.directive;
  Suppression suppression;
  suppression.place = mention.place();
  suppression.length = uint32_t(directive.length);
  suppression.rules = rulesOf(directive);
  suppression.named = namesOurs(directive);
  suppression.text = mention.text();
  suppression.justification =
      mention.comment.text.substr(directive.reasonAt, directive.reasonEnd - directive.reasonAt);
  return suppression;
}

/// Of the forms that silence one line; 0 where there is none.
uint32_t silencedLine(const Mention &mention) {
  const Comment &comment = mention.comment;
  if (mention.directive.form == Form::NextLine)
    return comment.line + 1;
  bool isAbove = mention.directive.form == Form::Allow && comment.alone;
  return isAbove ? comment.nextLine : comment.line;
}

bool contains(const Suppression &block, const FilePlace &place) {
  std::pair asked(place.line, std::max(place.column, 1u));
  return std::pair(block.firstLine, block.firstColumn) < asked &&
         asked < std::pair(block.lastLine, block.lastColumn);
}

bool wasUsed(const Suppression &suppression, const RuleGlobs &rules) {
  if (suppression.used && suppression.usedBy.empty())
    return true;
  return llvm::any_of(suppression.usedBy, [&](Rule rule) { return rules.has(rule); });
}

/// Whether it can't be known to be unused: nothing that it silences was looked for.
bool isOpen(const RuleGlobs &rules, const RuleGlobs &lookedFor) {
  std::vector<Rule> all = rulesIn(rules);
  return !all.empty() && llvm::none_of(all, [&](Rule rule) {
    return rule != Rule::UnusedSuppression && lookedFor.has(rule);
  });
}

} // namespace

void Suppressions::add(const std::string &file, const std::vector<Comment> &comments) {
  add(file, comments, allRules());
}

void Suppressions::add(const std::string &file, const std::vector<Comment> &comments,
                       const RuleGlobs &lookedFor) {
  auto [held, isNew] = byFile_.try_emplace(file);
  if (!isNew)
    return;
  File &into = held->second;
  into.lookedFor = lookedFor;
  std::vector<Mention> ofBlocks;
  for (const Comment &comment : comments)
    for (Directive &directive : directivesIn(comment.text)) {
      Mention mention{file, comment, std::move(directive)};
      if (mention.directive.form != Form::End)
        findWrongNames(mention, wrong_);
      if (mention.directive.form == Form::Begin || mention.directive.form == Form::End) {
        ofBlocks.push_back(std::move(mention));
        continue;
      }
      Suppression suppression = suppressionOf(mention);
      suppression.firstLine = suppression.lastLine = silencedLine(mention);
      into.ofLine[suppression.firstLine].push_back(into.entries.size());
      into.entries.push_back({std::move(suppression), {std::move(mention)}});
    }
  pairUp(into, ofBlocks, wrong_);
}

/// As clang-tidy does: an END closes the BEGIN that was opened last, and only if their lists are
/// the same to the letter; else it closes nothing.
void Suppressions::pairUp(File &file, const std::vector<Mention> &mentions,
                          std::vector<Finding> &wrong) {
  std::vector<const Mention *> open, alone;
  for (const Mention &mention : mentions) {
    if (mention.directive.form == Form::Begin) {
      open.push_back(&mention);
      continue;
    }
    if (open.empty() || open.back()->directive.list != mention.directive.list) {
      alone.push_back(&mention);
      continue;
    }
    const Mention &begin = *open.back();
    open.pop_back();
    Suppression block = suppressionOf(begin);
    block.firstLine = begin.place().line;
    block.firstColumn = begin.place().column;
    block.lastLine = mention.place().line;
    block.lastColumn = mention.place().column;
    file.blocks.push_back(file.entries.size());
    file.entries.push_back({std::move(block), {begin, mention}});
  }
  alone.insert(alone.end(), open.begin(), open.end());
  for (const Mention *mention : alone)
    if (std::optional<Finding> finding = unpaired(*mention))
      wrong.push_back(std::move(*finding));
}

std::vector<size_t> Suppressions::covering(const File &file, const FilePlace &place, Rule rule) {
  std::vector<size_t> found;
  auto fits = [&](size_t entry) { return file.entries[entry].suppression.rules.has(rule); };
  auto line = file.ofLine.find(place.line);
  if (line != file.ofLine.end())
    llvm::copy_if(line->second, std::back_inserter(found), fits);
  for (size_t entry : file.blocks)
    if (fits(entry) && contains(file.entries[entry].suppression, place))
      found.push_back(entry);
  return found;
}

Suppression *Suppressions::at(const FilePlace &place, Rule rule) {
  auto file = byFile_.find(place.file);
  if (file == byFile_.end())
    return nullptr;
  std::vector<size_t> found = covering(file->second, place, rule);
  if (found.empty())
    return nullptr;
  std::vector<Entry> &entries = file->second.entries;
  auto named = llvm::find_if(found, [&](size_t entry) { return entries[entry].suppression.named; });
  return &entries[named == found.end() ? found.front() : *named].suppression;
}

std::optional<Finding> Suppressions::unused(const File &file, const Entry &entry) {
  const Suppression &suppression = entry.suppression;
  const Mention &mention = entry.mentions.front();
  std::set<std::string> gone;
  size_t kept = 0;
  for (const DirectiveName &name : mention.directive.names) {
    RuleGlobs rules = rulesOf(name);
    bool isMistake = !name.isNegative && rulesIn(rules).empty(); // Told of as such.
    bool isUnused = isOurs(mention.directive, name) && !isMistake &&
                    !isOpen(rules, file.lookedFor) && !wasUsed(suppression, rules);
    if (isUnused)
      gone.insert(name.text);
    else
      ++kept;
  }
  if (gone.empty())
    return std::nullopt;
  std::string what = "'" + suppression.text + "'";
  if (kept)
    what = "'" + llvm::join(gone, "', '") + "' in " + what;
  Finding finding = findingAt(mention, what + " silences nothing", "take it away");
  for (const Mention &each : entry.mentions)
    finding.fixes.push_back(withoutNames(each, gone));
  return finding;
}

/// Sets the standing of what was found at the entry `self`.
void Suppressions::judge(const File &file, size_t self, Finding &finding) const {
  for (size_t entry : covering(file, finding.place, Rule::UnusedSuppression)) {
    const Suppression &suppression = file.entries[entry].suppression;
    bool byName = llvm::any_of(
        file.entries[entry].mentions.front().directive.names,
        [](const DirectiveName &name) { return name.text == idOf(Rule::UnusedSuppression); });
    if (entry == self && !byName)
      continue;
    finding.standing = Standing::Suppressed;
    finding.justification = suppression.justification;
  }
}

void Suppressions::silence(Finding &finding) {
  Suppression *found = at(finding.place, finding.rule);
  if (!found)
    return;
  found->use(finding.rule);
  finding.standing = Standing::Suppressed;
  finding.justification = found->justification;
}

std::vector<Finding> Suppressions::findings() const {
  std::vector<Finding> findings;
  for (const auto &[name, file] : byFile_)
    for (size_t entry = 0; entry < file.entries.size(); ++entry)
      if (std::optional<Finding> finding = unused(file, file.entries[entry])) {
        judge(file, entry, *finding);
        findings.push_back(std::move(*finding));
      }
  for (const Finding &wrong : wrong_) {
    const File &file = byFile_.at(wrong.place.file);
    auto self = llvm::find_if(
        file.entries, [&](const Entry &entry) { return entry.suppression.place == wrong.place; });
    findings.push_back(wrong);
    judge(file, size_t(self - file.entries.begin()), findings.back());
  }
  llvm::sort(findings, [](const Finding &left, const Finding &right) {
    return std::tie(left.place, left.message) < std::tie(right.place, right.message);
  });
  return findings;
}

} // namespace heaplight
