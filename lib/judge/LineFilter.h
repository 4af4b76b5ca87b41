// lines that are asked for: clang-tidy's --line-filter JSON, or what a diff adds. A finding passes
// if a user's line of its path does.
#pragma once

#include "judge/Finding.h"

#include "llvm/Support/JSON.h"

namespace heaplight {

class LineFilter {
public:
  /// Lets everything through.
  LineFilter() = default;
  /// As clang-tidy takes it: [{"name": "file.cpp", "lines": [[1, 3], [5, 7]]}, …]; a name fits a
  /// path that ends in it at a slash; without lines all of the file passes, and of an empty list
  /// every file. Where several names fit, each of them lets its lines pass. An absolute name is
  /// taken from `workingFolder` on where it lies below. Fails with half a sentence.
  static llvm::Expected<LineFilter> parseJson(const std::string &text,
                                              const std::string &workingFolder = {});
  /// A unified diff as `git diff --unified=0 --src-prefix=a/ --dst-prefix=b/` writes it: lines that
  /// it adds pass, and nothing else; of an empty one nothing. Paths are as in the diff, from
  /// `prefix` on
  /// ("" or ending in "/", see LintReport::repositoryPrefix); those elsewhere in the repository fit
  /// an absolute path that ends in them. Lines around changes may be there. What stands between
  /// files, as a commit's message, is read over. Fails with half a sentence.
  static llvm::Expected<LineFilter> parseDiff(const std::string &text, const std::string &prefix);

  /// Lets all lines of `file` pass as well, which is named as files of a diff are.
  void addWhole(const std::string &file, const std::string &prefix);

  bool passes(const std::string &file, uint32_t line) const;
  bool passes(const Finding &finding) const;

private:
  /// How a name is held against a path.
  enum class Fit : uint8_t { Equal, End, EndOfAbsolute };
  struct Lines {
    std::string name;
    Fit fit = Fit::End;
    bool whole = false;
    std::vector<std::pair<uint32_t, uint32_t>> ranges; ///< Both ends included.
  };
  static llvm::Expected<Lines> linesOf(const llvm::json::Value &entry,
                                       const std::string &workingFolder);
  static llvm::Expected<Lines> rangesOf(Lines lines, const llvm::json::Object &entry);
  static bool fits(const Lines &lines, llvm::StringRef file);
  std::vector<Lines> files_;
  bool everything_ = true;
};

} // namespace heaplight
