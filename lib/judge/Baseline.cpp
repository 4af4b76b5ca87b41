#include "judge/Baseline.h"

#include "judge/JsonInput.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

namespace heaplight {
namespace {

using llvm::json::Array;
using llvm::json::Object;
using llvm::json::Value;
namespace path = llvm::sys::path;

constexpr int version = 1;
constexpr const char *versionKey = "heaplight-baseline";

std::string asUtf8(const std::string &text) {
  return llvm::json::isUTF8(text) ? text : llvm::json::fixUTF8(text);
}

/// What makes two findings the same; its count is 0.
GoneFinding entryOf(const Finding &finding) {
  return {idOf(finding.rule), asUtf8(finding.place.file), asUtf8(finding.function),
          asUtf8(finding.message), 0};
}

GoneFinding withoutCount(GoneFinding entry) {
  entry.count = 0;
  return entry;
}

using Counts = std::map<GoneFinding, uint32_t>;

Counts countsOf(const std::vector<GoneFinding> &entries) {
  Counts counts;
  for (const GoneFinding &entry : entries)
    counts[withoutCount(entry)] += entry.count;
  return counts;
}

/// Sorted, as the map is. Without those of none.
std::vector<GoneFinding> entriesOf(const Counts &counts) {
  std::vector<GoneFinding> entries;
  for (auto [entry, count] : counts)
    if (count) {
      entries.push_back(entry);
      entries.back().count = count;
    }
  return entries;
}

/// The compiler's own names, as <built-in>, lie in no folder.
bool liesInFolder(llvm::StringRef file) { return !file.empty() && !file.starts_with("<"); }

std::string joined(llvm::StringRef folder, llvm::StringRef file) {
  llvm::SmallString<256> whole(file);
  if (!path::is_absolute(file)) {
    whole = folder;
    path::append(whole, file);
  }
  path::remove_dots(whole, /*remove_dot_dot=*/true);
  return std::string(whole);
}

/// From the baseline's folder to a file as findings name it.
std::string fileForBaseline(const std::string &file, const BaselineFolders &folders) {
  if (!liesInFolder(file))
    return file;
  std::string target = joined(folders.working, file);
  std::string folder = joined(folders.baseline, ".");
  auto from = path::begin(folder), fromEnd = path::end(folder);
  auto to = path::begin(target), toEnd = path::end(target);
  for (; from != fromEnd && to != toEnd && *from == *to; ++from, ++to)
    ;
  llvm::SmallString<256> relative;
  for (; from != fromEnd; ++from)
    path::append(relative, "..");
  for (; to != toEnd; ++to)
    path::append(relative, *to);
  return path::convert_to_slash(relative);
}

std::string fileForFindings(llvm::StringRef file, const BaselineFolders &folders) {
  if (!liesInFolder(file))
    return file.str();
  std::string whole = joined(folders.baseline, file);
  llvm::StringRef below = whole;
  std::string working = joined(folders.working, ".");
  if (below.consume_front(working) &&
      (llvm::StringRef(working).ends_with("/") || below.consume_front("/")))
    return below.str();
  return whole;
}

/// Reads one file. Problems have no name of the file yet.
class BaselineReader {
public:
  BaselineReader(const JsonInput &input, const BaselineFolders &folders)
      : input_(input), folders_(folders) {}

  llvm::Expected<Baseline> read() {
    const Object *object = input_.value.getAsObject();
    if (!object)
      return problemAt(1, "it is " + sortOf(input_.value) + ", not a baseline");
    if (llvm::Error error = checkVersion(*object))
      return error;
    if (llvm::Error error = checkKeys(*object, {versionKey, "findings"}, 1))
      return error;
    const Array *findings = object->getArray("findings");
    if (!findings)
      return problemAt(1, "it has no array \"findings\"");
    for (const Value &value : *findings)
      if (llvm::Error error = readEntry(value))
        return error;
    return Baseline{entriesOf(counts_)};
  }

private:
  static llvm::Error checkVersion(const Object &object) {
    const Value *given = object.get(versionKey);
    if (!given)
      return problemAt(1, "it is no baseline: it has no \"heaplight-baseline\"");
    std::optional<int64_t> number = given->getAsInteger();
    if (number && *number == version)
      return llvm::Error::success();
    if (number && *number > version)
      return problemAt(1, "it is of version " + llvm::Twine(*number) +
                              "; this Heaplight reads version 1: take a newer one, or write the "
                              "baseline anew by --write-baseline");
    return problemAt(1, "\"heaplight-baseline\" is not 1, the version that there is");
  }

  llvm::Error readEntry(const Value &value) {
    line_ = input_.lineOf(entry_++);
    const Object *object = value.getAsObject();
    if (!object)
      return problemAt(line_, "a finding is an object, not " + sortOf(value));
    if (llvm::Error error =
            checkKeys(*object, {"rule", "file", "function", "message", "count"}, line_))
      return error;
    GoneFinding entry;
    for (auto [key, text] :
         {std::pair("rule", &entry.rule), std::pair("file", &entry.file),
          std::pair("function", &entry.function), std::pair("message", &entry.message)})
      if (llvm::Error error = readText(*object, key, *text))
        return error;
    if (llvm::Error error = checkTexts(entry))
      return error;
    entry.file = fileForFindings(entry.file, folders_);
    return readCount(*object, entry);
  }

  llvm::Error readText(const Object &object, const char *key, std::string &text) const {
    const Value *value = object.get(key);
    if (!value)
      return problemAt(line_, "the finding has no \"" + llvm::Twine(key) + "\"");
    std::optional<llvm::StringRef> given = value->getAsString();
    if (!given)
      return problemAt(line_,
                       "\"" + llvm::Twine(key) + "\" is " + sortOf(*value) + ", not a string");
    text = given->str();
    return llvm::Error::success();
  }

  llvm::Error checkTexts(const GoneFinding &entry) const {
    if (!ruleOf(entry.rule)) {
      std::vector<std::string> ids;
      for (size_t rule = 0; rule < ruleCount; ++rule)
        ids.push_back(idOf(Rule(rule)));
      std::string near = nearestWord(entry.rule, ids);
      return problemAt(line_, "there is no rule '" + entry.rule + "'; " +
                                  (near.empty() ? "the rules are " + llvm::join(ids, ", ")
                                                : "did you mean '" + near + "'?"));
    }
    if (path::is_absolute(entry.file))
      return problemAt(line_, "the path '" + entry.file +
                                  "' is absolute; it starts from the baseline's own folder");
    if (entry.message.empty())
      return problemAt(line_, "the finding's \"message\" is empty");
    return llvm::Error::success();
  }

  llvm::Error readCount(const Object &object, const GoneFinding &entry) {
    const Value *value = object.get("count");
    if (!value)
      return problemAt(line_, "the finding has no \"count\"");
    std::optional<int64_t> count = value->getAsInteger();
    if (!count || *count < 1 || *count > int64_t(UINT32_MAX))
      return problemAt(line_, "\"count\" is not a whole number from 1 on");
    auto [known, isNew] = lines_.emplace(entry, line_);
    if (!isNew)
      return problemAt(line_, "the finding stands in line " + llvm::Twine(known->second) +
                                  " already; make them one, with their counts added");
    counts_[entry] = uint32_t(*count);
    return llvm::Error::success();
  }

  const JsonInput &input_;
  const BaselineFolders &folders_;
  size_t entry_ = 0;
  uint32_t line_ = 1;
  Counts counts_;
  std::map<GoneFinding, uint32_t> lines_;
};

} // namespace

llvm::Expected<Baseline> parseBaseline(const std::string &text, const std::string &path,
                                       const BaselineFolders &folders) {
  llvm::Expected<JsonInput> input = parseJson(text, 1);
  llvm::Expected<Baseline> baseline =
      input ? BaselineReader(*input, folders).read() : input.takeError();
  if (baseline)
    return baseline;
  InputProblem problem = problemOf(baseline.takeError());
  return llvm::createStringError(path + ":" + llvm::Twine(problem.line) + ": " + problem.what);
}

Baseline baselineOf(const LintReport &report) {
  Counts counts;
  for (const Finding &finding : report.findings)
    if (finding.standing != Standing::Suppressed)
      ++counts[entryOf(finding)];
  return {entriesOf(counts)};
}

std::string writeBaseline(const Baseline &baseline, const BaselineFolders &folders) {
  std::vector<GoneFinding> entries = baseline.entries;
  for (GoneFinding &entry : entries)
    entry.file = fileForBaseline(entry.file, folders);
  llvm::sort(entries);
  std::string text;
  llvm::raw_string_ostream stream(text);
  llvm::json::OStream json(stream);
  json.object([&] {
    json.attribute(versionKey, version);
    json.attributeArray("findings", [&] {
      for (const GoneFinding &entry : entries)
        json.rawValue([&](llvm::raw_ostream &raw) {
          raw << '\n'; // So that a diff of the file shows entries.
          llvm::json::OStream line(raw);
          line.object([&] {
            line.attribute("rule", asUtf8(entry.rule));
            line.attribute("file", asUtf8(entry.file));
            line.attribute("function", asUtf8(entry.function));
            line.attribute("message", asUtf8(entry.message));
            line.attribute("count", entry.count);
          });
        });
    });
  });
  return text + "\n";
}

void apply(const Baseline &baseline, const std::set<std::string> &judged, LintReport &report) {
  report.hasBaseline = true;
  std::set<std::string> files;
  for (const std::string &file : judged)
    files.insert(asUtf8(file));
  std::vector<GoneFinding> entries;
  for (const GoneFinding &entry : baseline.entries)
    if (files.contains(entry.file))
      entries.push_back(entry);
  Counts left = countsOf(entries);
  for (Finding &finding : report.findings) {
    if (finding.standing != Standing::Counts)
      continue;
    auto known = left.find(entryOf(finding));
    if (known == left.end() || !known->second)
      continue;
    --known->second;
    finding.standing = Standing::Known;
  }
  report.gone = entriesOf(left);
}

Baseline pruned(const Baseline &baseline, const std::vector<GoneFinding> &gone) {
  Counts counts = countsOf(baseline.entries);
  for (const GoneFinding &entry : gone) {
    auto known = counts.find(withoutCount(entry));
    if (known != counts.end())
      known->second -= std::min(known->second, entry.count);
  }
  return {entriesOf(counts)};
}

} // namespace heaplight
