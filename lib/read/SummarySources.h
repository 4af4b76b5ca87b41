// Unit → the user's files whose lines are shown of it, and what they hold; and later, which of them
// hold something else. Compares bytes, and doesn't know which of the lines have changed.
#pragma once

#include "Types.h"
#include "read/FileFacts.h"

#include <string>
#include <vector>

namespace heaplight {

struct SourceFact {
  std::string file; ///< As the unit names it: relative to the working folder or absolute.
  ContentHash content;

  friend bool operator==(const SourceFact &, const SourceFact &) = default;
};

/// Sorted by file. What isn't there is left out, as the source of a preprocessed one may be.
std::vector<SourceFact> sourcesOf(const Unit &unit, FileFacts &facts);

/// One line on those that are gone or changed since; empty where none is.
std::string staleness(const std::vector<SourceFact> &sources, FileFacts &facts);

} // namespace heaplight
