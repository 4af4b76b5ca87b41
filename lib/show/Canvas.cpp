#include "show/Canvas.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/Unicode.h"
#include "llvm/Support/raw_ostream.h"

#include <fmt/format.h>

namespace heaplight {
namespace {

constexpr unsigned tabColumns = 4;

/// A character that moves the cursor or the reading direction instead of being read.
bool isUnseen(uint32_t letter) {
  return letter < 0x20 || (letter >= 0x7F && letter < 0xA0) || letter == 0x061C ||
         (letter >= 0x200B && letter <= 0x200F) || (letter >= 0x202A && letter <= 0x202E) ||
         (letter >= 0x2060 && letter <= 0x2069) || letter == 0xFEFF;
}

/// Calls `each` with every character's bytes and number.
template <typename Each> void forEachCharacter(llvm::StringRef text, Each each) {
  while (!text.empty()) {
    unsigned length =
        std::min<size_t>(llvm::getNumBytesForUTF8(llvm::UTF8(text.front())), text.size());
    const auto *start = reinterpret_cast<const llvm::UTF8 *>(text.data());
    llvm::UTF32 letter = 0xFFFD;
    llvm::convertUTF8Sequence(&start, start + length, &letter, llvm::lenientConversion);
    each(text.take_front(length), letter);
    text = text.drop_front(length);
  }
}

const char *colorOf(Tone tone) {
  static const char *const colors[] = {"\033[1;31m", "\033[36m", "\033[35m",
                                       "\033[33m",   "\033[2m",  "\033[2m"};
  return colors[size_t(tone)];
}

} // namespace

unsigned widthOf(const std::string &text) {
  int width = llvm::sys::unicode::columnWidthUTF8(text);
  return width < 0 ? unsigned(text.size()) : unsigned(width);
}

std::string printable(const std::string &text) {
  std::string shown;
  unsigned column = 0;
  forEachCharacter(text, [&](llvm::StringRef bytes, uint32_t letter) {
    std::string piece = bytes.str();
    if (letter == '\t')
      piece = std::string(tabColumns - column % tabColumns, ' ');
    else if (isUnseen(letter))
      piece = fmt::format("<U+{:04X}>", letter);
    column += widthOf(piece);
    shown += piece;
  });
  return shown;
}

std::string asciiOf(const std::string &text) {
  static const std::map<uint32_t, std::string> plain{{0x2192, "->"},  {0xB7, ","},   {0xD7, "x"},
                                                     {0x2026, "..."}, {0x203A, ">"}, {0x2502, "|"},
                                                     {0x2514, "`"}};
  std::string shown;
  forEachCharacter(text, [&](llvm::StringRef bytes, uint32_t letter) {
    auto known = plain.find(letter);
    if (letter < 0x80)
      shown += bytes.str();
    else
      shown += known == plain.end() ? fmt::format("<U+{:04X}>", letter) : known->second;
  });
  return shown;
}

void Canvas::write(const char *color, const std::string &text) {
  if (text.empty())
    return;
  std::string shown = options_.ascii ? asciiOf(text) : text;
  if (options_.color && color)
    stream_ << color << shown << "\033[0m";
  else
    stream_ << shown;
}

void Canvas::plain(const std::string &text) { write(nullptr, text); }
void Canvas::faint(const std::string &text) { write("\033[2m", text); }
void Canvas::strong(const std::string &text) { write("\033[1m", text); }
void Canvas::toned(Tone tone, const std::string &text) { write(colorOf(tone), text); }
void Canvas::spaces(unsigned count) { stream_.indent(count); }
void Canvas::newline() { stream_ << '\n'; }

std::string Canvas::shown(const std::string &text) const {
  return options_.ascii ? asciiOf(printable(text)) : printable(text);
}

void Canvas::wrapped(const std::string &text, unsigned used, unsigned column) {
  words(std::nullopt, text, used, column);
}

unsigned Canvas::folded(const std::string &code, unsigned column) {
  constexpr unsigned narrowest = 20;
  unsigned end = std::max(options_.width, column + narrowest), used = column;
  std::string row;
  forEachCharacter(code, [&](llvm::StringRef bytes, uint32_t) {
    unsigned width = widthOf(bytes.str());
    if (used + width > end) {
      plain(row);
      newline();
      spaces(column);
      row.clear();
      used = column;
    }
    row += bytes;
    used += width;
  });
  plain(row);
  return used;
}

void Canvas::words(std::optional<Tone> tone, const std::string &text, unsigned &used,
                   unsigned column) {
  std::string whole = shown(text);
  llvm::StringRef rest = whole, piece;
  for (bool start = true; !rest.empty(); start = false) {
    std::tie(piece, rest) = rest.split(' ');
    unsigned width = widthOf(piece.str());
    if (!start && used + 1 + width > options_.width) {
      newline();
      spaces(column);
      used = column;
    } else if (!start) {
      plain(" ");
      ++used;
    }
    tone ? toned(*tone, piece.str()) : plain(piece.str());
    used += width;
  }
}

void Canvas::phrases(const std::vector<Phrase> &phrases, unsigned column) {
  unsigned used = column;
  bool first = true;
  for (const Phrase &phrase : phrases) {
    if (!first && used + 3 + widthOf(shown(phrase.text)) > options_.width) {
      newline();
      spaces(column);
      used = column;
    } else if (!first) {
      faint(" | ");
      used += 3;
    }
    first = false;
    words(phrase.tone, phrase.text, used, column + 2);
  }
}

} // namespace heaplight
