// a file's text + edits → the text with them made. Makes all or none; reads and writes no files.
#pragma once

#include "judge/Finding.h"

namespace heaplight {

/// The edits of what counts or is known, by file, sorted, each once.
std::map<std::string, std::vector<Edit>> editsByFile(const LintReport &report);

/// `edits` are all of the one file that `text` is, in any order; an edit that is there twice is
/// made once. An edit may take its line's break with it, but no more of the next line. Line breaks
/// that come in are as that of the line they come into. Fails with one line, "FILE:LINE:COLUMN: …",
/// where an edit lies outside the text, or two overlap or insert at one place.
llvm::Expected<std::string> withEdits(std::string_view text, std::vector<Edit> edits);

} // namespace heaplight
