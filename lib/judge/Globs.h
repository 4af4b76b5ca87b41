// globs over function names and over paths → whether they fit. Names are those that people read;
// paths have / between their parts. Reads no files.
#pragma once

#include "llvm/Support/Error.h"
#include "llvm/Support/GlobPattern.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace heaplight {

/// One function's name as people may write it: with or without its parameters, its template
/// arguments, and a return type before it. The whole name comes first, the shortest last; each
/// once.
std::vector<std::string> spellingsOf(const std::string &name);

/// `*` any letters, `::` too; `?` one letter; `[ab]`, `[a-z]`, `[^a]` one of these. `[]` is itself,
/// as in operator[].
class FunctionGlob {
public:
  /// Fails with half a sentence.
  static llvm::Expected<FunctionGlob> create(const std::string &text);
  bool fits(const std::vector<std::string> &spellings) const;

private:
  std::string text_;
  std::shared_ptr<const std::string> pattern_; ///< `glob_` refers to it.
  std::optional<llvm::GlobPattern> glob_;
};

/// As above, but `*`, `?` and `[…]` stay between two slashes; `**` between them is any number of
/// folders, at the end all that lies below.
class PathGlob {
public:
  /// Fails with half a sentence.
  static llvm::Expected<PathGlob> create(const std::string &text);
  bool fits(const std::string &path) const;

private:
  std::string text_;
  std::shared_ptr<const std::string> pattern_;
  std::vector<std::optional<llvm::GlobPattern>> parts_; ///< None is `**`.
};

} // namespace heaplight
