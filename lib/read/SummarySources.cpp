#include "read/SummarySources.h"

#include <set>

namespace heaplight {
namespace {

/// "a.c", or "a.c and 2 more".
std::string listed(const std::vector<llvm::StringRef> &files) {
  std::string text = files.front().str();
  if (files.size() > 1)
    text += " and " + std::to_string(files.size() - 1) + " more";
  return text;
}

} // namespace

std::vector<SourceFact> sourcesOf(const Unit &unit, FileFacts &facts) {
  std::set<StringId> ids;
  for (FrameId id = 0; id < unit.names.frameCount(); ++id)
    ids.insert(unit.names.frame(id).file);
  for (const Summary *summary : {&unit.written, &unit.built})
    for (const Function &function : summary->functions)
      ids.insert(function.file);
  // Declarations alone make no code, but findings stand at them.
  for (const Promise &promise : unit.promises)
    ids.insert({promise.file, promise.silentFile});
  std::set<std::string> files;
  for (StringId id : ids)
    if (id && !unit.systemFiles.count(id))
      files.emplace(unit.names.text(id));
  std::vector<SourceFact> sources;
  for (const std::string &file : files)
    if (const std::optional<ContentHash> &content = facts.content(file))
      sources.push_back({file, *content});
  return sources;
}

std::string staleness(const std::vector<SourceFact> &sources, FileFacts &facts) {
  std::vector<llvm::StringRef> gone, changed;
  for (const SourceFact &source : sources) {
    const std::optional<ContentHash> &content = facts.content(source.file);
    if (!content)
      gone.push_back(source.file);
    else if (*content != source.content)
      changed.push_back(source.file);
  }
  std::string text;
  if (!changed.empty())
    text =
        listed(changed) + (changed.size() == 1 ? " has" : " have") +
        " changed since it was made, so marks may stand at lines that they don't belong to; make "
        "it again with heaplight summarize";
  if (!gone.empty())
    text += (text.empty() ? "" : "; and ") + listed(gone) + (gone.size() == 1 ? " is" : " are") +
            " not there, so no lines can be shown of it; run where the sources are";
  return text;
}

} // namespace heaplight
