// effects + source text → Report, the one thing that every view reads. All texts are ready to be
// shown; nothing in it refers to anything outside.
#pragma once

#include "Recording.h"
#include "reach/Link.h"
#include "reach/Program.h"

#include <memory>

namespace heaplight {

struct ReportFrame {
  std::string function;
  std::string file;
  uint32_t line = 0;
  uint32_t column = 0;
  std::optional<uint32_t> in;

  friend bool operator==(const ReportFrame &, const ReportFrame &) = default;
};

/// One thing that executing a line, or calling a function, does to the heap.
struct ReportEffect {
  Kind kind = Kind::Unknown;
  Stage stage = Stage::Built;
  Certainty certainty = Certainty::Sometimes;
  Phase phase = Phase::Run;
  bool direct = false;
  bool inLoop = false;
  bool elided = false;       ///< Written only: the optimizer left nothing of this kind on the line.
  bool mattersToHeap = true; ///< Not a destructor that only runs.
  std::string callee;
  std::string reason;
  std::string type;
  std::string subject;
  std::optional<uint64_t> bytes;
  std::optional<uint64_t> elementBytes;
  std::vector<uint32_t> path; ///< Indices of the unit's frames, outermost first.

  friend bool operator==(const ReportEffect &, const ReportEffect &) = default;
};

struct ReportFunction {
  std::string name;
  std::string symbol;
  std::string file;
  uint32_t line = 0;
  uint32_t endLine = 0; ///< `line` where not known.
  Phase phase = Phase::Run;
  std::vector<ReportEffect> effects;
};

struct ReportLine {
  std::string file;
  uint32_t line = 0;
  std::vector<ReportEffect> effects; ///< By kind, then written before built.
  /// What the runs did there; zeros where they did nothing. None where no run was given.
  std::optional<RecordedCounts> observed{};
};

/// A line that came to the heap in a run and bears no mark for it.
struct ReportUnmarked {
  std::string file;
  uint32_t line = 0;
  std::vector<Kind> kinds; ///< That are missing: allocate, deallocate or both.
  RecordedCounts observed;

  friend bool operator==(const ReportUnmarked &, const ReportUnmarked &) = default;
};

struct ReportAssembly {
  std::string text;
  std::string symbol;
  std::string function; ///< Readable.
  std::string callee;   ///< Readable; of a direct call.
  std::optional<uint32_t> frame;
  std::optional<Kind> effect;
  bool label = false;
  // The user's innermost line that it was made for; where the compiler gave none, that of the
  // instruction before. Empty in a library's function.
  std::string file;
  uint32_t line = 0;
};

/// Sums over one unit. Lines and functions are those of user files, functions those without a place
/// as well, at the built stage or the only one; what happens only on the way to a throw isn't
/// counted.
struct ReportTotals {
  uint32_t sourceLines = 0;
  uint32_t allocatingLines = 0;
  uint32_t freeingLines = 0;
  uint32_t unknownLines = 0;
  uint32_t functions = 0;
  uint32_t heapFunctions = 0; ///< That allocate, free or call what can't be seen.
  uint32_t writtenSites = 0;  ///< Emitted calls of allocators, wherever they stand.
  uint32_t builtSites = 0;
  uint32_t seenAllocatingLines = 0; ///< Of `allocatingLines`, those that did in a run.
  uint32_t seenFreeingLines = 0;

  friend bool operator==(const ReportTotals &, const ReportTotals &) = default;
};

struct ReportUnit {
  std::string source;
  std::string language;
  std::string target;
  std::string optimization;
  std::string standard;
  std::optional<Stage> only{};           ///< Of IR at one stage: which; nothing is of the other.
  std::vector<ReportFunction> functions; ///< Of user files, by file and line.
  std::vector<ReportFunction> unplaced;  ///< Of IR that tells no place of them, by symbol.
  std::vector<ReportLine> lines;         ///< By file and line; only those with an effect.
  std::vector<ReportUnmarked> unmarked;  ///< By file and line; none where all is as it must be.
  std::vector<ReportAssembly> assembly;
  std::vector<ReportFrame> frames;
  ReportTotals totals;
  std::vector<std::string> userFiles; ///< Sorted; the source is always among them.
  std::vector<std::string> notes;
  /// Text of each user file, by name. Lines of files that can't be read are absent.
  std::map<std::string, std::shared_ptr<const std::vector<std::string>>> texts;
};

/// The stage whose effects count: what ships, unless the unit is as it was written alone.
inline Stage lastStage(const ReportUnit &unit) { return unit.only.value_or(Stage::Built); }

/// An input that could not be read whole.
struct ReportProblem {
  std::string source;
  std::string message;
};

/// A run that the lines are held against.
struct ReportRun {
  std::string source; ///< The file that tells of it.
  std::string program;
};

struct Report {
  std::vector<ReportUnit> units;
  std::vector<ReportProblem> problems;
  std::vector<ReportRun> runs; ///< In the order given.
};

struct ReportOptions {
  /// A regular expression over paths; empty for every header of the user's.
  std::string headerFilter;
  std::string functionFilter; ///< A regular expression over readable names; empty for all.
  World world = World::Open;
};

/// The call at the end of an unknown effect's path.
struct UnseenCall {
  StringId callee = 0;
  StringId reason = 0;
};

/// Why it can't be followed, in words.
std::string reasonOf(const UnseenCall &last, const Program &program, const Linked &linked);

/// One unit for each of the inputs that have lines. A header's lines stand in the first that has
/// code of it, and gather what all of them do. Both filters must be valid expressions.
std::vector<ReportUnit> makeReport(Linked linked, const ReportOptions &options);

} // namespace heaplight
