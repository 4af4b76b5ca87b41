// pieces of text → rows of a terminal: widths in columns, colours, wrapping. Knows no effects.
#pragma once

#include "show/Phrases.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace heaplight {

/// Columns that `text` takes on a terminal.
unsigned widthOf(const std::string &text);

/// One character of a text, or one byte that is none.
struct Glyph {
  llvm::StringRef bytes;
  std::string shown;  ///< As it can be printed, see `printable`.
  unsigned width = 1; ///< Columns of `shown`.
  unsigned utf16 = 1; ///< Code units that it takes in UTF-16.
};

/// Calls `each` for all of `text`, in order.
void forEachGlyph(llvm::StringRef text, llvm::function_ref<void(const Glyph &)> each);

/// `text` as it can be printed: tabs become spaces; control and bidi characters, and bytes that are
/// no character, visible.
std::string printable(llvm::StringRef text);

/// `text` with only ASCII characters.
std::string asciiOf(const std::string &text);

/// The colours that clang gives the parts of a diagnostic.
enum class Ink : uint8_t { Error, Warning, Note, Caret };

class Canvas {
public:
  Canvas(const TextOptions &options, llvm::raw_ostream &stream)
      : options_(options), stream_(stream) {}

  const TextOptions &options() const { return options_; }
  /// `text` as it will stand on the terminal.
  std::string shown(const std::string &text) const;
  void plain(const std::string &text);
  void faint(const std::string &text);
  void strong(const std::string &text);
  void toned(Tone tone, const std::string &text);
  void inked(Ink ink, const std::string &text);
  void spaces(unsigned count);
  void newline();

  /// Writes `phrases`, a bar between them, from the current column on; what doesn't fit goes to
  /// rows of its own that begin at `column`.
  void phrases(const std::vector<Phrase> &phrases, unsigned column);

  /// Writes `text` from column `used` on; what doesn't fit goes to rows that begin at `column`.
  void wrapped(const std::string &text, unsigned used, unsigned column);

  /// Writes source code from `column` on, all of it; rows that it fills go on at `column`. Returns
  /// the column where it ends.
  unsigned folded(const std::string &code, unsigned column);

private:
  void words(std::optional<Tone> tone, const std::string &text, unsigned &used, unsigned column);
  void write(const char *color, const std::string &text);

  const TextOptions &options_;
  llvm::raw_ostream &stream_;
};

} // namespace heaplight
