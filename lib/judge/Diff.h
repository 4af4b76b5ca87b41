// a unified diff → the lines that it adds, by file. Reads what git writes; knows nothing of
// folders.
#pragma once

#include "llvm/Support/Error.h"

#include <cstdint>
#include <string>
#include <vector>

namespace heaplight {

/// Lines in a row, both ends included.
struct AddedLines {
  uint32_t first = 0;
  uint32_t last = 0;

  friend bool operator==(const AddedLines &, const AddedLines &) = default;
};

/// A file as it is after the change.
struct ChangedFile {
  std::string path;              ///< From the top of the repository, without the b/ before it.
  std::vector<AddedLines> added; ///< In order; none where lines only go.

  friend bool operator==(const ChangedFile &, const ChangedFile &) = default;
};

/// In the order of the diff. Files that are gone, renamed as they are or binary aren't there. Fails
/// with half a sentence and its line: on a diff of several parents, on paths without a/ and b/, on
/// a hunk that is cut off, and on a text that is no diff.
llvm::Expected<std::vector<ChangedFile>> parseDiff(llvm::StringRef text);

} // namespace heaplight
