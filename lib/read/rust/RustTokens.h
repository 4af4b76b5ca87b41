// text of Rust → its comments, attributes and all else. Knows as much of the language as tells
// these apart: block comments within block comments, strings that nothing is escaped in, lifetimes
// that look like the start of a letter in quotes. What isn't closed goes on to the end.
#pragma once

#include "llvm/ADT/StringRef.h"

#include <cstdint>

namespace heaplight {

struct RustToken {
  enum class Kind : uint8_t { Comment, Attribute, Code, End };

  Kind kind = Kind::End;
  uint32_t start = 0; ///< Bytes of the text.
  uint32_t end = 0;
};

class RustTokens {
public:
  /// Up to 4 GiB.
  explicit RustTokens(llvm::StringRef text) : text_(text) {}

  /// A token of an attribute is part of one: `#`, `[`, and what stands in it.
  RustToken next();

private:
  llvm::StringRef rest() const { return text_.substr(at_); }
  size_t sizeAt() const;
  bool startsAttribute() const;
  void follow(llvm::StringRef token);

  llvm::StringRef text_;
  size_t at_ = 0;
  bool inAttribute_ = false;
  unsigned depth_ = 0; ///< Of an attribute's brackets.
};

} // namespace heaplight
