#include "judge/Globs.h"

#include "judge/Policy.h"
#include "report/FunctionName.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace heaplight {
namespace {

llvm::Expected<llvm::GlobPattern> globOf(llvm::StringRef pattern, llvm::StringRef written) {
  llvm::Expected<llvm::GlobPattern> glob = llvm::GlobPattern::create(pattern);
  if (glob)
    return glob;
  llvm::consumeError(glob.takeError());
  // All that it refuses is a bracket that doesn't end, a range that runs backward, a last '\'.
  if (pattern.ends_with("\\"))
    return llvm::createStringError("'" + written + "' ends in '\\', which has nothing to quote");
  return llvm::createStringError("'" + written +
                                 "' has a '[' without its ']', or a range in it that runs "
                                 "backward; for a '[' as it is write '\\['");
}

/// "std::string f(int)" → "f(int)".
llvm::StringRef withoutReturn(llvm::StringRef name) {
  int depth = 0;
  size_t start = 0;
  for (size_t at = 0; at < name.size(); ++at) {
    llvm::StringRef rest = name.substr(at);
    bool parameters = rest.front() == '(' && !rest.starts_with("(anonymous namespace)");
    if (!depth && (parameters || rest.starts_with("operator")))
      break;
    if (llvm::StringRef("<({[").contains(name[at]))
      ++depth;
    else if (llvm::StringRef(">)}]").contains(name[at]))
      --depth;
    else if (name[at] == ' ' && !depth)
      start = at + 1;
  }
  return name.substr(start);
}

} // namespace

std::vector<std::string> spellingsOf(const std::string &name) {
  std::vector<std::string> spellings;
  auto add = [&](std::string spelling) {
    if (!llvm::is_contained(spellings, spelling))
      spellings.push_back(std::move(spelling));
  };
  for (const std::string &start : {name, withoutReturn(name).str()})
    for (const std::string &whole : {start, withoutParameters(start)}) {
      add(whole);
      add(withoutArguments(whole));
    }
  return spellings;
}

llvm::Expected<FunctionGlob> FunctionGlob::create(const std::string &text) {
  FunctionGlob made;
  made.text_ = text;
  std::string pattern = text;
  for (size_t at = 0; (at = pattern.find("[]", at)) != std::string::npos; at += 4)
    pattern.replace(at, 2, "\\[\\]");
  made.pattern_ = std::make_shared<const std::string>(std::move(pattern));
  llvm::Expected<llvm::GlobPattern> glob = globOf(*made.pattern_, text);
  if (!glob)
    return glob.takeError();
  made.glob_ = std::move(*glob);
  return made;
}

bool FunctionGlob::fits(const std::vector<std::string> &spellings) const {
  return llvm::any_of(spellings, [&](const std::string &spelling) {
    return spelling == text_ || glob_->match(spelling);
  });
}

llvm::Expected<PathGlob> PathGlob::create(const std::string &text) {
  PathGlob made;
  made.text_ = text;
  made.pattern_ = std::make_shared<const std::string>(text);
  llvm::StringRef pattern = *made.pattern_;
  pattern.consume_front("./");
  if (pattern.starts_with("/") || pattern == ".." || pattern.starts_with("../"))
    return llvm::createStringError("'" + text +
                                   "' leaves the policy's folder, where its paths start; put it "
                                   "into a policy further up");
  llvm::SmallVector<llvm::StringRef> parts;
  pattern.split(parts, '/', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef part : parts) {
    if (part != "**" && part.contains("**"))
      return llvm::createStringError("'" + text +
                                     "' has '**' beside other letters; it stands alone between "
                                     "slashes, as in 'src/**/*.cpp'");
    std::optional<llvm::GlobPattern> &made_part = made.parts_.emplace_back();
    if (part == "**")
      continue;
    llvm::Expected<llvm::GlobPattern> glob = globOf(part, text);
    if (!glob)
      return glob.takeError();
    made_part = std::move(*glob);
  }
  if (pattern.ends_with("/"))
    made.parts_.emplace_back();
  // A folder means what lies in it, not a file of its name.
  if (!made.parts_.empty() && !made.parts_.back())
    made.parts_.push_back(llvm::cantFail(llvm::GlobPattern::create("*")));
  return made;
}

bool PathGlob::fits(const std::string &path) const {
  llvm::SmallVector<llvm::StringRef> names;
  llvm::StringRef(path).split(names, '/', -1, /*KeepEmpty=*/false);
  // Where a later part doesn't fit, the last `**` takes one name more: there is no need to ask
  // again what an earlier one could have taken.
  size_t part = 0, name = 0, retryPart = parts_.size(), retryName = 0;
  while (name < names.size()) {
    if (part < parts_.size() && !parts_[part]) {
      retryPart = part++;
      retryName = name;
    } else if (part < parts_.size() && parts_[part]->match(names[name])) {
      ++part;
      ++name;
    } else if (retryPart < parts_.size()) {
      part = retryPart + 1;
      name = ++retryName;
    } else {
      return path == text_;
    }
  }
  return part == parts_.size() || path == text_;
}

bool fitsFunction(const std::string &glob, const std::string &name) {
  llvm::Expected<FunctionGlob> made = FunctionGlob::create(glob);
  if (made)
    return made->fits(spellingsOf(name));
  llvm::consumeError(made.takeError());
  return false;
}

bool fitsPath(const std::string &glob, const std::string &path) {
  llvm::Expected<PathGlob> made = PathGlob::create(glob);
  if (made)
    return made->fits(path);
  llvm::consumeError(made.takeError());
  return false;
}

} // namespace heaplight
