#include "report/Named.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"

#include <algorithm>

namespace heaplight {
namespace {

llvm::Error fail(const std::string &message) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), message);
}

std::string normal(llvm::StringRef path) {
  llvm::SmallString<256> text(path);
  llvm::sys::path::remove_dots(text, /*remove_dot_dot=*/true);
  return std::string(text);
}

bool endsIn(llvm::StringRef path, llvm::StringRef end) {
  return path.consume_back(end) && path.ends_with("/");
}

/// The user's files that hold code or were given, by path.
std::map<std::string, StringId> filesOf(const Linked &linked, UserFiles &files) {
  std::map<std::string, StringId> found;
  std::set<StringId> ids;
  for (FrameId id = 0; id < linked.names.frameCount(); ++id)
    ids.insert(linked.names.frame(id).file);
  for (const Summary *summary : {&linked.written, &linked.built})
    for (const Function &function : summary->functions)
      if (!function.lines.empty())
        ids.insert(function.file);
  std::set<std::string> sources;
  for (const LinkedInput &input : linked.inputs)
    sources.insert(input.source);
  for (StringId id = 0; id < linked.names.stringCount(); ++id)
    if (sources.count(linked.names.text(id)))
      ids.insert(id);
  for (StringId id : ids)
    if (files.has(id))
      found.try_emplace(normal(linked.names.text(id)), id);
  return found;
}

/// "; there is a, b or c"; empty where there is none.
std::string listed(const std::vector<std::string> &names) {
  constexpr size_t most = 3;
  std::string text;
  size_t count = std::min(names.size(), most);
  for (size_t index = 0; index < count; ++index)
    text += (index == 0 ? "; there is " : index + 1 == count ? " or " : ", ") + names[index];
  return text;
}

/// What is most like `asked`, the nearest first.
std::vector<std::string> nearest(const std::string &asked, const std::set<std::string> &names) {
  auto keyOf = [](llvm::StringRef name) {
    return name.rsplit("::").second.empty() ? name : name.rsplit("::").second;
  };
  std::vector<std::pair<unsigned, std::string>> near;
  auto limitOf = [](llvm::StringRef name) { return unsigned(name.size()) / 3 + 1; };
  unsigned limit = limitOf(asked), innerLimit = limitOf(keyOf(asked));
  for (const std::string &name : names) {
    unsigned whole = llvm::StringRef(asked).edit_distance(name, true, limit);
    unsigned inner = keyOf(asked).edit_distance(keyOf(name), true, innerLimit);
    if (whole <= limit || inner <= innerLimit)
      near.push_back({std::min(whole, inner), name});
  }
  std::sort(near.begin(), near.end());
  std::vector<std::string> sorted;
  for (auto &[distance, name] : near)
    sorted.push_back(std::move(name));
  return sorted;
}

} // namespace

llvm::Expected<StringId> findFile(const Linked &linked, UserFiles &files,
                                  const std::string &asked) {
  std::map<std::string, StringId> known = filesOf(linked, files);
  std::string path = normal(asked);
  if (auto whole = known.find(path); whole != known.end())
    return whole->second;
  std::vector<const std::pair<const std::string, StringId> *> ends;
  for (const auto &entry : known)
    if (endsIn(entry.first, path) || endsIn(path, entry.first))
      ends.push_back(&entry);
  if (ends.size() == 1)
    return ends.front()->second;
  if (!ends.empty())
    return fail(asked + ": may be " + ends[0]->first + " or " + ends[1]->first +
                "; give more of its path");
  std::set<std::string> names;
  for (const auto &[name, id] : known)
    names.insert(name);
  std::string like = listed(nearest(path, names));
  return fail(asked + ": no code of this file of yours is among the inputs" +
              (like.empty() ? "; name the source that includes it behind FILE:LINE" : like));
}

namespace {

/// Of all functions with a body those that a name fits.
class FunctionSearch {
public:
  FunctionSearch(const Linked &linked, UserFiles &files) : linked_(linked), files_(files) {}

  std::vector<StringId> best(const AskedName &wanted) {
    // A function of the user's before a library's, then the closer name.
    using Rank = std::pair<bool, NameFit>;
    std::map<Rank, std::vector<StringId>> fits;
    std::set<StringId> seen;
    for (const Summary *summary : {&linked_.built, &linked_.written, &linked_.machine})
      for (const Function &function : summary->functions) {
        if (!function.defined || !seen.insert(function.symbol).second)
          continue;
        const std::string &readable = linked_.readableName(function.symbol);
        bool theirs = summary == &linked_.machine || !files_.has(function.file);
        NameFit fit = wanted.fit(linked_.names.text(function.symbol), readable);
        if (fit != NameFit::None)
          fits[{theirs, fit}].push_back(function.symbol);
      }
    return fits.empty() ? std::vector<StringId>() : std::move(fits.begin()->second);
  }

  /// The user's, without parameters.
  std::set<std::string> names() {
    std::set<std::string> names;
    for (const Summary *summary : {&linked_.built, &linked_.written})
      for (const Function &function : summary->functions)
        if (function.defined && files_.has(function.file))
          names.insert(withoutParameters(linked_.readableName(function.symbol)));
    return names;
  }

private:
  const Linked &linked_;
  UserFiles &files_;
};

} // namespace

llvm::Expected<std::vector<StringId>> findFunctions(const Linked &linked, UserFiles &files,
                                                    const FunctionQuestion &question) {
  const std::string &asked = question.name;
  FunctionSearch search(linked, files);
  std::vector<StringId> found = search.best({asked, question.tokens});
  if (!found.empty())
    return found;
  if (filesOf(linked, files).count(normal(asked)))
    return fail(asked + ": which line of this file is not said; say " + asked + ":LINE");
  std::string bare = withoutParameters(asked);
  std::vector<std::string> overloads;
  if (bare != asked)
    for (StringId symbol : search.best({bare, question.tokens}))
      overloads.push_back(linked.readableName(symbol));
  std::sort(overloads.begin(), overloads.end());
  std::string like = listed(overloads.empty() ? nearest(bare, search.names()) : overloads);
  return fail("no function '" + asked + "' has its body among the inputs" +
              (like.empty() ? "; name the input that holds it" : like));
}

} // namespace heaplight
