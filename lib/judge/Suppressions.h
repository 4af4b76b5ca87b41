// comments of source files → which findings they silence, and which of them silence nothing.
// Follows clang-tidy's NOLINT to the letter; docs/lint.md has the grammar.
#pragma once

#include "judge/Finding.h"
#include "read/Comments.h"

namespace heaplight {

/// One NOLINT of any form.
struct Suppression {
  FilePlace place;        ///< Of the word NOLINT…
  uint32_t length = 0;    ///< Bytes of it with its parentheses.
  uint32_t firstLine = 0; ///< The lines that it silences, both included.
  uint32_t lastLine = 0;
  RuleGlobs rules;
  bool named = false; ///< It names a rule of Heaplight's; one for everybody's is never unused.
  std::string text;   ///< "NOLINTNEXTLINE(heap-allocate)"
  std::string justification; ///< What follows it in its comment, without leading colons and blanks.
  bool used = false;
};

class Suppressions {
public:
  /// Reads the comments of `file`. What is wrong with them becomes findings of
  /// heap-unused-suppression: a BEGIN without END, an END without BEGIN, a glob that looks like
  /// ours (heap-…) and fits no rule.
  void add(const std::string &file, const std::vector<Comment> &comments);

  /// The one that silences `rule` at that line, or null. Whoever finds something there sets `used`.
  Suppression *at(const std::string &file, uint32_t line, Rule rule);

  /// Those that are named and were not used, and what was wrong with the comments. With an edit
  /// each that takes the comment away, where that is safe. By place.
  std::vector<Finding> findings() const;

private:
  std::map<std::string, std::vector<Suppression>> byFile_;
  std::vector<Finding> wrong_;
};

} // namespace heaplight
