// effects of a line → short phrases for people, the gravest first, and the marks that go with them.
#pragma once

#include "report/Report.h"
#include "show/Text.h"

namespace heaplight {

/// How a phrase is coloured and marked.
enum class Tone : uint8_t { Allocate, Deallocate, Destroy, Unknown, Elided, Exceptional };

struct Phrase {
  Kind kind = Kind::Unknown;
  Tone tone = Tone::Unknown;
  std::string text;
};

/// "allocates"
const char *verb(Kind kind);

/// "startup: "; empty for what happens at any time.
const char *prefix(Phase phase);

/// `text` in at most `columns`, if it can be had by writing "<…>" for template arguments, the inner
/// ones first; else with none of them.
std::string withFewerArguments(const std::string &text, unsigned columns);

/// A type's columns in a phrase that isn't to be all type.
unsigned roomForType(const TextOptions &options);

/// Only of what the options let through; empty where nothing is left.
std::vector<Phrase> phrasesOf(const std::vector<ReportEffect> &effects, const ReportUnit &unit,
                              const TextOptions &options);

/// The same of all that a line does, with what was seen of it where a run was given: "allocates
/// sometimes · seen 1,204 × 32 B = 37.6 KiB", or "not seen".
std::vector<Phrase> phrasesOf(const ReportLine &line, const ReportUnit &unit,
                              const TextOptions &options);

/// "3 × 32 B = 96 B"; of sizes that differ the mean: "1,204 × about 38 B = 45 KiB".
std::string allocationsText(const RecordedCounts &counts);

/// "once", "1,204 times"
std::string timesText(uint64_t count);

/// One column wide.
std::string markOf(const Phrase &phrase, bool ascii);

/// A function's own name: without parameters, template arguments and scopes.
std::string shortName(std::string_view function);

} // namespace heaplight
