#include "show/Snippet.h"

#include "show/Canvas.h"

#include "llvm/ADT/StringExtras.h"

#include <algorithm>

namespace heaplight {
namespace {

constexpr llvm::StringRef dots = "...";
constexpr unsigned narrowest = 20;

bool isWordByte(char byte) {
  return llvm::isAlnum(byte) || byte == '_' || static_cast<unsigned char>(byte) >= 0x80;
}

bool isWithinCharacter(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

/// A piece of a line around what is pointed at: lines of generated files have no end.
struct Piece {
  llvm::StringRef text;
  size_t from = 0; ///< Bytes of `text` before what is pointed at.
  size_t to = 0;   ///< Bytes up to where that ends.
  bool cutLeft = false;
  bool cutRight = false;
};

Piece pieceOf(llvm::StringRef line, uint32_t column, unsigned width) {
  size_t from = std::min<size_t>(column ? column - 1 : 0, line.size());
  size_t to = std::max<size_t>(endOfWord(line, column) - 1, from);
  size_t reach = size_t(width) * 16; // More than any character takes for a column of its own.
  size_t start = from > reach ? from - reach : 0;
  while (start < from && start && isWithinCharacter(line[start]))
    ++start;
  Piece piece{line.slice(start, from + reach), from - start,
              std::min(to - start, from - start + reach)};
  piece.cutLeft = start > 0;
  piece.cutRight = start + piece.text.size() < line.size();
  return piece;
}

/// The glyphs of a piece, and the columns that are pointed at.
struct Row {
  std::vector<std::string> shown;
  std::vector<unsigned> starts; ///< Columns.
  unsigned end = 0;
  unsigned from = 0;
  unsigned to = 0;
};

Row rowOf(const Piece &piece, bool ascii) {
  Row row;
  size_t bytes = 0;
  forEachGlyph(piece.text, [&](const Glyph &glyph) {
    if (bytes == piece.from || (bytes < piece.from && piece.from < bytes + glyph.bytes.size()))
      row.from = row.end;
    row.starts.push_back(row.end);
    row.shown.push_back(ascii ? asciiOf(glyph.shown) : glyph.shown);
    row.end += ascii ? unsigned(row.shown.back().size()) : glyph.width;
    bytes += glyph.bytes.size();
    if (bytes <= piece.to)
      row.to = row.end;
  });
  if (piece.from >= piece.text.size())
    row.from = row.end;
  row.to = std::max(row.to, row.from + 1);
  return row;
}

/// The columns of a row that are shown.
struct Window {
  unsigned from = 0;
  unsigned to = 0;
};

/// As much as fits; before what is pointed at a third of it, unless the line's start or end is
/// near.
Window windowOf(const Row &row, const Piece &piece, unsigned width) {
  if (row.end <= width && !piece.cutLeft && !piece.cutRight)
    return {0, row.end};
  unsigned signs = unsigned(dots.size());
  if (!piece.cutLeft && row.to + signs <= width)
    return {0, width - signs};
  unsigned room = width - 2 * signs;
  unsigned from = row.from > room / 3 ? row.from - room / 3 : 0;
  if (!piece.cutRight && row.end > room + signs && from > row.end - room - signs)
    return {std::min(row.end - room - signs, row.from), row.end};
  return {from, from + room};
}

} // namespace

Snippet snippetOf(llvm::StringRef line, uint32_t column, const SnippetOptions &options) {
  unsigned width = std::max(options.width, narrowest);
  Piece piece = pieceOf(line, column, width);
  Row row = rowOf(piece, options.ascii);
  Window window = windowOf(row, piece, width);
  Snippet snippet;
  unsigned first = window.to, last = window.from;
  for (size_t index = 0; index < row.shown.size(); ++index) {
    unsigned end = index + 1 < row.starts.size() ? row.starts[index + 1] : row.end;
    if (row.starts[index] < window.from || end > window.to)
      continue;
    first = std::min(first, row.starts[index]);
    last = end;
    snippet.code += row.shown[index];
  }
  first = std::min(first, row.from);
  bool cutLeft = piece.cutLeft || first > 0, cutRight = piece.cutRight || last < row.end;
  if (cutLeft)
    snippet.code.insert(0, dots);
  if (cutRight)
    snippet.code += dots;
  if (!column)
    return snippet;
  unsigned to = std::max(row.from + 1, std::min(row.to, last));
  snippet.mark = std::string(row.from - first + (cutLeft ? dots.size() : 0), ' ') + "^" +
                 std::string(to - row.from - 1, '~');
  return snippet;
}

uint32_t endOfWord(llvm::StringRef line, uint32_t column) {
  if (!column || column > line.size())
    return column + 1;
  size_t end = line.drop_front(column - 1).find_if_not(isWordByte);
  if (end == llvm::StringRef::npos)
    return uint32_t(line.size() + 1);
  return column + std::max<uint32_t>(uint32_t(end), 1);
}

uint32_t utf16Column(llvm::StringRef line, uint32_t column) {
  if (!column)
    return 0;
  size_t before = std::min<size_t>(column - 1, line.size());
  uint32_t units = 0;
  forEachGlyph(line.take_front(before), [&](const Glyph &glyph) { units += glyph.utf16; });
  return uint32_t(column - before) + units; // Past the end columns are as they are given.
}

} // namespace heaplight
