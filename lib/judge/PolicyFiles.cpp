#include "judge/PolicyFiles.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"

namespace heaplight {
namespace {

namespace path = llvm::sys::path;
constexpr path::Style style = path::Style::posix;

/// Whole, without dots.
std::string normal(llvm::StringRef name, llvm::StringRef workingFolder) {
  llvm::SmallString<128> normal(path::is_absolute(name, style) ? "" : workingFolder);
  path::append(normal, style, name);
  path::remove_dots(normal, /*remove_dot_dot=*/true, style);
  return normal.str().str();
}

/// What leads from `folder` down to `below`: "" or ending in "/"; none if it doesn't lie there.
std::optional<std::string> wayDown(llvm::StringRef folder, llvm::StringRef below) {
  folder.consume_back("/");
  if (!below.consume_front(folder) || (!below.empty() && !below.consume_front("/")))
    return std::nullopt;
  return below.empty() ? std::string() : below.str() + "/";
}

} // namespace

llvm::Expected<std::vector<PolicyFile>>
policiesFor(const std::string &source, const std::string &workingFolder, PolicyReader reader) {
  std::string working = normal(workingFolder, "");
  std::string whole = normal(source, working);
  std::vector<PolicyFile> files;
  for (llvm::StringRef folder = path::parent_path(whole, style); !folder.empty();
       folder = path::parent_path(folder, style)) {
    std::optional<std::string> shown = wayDown(working, folder);
    std::string name = shown ? *shown + policyFileName
                             : (folder == "/" ? "" : folder.str()) + "/" + policyFileName;
    llvm::Expected<std::optional<std::string>> text = reader(name);
    if (!text)
      return text.takeError();
    if (!*text)
      continue;
    llvm::Expected<PolicyFile> file = parsePolicy(**text, name);
    if (!file)
      return file.takeError();
    if (!shown)
      for (PolicyContract &contract : file->contracts)
        contract.prefix = wayDown(folder, working).value_or("");
    files.push_back(std::move(*file));
    if (!files.back().inheritParent)
      break;
  }
  return files;
}

} // namespace heaplight
