// What the judge says, ready to be shown: all texts are there, nothing refers to anything outside.
#pragma once

#include "judge/Rules.h"

namespace heaplight {

enum class Severity : uint8_t { Warning, Error };

/// "error"
const char *word(Severity severity);

/// Whether a finding counts.
enum class Standing : uint8_t {
  Counts,
  Suppressed, ///< By a comment.
  Known,      ///< It stands in the baseline.
};

/// A place in a file, as reports name it.
struct FilePlace {
  std::string file; ///< Relative to the working folder where it lies below.
  uint32_t line = 0;
  uint32_t column = 0; ///< From 1; 0 where not known.

  friend auto operator<=>(const FilePlace &, const FilePlace &) = default;
};

/// One frame of a way to the heap.
struct FindingFrame {
  FilePlace place;      ///< Of machine code the library's file, line 0.
  std::string function; ///< Readable, with its parameters.
  bool user = false;    ///< In one of the user's files.
  bool inlined = false; ///< Its body stands in the frame before.
  std::string code;     ///< The line's text as it is; empty where it can't be read.

  friend bool operator==(const FindingFrame &, const FindingFrame &) = default;
};

/// What takes the place of some bytes of a line.
struct Edit {
  FilePlace place;
  uint32_t length = 0; ///< Bytes of the line that go, from the column on.
  std::string text;    ///< What comes instead; may hold line breaks.

  friend auto operator<=>(const Edit &, const Edit &) = default;
};

struct Finding {
  Rule rule = Rule::Allocate;
  Severity severity = Severity::Warning;
  Standing standing = Standing::Counts;
  FilePlace place;
  std::string code;     ///< The line's text as it is.
  std::string function; ///< The one that holds the line, readable; empty for what stands outside.
  std::string symbol;   ///< Its symbol.
  /// One sentence without the place, the rule and a full stop. Holds no line numbers and no sizes,
  /// so that it stays the same when other code moves.
  std::string message;
  Certainty certainty = Certainty::Sometimes;
  Phase phase = Phase::Run;
  bool inLoop = false;
  /// From the code that promised to the call, outermost first; the last user frame is `place`.
  /// Empty for what needs no way.
  std::vector<FindingFrame> path;
  std::string callee; ///< At the end of the path, readable; empty where it can't be seen.
  std::string reason; ///< Of an unknown call: why it can't be seen.
  std::string size;   ///< "24 B Node"; empty where not known.
  std::string
      promise; ///< As written: "[[clang::nonallocating]]", "// heaplight: none"; may be empty.
  FilePlace promisedAt;    ///< Line 0 where there is no promise.
  std::string mend;        ///< What to do about it, half a sentence; empty where nothing is plain.
  std::vector<Edit> fixes; ///< Safe to be made without a look; sorted, none overlaps another.
  std::string justification; ///< Of a suppressed one: what its comment says.
  /// The same for the same finding in code that moved: of rule, file, function and message, and
  /// which of those that are alike it is. Hexadecimal.
  std::string fingerprint;

  friend bool operator==(const Finding &, const Finding &) = default;
};

/// An entry of the baseline that nothing answers to any more.
struct GoneFinding {
  std::string rule;
  std::string file;
  std::string function;
  std::string message;
  uint32_t count = 0;

  friend auto operator<=>(const GoneFinding &, const GoneFinding &) = default;
};

/// An input that could not be read whole.
struct LintProblem {
  std::string source;
  std::string message;

  friend bool operator==(const LintProblem &, const LintProblem &) = default;
};

/// All that a run of lint has to say.
struct LintReport {
  std::vector<Finding>
      findings; ///< By file, line, column, rule, message; each once, whatever its standing.
  std::vector<GoneFinding> gone; ///< Sorted.
  std::vector<LintProblem> problems;
  uint32_t units = 0;    ///< Inputs that have lines.
  uint32_t promises = 0; ///< Functions and lines that promise something.
  bool hasBaseline = false;
  bool onlySomeLines = false; ///< What is found on others was left out.
  /// From the top of the repository to the working folder, "" or ending in "/"; the repository's
  /// own paths begin with it.
  std::string repositoryPrefix;
};

/// Of those that count.
uint32_t countOf(const LintReport &report, Severity severity);

} // namespace heaplight
