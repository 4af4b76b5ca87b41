// a finding → what people are told of it beside its message, the same in every format. Derives
// nothing; texts are as they come, so that whoever writes them escapes them.
#pragma once

#include "judge/Finding.h"

namespace heaplight {

/// A place beside the finding's own that has to do with it.
struct Note {
  FilePlace place;
  std::string text;     ///< "reached from 'Engine::process' here"
  uint32_t leftOut = 0; ///< Calls between it and the one before that aren't told.
};

/// The user's frames from the place out to the code that promised, then where the promise stands.
/// Of a long way the middle is left out.
std::vector<Note> notesOf(const Finding &finding);

/// "sometimes: push_back → _M_realloc_insert → operator new(unsigned long), 24 B"; empty where a
/// finding has no way.
std::string wayText(const Finding &finding);

/// "promised by [[clang::nonallocating]] at src/engine.h:31"; empty where nothing is.
std::string promiseText(const Finding &finding);

/// What the notes don't say: the way on into libraries, and what to do about it, each a line.
std::vector<std::string> detailsOf(const Finding &finding);

/// The same and the promise, for readers that see no notes.
std::vector<std::string> allDetailsOf(const Finding &finding);

/// How many findings of each sort there are.
struct LintCounts {
  uint32_t errors = 0;   ///< Of those that count.
  uint32_t warnings = 0; ///< The same.
  uint32_t suppressed = 0;
  uint32_t known = 0;
  uint32_t gone = 0; ///< Of the baseline.
};
LintCounts countsOf(const LintReport &report);

/// "1 error, 2 warnings in 214 units; 12 suppressed, 3 in the baseline (…)"
std::string summaryText(const LintReport &report);

/// The findings that count, in order.
std::vector<const Finding *> countingFindings(const LintReport &report);

/// `file` as the repository names it; absolute paths stay.
std::string repositoryPath(const LintReport &report, const std::string &file);

} // namespace heaplight
