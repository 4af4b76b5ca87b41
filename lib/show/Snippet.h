// a source line and a place in it → the two rows that point at the place, as compilers show it.
// Knows words by their letters alone, no language.
#pragma once

#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <string>

namespace heaplight {

struct Snippet {
  std::string code; ///< The line, or the part of it around the place.
  std::string mark; ///< "    ^~~~"; empty where there is no place.
};

struct SnippetOptions {
  unsigned width = 120; ///< Columns of each row.
  bool ascii = false;
};

/// `column` counts bytes from 1; 0 where there is none.
Snippet snippetOf(llvm::StringRef line, uint32_t column, const SnippetOptions &options);

/// The column behind the word that begins at `column`; the next one where no word does. Bytes.
uint32_t endOfWord(llvm::StringRef line, uint32_t column);

/// A column in bytes → the same in UTF-16 code units.
uint32_t utf16Column(llvm::StringRef line, uint32_t column);

} // namespace heaplight
