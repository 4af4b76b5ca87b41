// source text → its comments. Reads with Clang's own lexer, so that what looks like a comment
// inside a string is none. Knows nothing of what comments say. C is read as new C++ is, where
// trigraphs are text; Rust by its own tokens.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace heaplight {

enum class TextLanguage : uint8_t { Cxx, Rust };

/// By the name of the file that holds the text.
TextLanguage languageOfFile(std::string_view file);

/// One comment. Where it has several lines, each is one; so it is with a line that a backslash
/// continues. Columns are bytes, from 1; that of a line's first byte is 1, a byte order mark or
/// not.
struct Comment {
  uint32_t line = 0;
  uint32_t column = 0;   ///< Of `text`.
  std::string text;      ///< Without the marks that make it a comment, and without its line break.
  bool alone = false;    ///< No code stands on its line, not even a directive.
  bool whole = false;    ///< It begins and ends on this line.
  uint32_t nextLine = 0; ///< The first line behind this one that holds code, which directives are
                         ///< not, nor attributes of Rust; 0 where there is none.
  uint32_t before = 0;   ///< Column where the blanks before `start` begin.
  uint32_t start = 0;    ///< Column where the comment's own mark begins; 1 where it came before.
  uint32_t end = 0;      ///< Column behind its last byte on this line.
  uint32_t behind = 0;   ///< Column where the blanks behind `end` end.
  uint32_t lineEnd = 0;  ///< Column of the line's break.
  /// Bytes of the line break that can go together with all of the line. 0 at the text's end, and
  /// where a backslash joins the line before to this one: it would be joined to the next then.
  uint32_t breakBytes = 0;

  friend bool operator==(const Comment &, const Comment &) = default;
};

/// In order. With `word`, only those that hold it; a text without it is not lexed at all. A text
/// over 2 GiB, or with thousands of lines that a backslash alone joins, has none: Clang can't read
/// it.
std::vector<Comment> commentsOf(std::string_view source, std::string_view word = {});
/// The same of those that hold one of `words`, in one pass.
std::vector<Comment> commentsWith(std::string_view source,
                                  const std::vector<std::string_view> &words,
                                  TextLanguage language = TextLanguage::Cxx);

} // namespace heaplight
