#include "show/Canvas.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/Unicode.h"
#include "llvm/Support/raw_ostream.h"

#include <fmt/format.h>

namespace heaplight {
namespace {

constexpr unsigned tabColumns = 4;

/// One character's bytes, and its number; none where the bytes are no character.
struct Character {
  llvm::StringRef bytes;
  std::optional<uint32_t> number;
};

/// Takes the first character away from `text`, which isn't empty.
Character takeCharacter(llvm::StringRef &text) {
  const auto *start = reinterpret_cast<const llvm::UTF8 *>(text.data());
  size_t length = llvm::getNumBytesForUTF8(*start);
  Character character{text.take_front(1), std::nullopt};
  if (length <= text.size() && llvm::isLegalUTF8Sequence(start, start + length)) {
    llvm::UTF32 number = 0;
    llvm::convertUTF8Sequence(&start, start + length, &number, llvm::strictConversion);
    character = {text.take_front(length), number};
  }
  text = text.drop_front(character.bytes.size());
  return character;
}

/// What stands for a character that can't be shown as it is.
std::string nameOf(const Character &character) {
  return character.number
             ? fmt::format("<U+{:04X}>", *character.number)
             : fmt::format("<{:02X}>", static_cast<unsigned char>(character.bytes.front()));
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

void forEachGlyph(llvm::StringRef text, llvm::function_ref<void(const Glyph &)> each) {
  unsigned column = 0;
  while (!text.empty()) {
    Character character = takeCharacter(text);
    Glyph glyph{character.bytes, character.bytes.str(), 1, character.number > 0xFFFF ? 2u : 1u};
    bool plain = character.number >= 0x20u && character.number <= 0x7Eu; // Nearly all there is.
    if (character.number == '\t')
      glyph.shown = std::string(tabColumns - column % tabColumns, ' ');
    else if (!plain &&
             (!character.number || !llvm::sys::unicode::isPrintable(int(*character.number))))
      glyph.shown = nameOf(character);
    if (!plain)
      glyph.width = widthOf(glyph.shown);
    column += glyph.width;
    each(glyph);
  }
}

std::string printable(llvm::StringRef text) {
  std::string shown;
  forEachGlyph(text, [&](const Glyph &glyph) { shown += glyph.shown; });
  return shown;
}

std::string asciiOf(const std::string &text) {
  static const std::map<uint32_t, std::string> plain{{0x2192, "->"},  {0xB7, ","},   {0xD7, "x"},
                                                     {0x2026, "..."}, {0x203A, ">"}, {0x2502, "|"},
                                                     {0x2514, "`"}};
  std::string shown;
  for (llvm::StringRef rest = text; !rest.empty();) {
    Character character = takeCharacter(rest);
    auto known = plain.find(character.number.value_or(0));
    if (character.number < 0x80 && character.number)
      shown += character.bytes.str();
    else
      shown += known == plain.end() ? nameOf(character) : known->second;
  }
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
void Canvas::inked(Ink ink, const std::string &text) {
  static const char *const colors[] = {"\033[1;31m", "\033[1;35m", "\033[1;36m", "\033[1;32m"};
  write(colors[size_t(ink)], text);
}
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
  for (llvm::StringRef rest = code; !rest.empty();) {
    std::string piece = takeCharacter(rest).bytes.str();
    unsigned width = widthOf(piece);
    if (used + width > end) {
      plain(row);
      newline();
      spaces(column);
      row.clear();
      used = column;
    }
    row += piece;
    used += width;
  }
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
