// The rules that code is held to, by the names that people write. Knows no code.
#pragma once

#include "Types.h"

#include "llvm/Support/Error.h"

namespace heaplight {

enum class Rule : uint8_t {
  Allocate,
  Deallocate,
  Destroy,
  Unknown,
  Exception,
  Startup,
  Loop,
  Contract,
  UnusedSuppression,
};
inline constexpr size_t ruleCount = size_t(Rule::UnusedSuppression) + 1;

/// What is said of a rule, whatever it finds.
struct RuleFacts {
  Rule rule;
  const char *id;    ///< "heap-allocate"
  const char *title; ///< Half a sentence for a list.
  const char *help;  ///< What it finds and how to mend it; a paragraph.
  bool byDefault;    ///< Follows from promises alone, so it is on where nothing is said.
};

/// By the order of `Rule`.
const RuleFacts &factsOf(Rule rule);
inline const char *idOf(Rule rule) { return factsOf(rule).id; }

/// What finds that a promise is broken by `kind`: the rule of that kind, or heap-exception for what
/// happens only when something fails.
Rule ruleFor(Kind kind, Certainty certainty);

/// What sentences call a kind.
struct KindVerb {
  const char *plain; ///< "free"
  const char *does;  ///< "frees"
};
const KindVerb &verbOf(Kind kind);

/// None where no rule has that id.
std::optional<Rule> ruleOf(std::string_view id);

/// A set of rules as clang-tidy's users write it: globs over ids, with commas between them, the
/// last that fits decides; `-` before one takes away.
class RuleGlobs {
public:
  /// Fits nothing.
  RuleGlobs() = default;
  /// Fails with half a sentence on a glob that is none, or fits no rule; it says which is nearest.
  static llvm::Expected<RuleGlobs> parse(std::string_view text);
  bool has(Rule rule) const { return rules_[size_t(rule)]; }

private:
  std::array<bool, ruleCount> rules_{};
};

/// The one of `words` that `text` may have been meant for; empty where none is near.
std::string nearestWord(std::string_view text, const std::vector<std::string> &words);

} // namespace heaplight
