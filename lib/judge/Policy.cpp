#include "judge/Policy.h"

#include "judge/Globs.h"
#include "judge/YamlTree.h"
#include "report/Words.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/YAMLParser.h"

#include <functional>

namespace heaplight {
namespace {

using llvm::Error;
using llvm::Twine;

/// What reads the value of a key.
struct Field {
  std::string key;
  std::function<Error(const YamlValue &)> read;
};

const std::vector<std::string> topKeys{"InheritParentConfig", "Rules", "WarningsAsErrors",
                                       "HeaderFilterRegex", "Contracts"};
const std::vector<std::string> entryKeys{"functions", "paths",  "forbid",
                                         "unless",    "budget", "severity"};

const WordTable<Kind> kindWords =
    tableOf({Kind::Allocate, Kind::Deallocate, Kind::Destroy, Kind::Unknown});
const WordTable<Exempt> exemptWords =
    tableOf({Exempt::Exceptional, Exempt::Startup, Exempt::Thread, Exempt::Exit});
const WordTable<Severity> severityWords = tableOf({Severity::Warning, Severity::Error});

const char *sortOf(const YamlValue &value) {
  switch (value.sort) {
  case YamlValue::Sort::Nothing:
    return "nothing is there";
  case YamlValue::Sort::Scalar:
    return "this is one word";
  case YamlValue::Sort::List:
    return "this is a list";
  case YamlValue::Sort::Mapping:
    break;
  }
  return "this is a mapping";
}

/// "; did you mean 'x'?" or what there is to choose from.
std::string choice(const std::string &text, const std::vector<std::string> &words) {
  std::string near = nearestWord(text, words);
  return near.empty() ? "; there are " + llvm::join(words, ", ") : "; did you mean '" + near + "'?";
}

Error unknownKey(const YamlValue &key, const std::vector<Field> &fields) {
  std::vector<std::string> keys;
  for (const Field &field : fields)
    keys.push_back(field.key);
  std::string what = "unknown key '" + key.text + "'";
  if (llvm::is_contained(entryKeys, key.text))
    return wrongAt(key.place, what + "; it belongs in an entry of Contracts");
  if (llvm::is_contained(topKeys, key.text))
    return wrongAt(key.place, what + "; it belongs at the top of the file, without indentation");
  return wrongAt(key.place, what + choice(key.text, keys));
}

Error readFields(const YamlValue &mapping, const std::vector<Field> &fields) {
  for (auto [key, value] : llvm::zip(mapping.keys, mapping.items)) {
    auto field = llvm::find_if(fields, [&key = key](const Field &f) { return f.key == key.text; });
    if (field == fields.end())
      return unknownKey(key, fields);
    if (Error wrong = field->read(value))
      return wrong;
  }
  return Error::success();
}

/// One word or a list of words; none is empty.
Error readStrings(const YamlValue &value, const std::string &key,
                  const std::function<Error(const YamlValue &)> &each) {
  if (value.sort == YamlValue::Sort::List && value.items.empty())
    return wrongAt(value.place, key + " is an empty list; name something, or leave the key out");
  if (value.sort != YamlValue::Sort::List && value.sort != YamlValue::Sort::Scalar)
    return wrongAt(value.place, key + " takes a string or a list of strings; " + sortOf(value));
  for (const YamlValue &item : value.sort == YamlValue::Sort::List
                                   ? llvm::ArrayRef<YamlValue>(value.items)
                                   : llvm::ArrayRef<YamlValue>(value)) {
    if (item.sort != YamlValue::Sort::Scalar)
      return wrongAt(item.place, key + " takes strings; " + sortOf(item));
    if (Error wrong = each(item))
      return wrong;
  }
  return Error::success();
}

template <typename T>
llvm::Expected<T> readWord(const YamlValue &value, const std::string &key,
                           const WordTable<T> &words) {
  std::vector<std::string> known;
  for (const auto &[word, meaning] : words) {
    if (value.sort == YamlValue::Sort::Scalar && value.text == word)
      return meaning;
    known.push_back(word);
  }
  if (value.sort != YamlValue::Sort::Scalar)
    return wrongAt(value.place, key + " takes " + llvm::join(known, ", ") + "; " + sortOf(value));
  return wrongAt(value.place, key + " knows no '" + value.text + "'" + choice(value.text, known));
}

template <typename T> struct WordSet {
  std::string key;
  const WordTable<T> &words;
  std::set<T> &into;
};

template <typename T> Error readWords(const YamlValue &value, const WordSet<T> &set) {
  return readStrings(value, set.key, [&](const YamlValue &item) -> Error {
    llvm::Expected<T> word = readWord(item, set.key, set.words);
    if (!word)
      return word.takeError();
    set.into.insert(*word);
    return Error::success();
  });
}

/// Globs over rules: each is looked at by itself, so that its own place can be told.
Error readRules(const YamlValue &value, const std::string &key, std::optional<std::string> &into) {
  into.emplace();
  if (value.sort == YamlValue::Sort::List && value.items.empty())
    return Error::success();
  return readStrings(value, key, [&](const YamlValue &item) -> Error {
    llvm::SmallVector<llvm::StringRef> parts;
    llvm::SplitString(item.text, parts, ",\n");
    for (llvm::StringRef part : parts)
      if (llvm::Expected<RuleGlobs> globs = RuleGlobs::parse(std::string_view(part)); !globs)
        return wrongAt(item.placeOf(size_t(part.ltrim().data() - item.text.data())),
                       llvm::toString(globs.takeError()));
    *into += (into->empty() ? "" : ",") + item.text;
    return Error::success();
  });
}

Error readInherit(const YamlValue &value, bool &into) {
  std::optional<bool> inherit;
  if (value.sort == YamlValue::Sort::Scalar)
    inherit = llvm::yaml::parseBool(value.text);
  if (!inherit)
    return wrongAt(value.place, "InheritParentConfig takes true or false");
  into = *inherit;
  return Error::success();
}

Error readHeaderFilter(const YamlValue &value, std::optional<std::string> &into) {
  if (value.sort != YamlValue::Sort::Scalar)
    return wrongAt(value.place, Twine("HeaderFilterRegex takes a string; ") + sortOf(value));
  std::string why;
  if (!value.text.empty() && !llvm::Regex(value.text).isValid(why))
    return wrongAt(value.place, "HeaderFilterRegex is no regular expression: " + why);
  into = value.text;
  return Error::success();
}

template <typename Glob>
Error readGlobs(const YamlValue &value, const std::string &key, std::vector<PolicyGlob> &into) {
  return readStrings(value, key, [&](const YamlValue &item) -> Error {
    if (item.text.empty())
      return wrongAt(item.place, key + " has an empty glob, which fits nothing; '*' fits all");
    if (llvm::Expected<Glob> glob = Glob::create(item.text); !glob)
      return wrongAt(item.place, llvm::toString(glob.takeError()));
    into.push_back({item.text, item.place});
    return Error::success();
  });
}

Error readBudget(const YamlValue &value, std::map<Kind, uint32_t> &into) {
  if (value.sort != YamlValue::Sort::Mapping || value.keys.empty())
    return wrongAt(value.place, "budget takes kinds with a number of lines each, such as "
                                "{allocate: 12}");
  for (auto [key, number] : llvm::zip(value.keys, value.items)) {
    llvm::Expected<Kind> kind = readWord(key, "budget", kindWords);
    if (!kind)
      return kind.takeError();
    uint32_t lines = 0;
    if (number.sort != YamlValue::Sort::Scalar ||
        llvm::StringRef(number.text).getAsInteger(10, lines))
      return wrongAt(number.place, "the budget of " + key.text +
                                       " takes a number of lines, from 0 to " + Twine(~0u));
    into[*kind] = lines;
  }
  return Error::success();
}

/// What an entry leaves out, and what its parts say against each other.
Error settle(const YamlValue &entry, PolicyContract &contract) {
  if (contract.functions.empty() && contract.paths.empty())
    return wrongAt(entry.place, "this entry names neither functions nor paths; for all code write "
                                "functions: '*'");
  auto isForbid = [](const YamlValue &key) { return key.text == "forbid"; };
  if (llvm::none_of(entry.keys, isForbid) && contract.budget.empty())
    contract.forbidden.kinds = {Kind::Allocate, Kind::Deallocate, Kind::Unknown};
  for (auto [key, value] : llvm::zip(entry.keys, entry.items)) {
    if (key.text != "budget")
      continue;
    for (const YamlValue &kind : value.keys)
      for (const auto &[word, meaning] : kindWords)
        if (kind.text == word && contract.forbidden.kinds.count(meaning))
          return wrongAt(kind.place, "'" + word +
                                         "' is forbidden in this entry and has a budget "
                                         "too; leave one of them out");
  }
  return Error::success();
}

llvm::Expected<PolicyContract> readContract(const YamlValue &entry) {
  PolicyContract contract;
  contract.place = entry.place;
  contract.folder = llvm::sys::path::parent_path(entry.place.file).str();
  if (entry.sort != YamlValue::Sort::Mapping)
    return wrongAt(entry.place, Twine("an entry of Contracts is a mapping that begins with "
                                      "functions or paths; ") +
                                    sortOf(entry));
  WordSet<Kind> kinds{"forbid", kindWords, contract.forbidden.kinds};
  WordSet<Exempt> exempt{"unless", exemptWords, contract.forbidden.unless};
  Error wrong = readFields(
      entry,
      {{"functions",
        [&](auto &value) {
          return readGlobs<FunctionGlob>(value, "functions", contract.functions);
        }},
       {"paths", [&](auto &value) { return readGlobs<PathGlob>(value, "paths", contract.paths); }},
       {"forbid", [&](auto &value) { return readWords(value, kinds); }},
       {"unless", [&](auto &value) { return readWords(value, exempt); }},
       {"budget", [&](auto &value) { return readBudget(value, contract.budget); }},
       {"severity", [&](auto &value) -> Error {
          llvm::Expected<Severity> severity = readWord(value, "severity", severityWords);
          if (!severity)
            return severity.takeError();
          contract.severity = *severity;
          return Error::success();
        }}});
  if (!wrong)
    wrong = settle(entry, contract);
  if (wrong)
    return wrong;
  return contract;
}

Error readContracts(const YamlValue &value, std::vector<PolicyContract> &into) {
  if (value.sort != YamlValue::Sort::List)
    return wrongAt(value.place,
                   Twine("Contracts takes a list, each entry after a '-'; ") + sortOf(value));
  for (const YamlValue &entry : value.items) {
    llvm::Expected<PolicyContract> contract = readContract(entry);
    if (!contract)
      return contract.takeError();
    into.push_back(std::move(*contract));
  }
  return Error::success();
}

/// `base`, then what the files say from the outermost on, then the command line.
struct Globs {
  std::string base;
  std::optional<std::string> PolicyFile::*ofFile;
  const std::optional<std::string> &override;
};

llvm::Expected<RuleGlobs> combineGlobs(const std::vector<PolicyFile> &files, const Globs &globs) {
  std::string all = globs.base;
  for (const PolicyFile &file : llvm::reverse(files))
    all += "," + (file.*globs.ofFile).value_or("");
  return RuleGlobs::parse(all + "," + globs.override.value_or(""));
}

/// All that follow from promises.
std::string defaultRules() {
  std::string globs;
  for (size_t rule = 0; rule < ruleCount; ++rule)
    if (factsOf(Rule(rule)).byDefault)
      globs += std::string(globs.empty() ? "" : ",") + idOf(Rule(rule));
  return globs;
}

} // namespace

const char *word(Exempt exempt) {
  static const char *const words[] = {"exceptional", "startup", "thread", "exit"};
  return words[size_t(exempt)];
}

bool letsPass(const Forbidden &forbidden, Phase phase) {
  switch (phase) {
  case Phase::Run:
    break;
  case Phase::Startup:
    return forbidden.unless.count(Exempt::Startup);
  case Phase::Thread:
    return forbidden.unless.count(Exempt::Thread);
  case Phase::Exit:
    return forbidden.unless.count(Exempt::Exit);
  }
  return false;
}

llvm::Expected<PolicyFile> parsePolicy(const std::string &text, const std::string &path) {
  llvm::Expected<YamlValue> root = parseYaml(text, path);
  if (!root)
    return root.takeError();
  PolicyFile file;
  file.path = path;
  if (root->sort == YamlValue::Sort::Nothing)
    return file;
  if (root->sort != YamlValue::Sort::Mapping)
    return wrongAt(root->place,
                   "a policy is a mapping, such as \"Rules: '*'\"; " + Twine(sortOf(*root)));
  Error wrong = readFields(
      *root, {{topKeys[0], [&](auto &value) { return readInherit(value, file.inheritParent); }},
              {topKeys[1], [&](auto &value) { return readRules(value, topKeys[1], file.rules); }},
              {topKeys[2],
               [&](auto &value) { return readRules(value, topKeys[2], file.warningsAsErrors); }},
              {topKeys[3], [&](auto &value) { return readHeaderFilter(value, file.headerFilter); }},
              {topKeys[4], [&](auto &value) { return readContracts(value, file.contracts); }}});
  if (wrong)
    return wrong;
  return file;
}

llvm::Expected<Policy> combine(const std::vector<PolicyFile> &files,
                               const PolicyOverrides &overrides) {
  Policy policy;
  llvm::Expected<RuleGlobs> rules =
      combineGlobs(files, {defaultRules(), &PolicyFile::rules, overrides.rules});
  if (!rules)
    return llvm::createStringError("--rules: " + llvm::toString(rules.takeError()));
  llvm::Expected<RuleGlobs> errors =
      combineGlobs(files, {"", &PolicyFile::warningsAsErrors, overrides.warningsAsErrors});
  if (!errors)
    return llvm::createStringError("--warnings-as-errors: " + llvm::toString(errors.takeError()));
  policy.rules = *rules;
  policy.warningsAsErrors = *errors;
  for (const PolicyFile &file : llvm::reverse(files)) {
    policy.headerFilter = file.headerFilter.value_or(policy.headerFilter);
    llvm::append_range(policy.contracts, file.contracts);
  }
  policy.headerFilter = overrides.headerFilter.value_or(policy.headerFilter);
  for (const PolicyFile &file : files)
    policy.files.push_back(file.path);
  return policy;
}

} // namespace heaplight
