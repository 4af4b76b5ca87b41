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

/// "; there is a, b or c", of what is most like `asked`; empty where nothing is.
std::string nearest(const std::string &asked, const std::set<std::string> &names) {
  constexpr size_t most = 3;
  auto keyOf = [](llvm::StringRef name) {
    return name.rsplit("::").second.empty() ? name : name.rsplit("::").second;
  };
  std::vector<std::pair<unsigned, std::string>> near;
  unsigned limit = unsigned(asked.size()) / 3 + 1;
  for (const std::string &name : names) {
    unsigned whole = llvm::StringRef(asked).edit_distance(name, true, limit);
    unsigned inner = keyOf(asked).edit_distance(keyOf(name), true, limit);
    if (std::min(whole, inner) <= limit)
      near.push_back({std::min(whole, inner), name});
  }
  std::sort(near.begin(), near.end());
  near.resize(std::min(near.size(), most));
  std::string text;
  for (size_t index = 0; index < near.size(); ++index)
    text += (index == 0                 ? "; there is "
             : index + 1 == near.size() ? " or "
                                        : ", ") +
            near[index].second;
  return text;
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
  std::string like = nearest(path, names);
  return fail(asked + ": no code of this file of yours is among the inputs" +
              (like.empty() ? "; name the source that includes it behind FILE:LINE" : like));
}

llvm::Expected<std::vector<StringId>> findFunctions(const Linked &linked, UserFiles &files,
                                                    const std::string &asked) {
  // A function of the user's before a library's, then the closer name.
  using Rank = std::pair<bool, NameFit>;
  std::map<Rank, std::vector<StringId>> fits;
  std::set<StringId> seen;
  std::set<std::string> names;
  for (const Summary *summary : {&linked.built, &linked.written, &linked.machine})
    for (const Function &function : summary->functions) {
      if (!function.defined || !seen.insert(function.symbol).second)
        continue;
      const std::string &readable = linked.readableName(function.symbol);
      bool theirs = summary == &linked.machine || !files.has(function.file);
      NameFit fit = fitOf(asked, linked.names.text(function.symbol), readable);
      if (fit != NameFit::None)
        fits[{theirs, fit}].push_back(function.symbol);
      if (!theirs)
        names.insert(withoutParameters(readable));
    }
  if (!fits.empty())
    return std::move(fits.begin()->second);
  std::string like = nearest(asked, names);
  return fail("no function '" + asked + "' has its body among the inputs" +
              (like.empty() ? "; name the input that holds it" : like));
}

} // namespace heaplight
