// source text → its comments. Reads with Clang's own lexer, so that what looks like a comment
// inside a string is none. Knows nothing of what comments say.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace heaplight {

/// One comment. Of /* */ each line is one.
struct Comment {
  uint32_t line = 0;
  uint32_t column = 0;   ///< Of `text`, in bytes, from 1.
  std::string text;      ///< Without the marks that make it a comment, and without its line break.
  bool alone = false;    ///< No code stands on its line.
  uint32_t nextLine = 0; ///< The first line behind it that holds code; 0 where there is none.
  uint32_t start = 0;    ///< Column where the comment's own mark begins.
  uint32_t end = 0;      ///< Column behind its last byte on this line.

  friend bool operator==(const Comment &, const Comment &) = default;
};

/// In order. With `word`, only those that hold it; a text without it is not lexed at all.
std::vector<Comment> commentsOf(std::string_view source, std::string_view word = {});

} // namespace heaplight
