// comments of source files → which findings they silence, and which of them silence nothing.
// Follows clang-tidy's NOLINT to the letter, in comments alone; and `// heaplight: allow(…)` beside
// it. docs/lint.md has the grammar.
#pragma once

#include "judge/DirectiveEdits.h"

namespace heaplight {

/// One NOLINT of any form.
struct Suppression {
  FilePlace place;        ///< Of the word NOLINT…
  uint32_t length = 0;    ///< Bytes of it with its parentheses.
  uint32_t firstLine = 0; ///< The lines that it silences, both included.
  uint32_t lastLine = 0;
  /// Of NOLINTBEGIN and NOLINTEND: what stands between them is silenced, not all of their lines. 0
  /// of other forms.
  uint32_t firstColumn = 0;
  uint32_t lastColumn = 0;
  RuleGlobs rules;
  bool named = false; ///< It names a rule of Heaplight's; one for everybody's is never unused.
  std::string text;   ///< "NOLINTNEXTLINE(heap-allocate)"
  std::string justification; ///< What follows it in its comment, without leading colons and blanks.
  bool used = false;         ///< With nothing in `usedBy`: by all of its rules.
  std::set<Rule> usedBy;

  void use(Rule rule) {
    used = true;
    usedBy.insert(rule);
  }
};

class Suppressions {
public:
  /// Reads the comments of `file`, which hold NOLINT or heaplight. What is wrong with them becomes
  /// findings of heap-unused-suppression: a BEGIN without END, an END without BEGIN, a glob that
  /// looks like ours (heap-…) and fits no rule. Of rules that aren't `lookedFor` in the file
  /// nothing is unused. A file that is there already isn't read again.
  void add(const std::string &file, const std::vector<Comment> &comments,
           const RuleGlobs &lookedFor);
  /// All rules are looked for.
  void add(const std::string &file, const std::vector<Comment> &comments);

  /// Whether comments of `file` were read.
  bool knows(const std::string &file) const { return byFile_.count(file); }

  /// The one that silences `rule` at that place, or null: one that names our rules before one for
  /// everybody's, and one of the line before one that spans lines. A place without a column is the
  /// line's first. Whoever finds something there calls `use`.
  Suppression *at(const FilePlace &place, Rule rule);
  Suppression *at(const std::string &file, uint32_t line, Rule rule) {
    return at(FilePlace{file, line, 0}, rule);
  }

  /// Marks `finding` as suppressed where a comment silences its rule at its place.
  void silence(Finding &finding);

  /// Those that are named and were not used, for some of their rules or for all, and what was wrong
  /// with the comments. With the edits that take away what is unused; of BEGIN and END both. Those
  /// that another comment silences are suppressed; a comment silences itself only by the very name
  /// heap-unused-suppression. By place.
  std::vector<Finding> findings() const;

private:
  struct Entry {
    Suppression suppression;
    std::vector<Mention> mentions; ///< In which it stands: one, or BEGIN and END.
  };
  struct File {
    RuleGlobs lookedFor;
    std::vector<Entry> entries;
    std::map<uint32_t, std::vector<size_t>> ofLine; ///< Numbers of entries.
    std::vector<size_t> blocks;
  };

  static void pairUp(File &file, const std::vector<Mention> &mentions, std::vector<Finding> &wrong);
  static std::vector<size_t> covering(const File &file, const FilePlace &place, Rule rule);
  static std::optional<Finding> unused(const File &file, const Entry &entry);
  void judge(const File &file, size_t self, Finding &finding) const;

  std::map<std::string, File> byFile_;
  std::vector<Finding> wrong_;
};

} // namespace heaplight
