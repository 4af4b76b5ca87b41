#include "judge/PolicyFit.h"

#include "judge/YamlTree.h"
#include "report/FunctionName.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

namespace heaplight {
namespace {

template <typename Glob> std::vector<Glob> readyGlobs(const std::vector<PolicyGlob> &globs) {
  std::vector<Glob> ready;
  for (const PolicyGlob &glob : globs) {
    if (llvm::Expected<Glob> made = Glob::create(glob.text))
      ready.push_back(std::move(*made));
    else
      llvm::consumeError(made.takeError());
  }
  return ready;
}

template <typename Glob, typename Text>
bool anyFits(const std::vector<Glob> &globs, const Text &text) {
  return llvm::any_of(globs, [&](const Glob &glob) { return glob.fits(text); });
}

/// What may have been meant → the glob that says so.
using Meant = std::map<std::string, std::string>;

/// "; did you mean 'x'?", or what else to do.
std::string nextStep(const std::string &asked, const Meant &meant) {
  std::vector<std::string> words;
  for (const auto &[word, glob] : meant)
    words.push_back(word);
  std::string near = nearestWord(asked, words);
  return near.empty() ? " of what was read; take it out, or lint the files that it speaks of"
                      : "; did you mean '" + meant.at(near) + "'?";
}

/// Whole names, the scopes that they stand in, and for a glob that begins with * their ends.
Meant meantFunctions(llvm::StringRef glob, const std::vector<std::string> &names) {
  Meant meant;
  for (const std::string &name : names) {
    llvm::StringRef bare = name;
    meant.try_emplace(name, name);
    for (size_t at = 0; (at = bare.find("::", at)) != llvm::StringRef::npos; at += 2) {
      std::string scope = bare.take_front(at + 2).str(), end = bare.drop_front(at).str();
      meant.try_emplace(scope, scope + "*");
      if (glob.starts_with("*"))
        meant.try_emplace(end, "*" + end);
    }
  }
  return meant;
}

std::string nearestFunction(llvm::StringRef glob, const std::vector<std::string> &names) {
  std::vector<std::string> bare;
  for (const std::string &name : names)
    bare.push_back(spellingsOf(name).back());
  std::string asked = withoutParameters(glob.str());
  return nextStep(llvm::StringRef(asked).trim('*').str(), meantFunctions(glob, bare));
}

/// Paths, and the folders that they lie in.
std::string nearestPath(const std::string &glob, const std::vector<std::string> &paths) {
  for (const std::string &other : {glob + "/**", "**/" + glob})
    if (llvm::any_of(paths, [&](const std::string &path) { return fitsPath(other, path); }))
      return "; did you mean '" + other + "'?";
  llvm::StringRef folder = glob;
  while (folder.consume_back("*") || folder.consume_back("/"))
    ;
  std::string rest = glob.substr(folder.size());
  Meant meant;
  for (const std::string &path : paths) {
    meant.try_emplace(path, path);
    for (size_t at = 0; (at = path.find('/', at)) != std::string::npos; ++at)
      meant.try_emplace(path.substr(0, at), path.substr(0, at) + (rest.empty() ? "/**" : rest));
  }
  return nextStep(folder.str(), meant);
}

struct Things {
  const std::vector<std::string> &functions;
  const std::vector<std::vector<std::string>> &spellings;
  const std::vector<std::string> &paths;
};

void addUnused(const PolicyContract &contract, const Things &things,
               std::vector<std::string> &unused) {
  auto tell = [&](const PolicyGlob &glob, const std::string &text) {
    unused.push_back(llvm::toString(wrongAt(glob.place, "'" + glob.text + "' fits no " + text)));
  };
  for (const PolicyGlob &glob : contract.functions) {
    std::vector<FunctionGlob> ready = readyGlobs<FunctionGlob>({glob});
    if (llvm::none_of(things.spellings, [&](auto &names) { return anyFits(ready, names); }))
      tell(glob, "function" + nearestFunction(glob.text, things.functions));
  }
  if (contract.paths.empty())
    return;
  std::vector<std::string> paths;
  for (const std::string &path : things.paths)
    if (std::optional<std::string> from = pathFrom(contract, path))
      paths.push_back(std::move(*from));
  for (const PolicyGlob &glob : contract.paths) {
    std::vector<PathGlob> ready = readyGlobs<PathGlob>({glob});
    if (llvm::none_of(paths, [&](auto &path) { return anyFits(ready, path); }))
      tell(glob, "file" + nearestPath(glob.text, paths));
  }
}

} // namespace

std::optional<std::string> pathFrom(const PolicyContract &contract, const std::string &path) {
  llvm::StringRef way = path, folder = contract.folder;
  if (folder.starts_with("/") && !way.starts_with("/"))
    return contract.prefix.empty() ? std::nullopt : std::optional(contract.prefix + path);
  if (folder.empty())
    return way.starts_with("/") ? std::nullopt : std::optional(path);
  folder.consume_back("/"); // The root folder is the only one that ends so.
  if (way.consume_front(folder) && way.consume_front("/"))
    return way.str();
  return std::nullopt;
}

PolicyFit::PolicyFit(const Policy &policy) {
  for (const PolicyContract &contract : policy.contracts)
    ready_.push_back({&contract, readyGlobs<FunctionGlob>(contract.functions),
                      readyGlobs<PathGlob>(contract.paths)});
}

std::vector<const PolicyContract *> PolicyFit::contractsOf(const std::string &function,
                                                           const std::string &path) const {
  std::vector<const PolicyContract *> holding;
  std::vector<std::string> spellings;
  for (const Ready &ready : ready_) {
    if (!ready.contract->paths.empty()) {
      std::optional<std::string> from = pathFrom(*ready.contract, path);
      if (!from || !anyFits(ready.paths, *from))
        continue;
    }
    if (spellings.empty())
      spellings = spellingsOf(function);
    if (ready.contract->functions.empty() || anyFits(ready.functions, spellings))
      holding.push_back(ready.contract);
  }
  return holding;
}

std::vector<std::string> unusedGlobs(const Policy &policy,
                                     const std::vector<std::string> &functionNames,
                                     const std::vector<std::string> &paths) {
  std::vector<std::vector<std::string>> spellings;
  if (policy.contracts.empty())
    return {};
  for (const std::string &name : functionNames)
    spellings.push_back(spellingsOf(name));
  std::vector<std::string> unused;
  for (const PolicyContract &contract : policy.contracts)
    addUnused(contract, {functionNames, spellings, paths}, unused);
  return unused;
}

} // namespace heaplight
