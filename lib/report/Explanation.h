// a line or the name of a function + linked inputs → Explanation: how it comes to the heap, at the
// built stage. All texts are ready to be shown; nothing in it refers to anything outside.
#pragma once

#include "reach/Path.h"
#include "report/Asked.h"
#include "report/FunctionName.h"
#include "report/Report.h"

namespace heaplight {

struct ExplainedStep {
  Entry entry = Entry::Start;
  std::string function; ///< Readable, with its parameters.
  std::string file;     ///< Of machine code the library's.
  uint32_t line = 0;    ///< Where the way goes on; 0 where not known.
  uint32_t column = 0;
  bool user = false; ///< In one of the user's files.
  std::string code;  ///< The line's text without its indent; empty where it can't be read.

  friend bool operator==(const ExplainedStep &, const ExplainedStep &) = default;
};

struct ExplainedWay {
  Certainty certainty = Certainty::Sometimes;
  bool inLoop = false;
  std::vector<ExplainedStep> steps; ///< Outermost first; empty where a function does it by itself.
  Entry end = Entry::Called;        ///< How the last one comes to what is called.
  std::string callee;               ///< Empty where it can't be seen.
  std::string type;
  std::string subject;
  std::optional<uint64_t> bytes;
  std::optional<uint64_t> elementBytes;
  std::string reason; ///< Of an unknown call.
  std::string advice; ///< What would make it known.
};

/// The ways that are alike: of one kind and time, and to one type or one unknown call.
struct ExplainedEffect {
  Kind kind = Kind::Unknown;
  Phase phase = Phase::Run;
  std::vector<ExplainedWay> ways; ///< The surest, then the shortest first; never empty.
};

/// One line or one function.
struct Explained {
  std::string function; ///< Readable; empty if it is a line.
  std::string symbol;
  std::string file; ///< Empty where not known.
  uint32_t line = 0;
  std::string code;       ///< The line's text.
  bool hasCode = true;    ///< Something on the line became code.
  bool modelled = false;  ///< A model says what the function does, not its code.
  bool asWritten = false; ///< The optimizer left no copy of the function: it is told as written.
  std::vector<ExplainedEffect> effects; ///< By kind as in `explainedKinds`, then as their ways.
  std::vector<Kind> removed; ///< What it does as written, and the optimizer left nothing of.
  size_t leftOut = 0;        ///< Ways beyond those that are kept.
  std::optional<RecordedCounts> observed; ///< Of a line, where a run was given.
  std::vector<Kind> unmarked; ///< What it did in a run, and nothing here says that it can.
};

/// What matters more comes first.
inline constexpr Kind explainedKinds[] = {Kind::Allocate, Kind::Unknown, Kind::Destroy,
                                          Kind::Deallocate};

/// One that is only named.
struct OtherFunction {
  std::string function; ///< Readable.
  std::string symbol;
  std::string file; ///< Empty where not known.
  uint32_t line = 0;

  friend auto operator<=>(const OtherFunction &, const OtherFunction &) = default;
};

struct Explanation {
  std::vector<Explained> subjects;   ///< Of functions those with the nearest effect first.
  std::vector<OtherFunction> others; ///< What the name may mean beyond those; sorted.
};

struct Question {
  Asked asked;
  NameTokens tokens;     ///< How a function's name is read.
  ReportOptions options; ///< The function's filter counts for nothing.
};

/// Fails with one line where no such file, line or function is among the inputs; it says what is
/// there of like name.
llvm::Expected<Explanation> explain(const Linked &linked, const Question &question);

} // namespace heaplight
