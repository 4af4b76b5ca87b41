// lines that are asked for: clang-tidy's --line-filter JSON, or what a diff adds. A finding passes
// if a user's line of its path does.
#pragma once

#include "judge/Finding.h"

namespace heaplight {

class LineFilter {
public:
  /// Lets everything through.
  LineFilter() = default;
  /// As clang-tidy takes it: [{"name": "file.cpp", "lines": [[1, 3], [5, 7]]}, …]; a name fits a
  /// path that ends in it at a slash; without lines all of the file passes. Fails with half a
  /// sentence.
  static llvm::Expected<LineFilter> parseJson(const std::string &text);
  /// A unified diff without context, as `git diff --unified=0` writes it: lines that it adds pass.
  /// Paths are as in the diff, from `prefix` on ("" or ending in "/", see
  /// LintReport::repositoryPrefix).
  static llvm::Expected<LineFilter> parseDiff(const std::string &text, const std::string &prefix);

  bool passes(const std::string &file, uint32_t line) const;
  bool passes(const Finding &finding) const;

private:
  struct Lines {
    std::string name;
    bool whole = false;
    std::vector<std::pair<uint32_t, uint32_t>> ranges; ///< Both ends included.
  };
  std::vector<Lines> files_;
  bool everything_ = true;
};

} // namespace heaplight
