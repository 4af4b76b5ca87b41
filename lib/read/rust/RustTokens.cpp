#include "read/rust/RustTokens.h"

#include "llvm/ADT/StringExtras.h"

#include <algorithm>

namespace heaplight {
namespace {

constexpr size_t npos = llvm::StringRef::npos;

bool isWordLetter(char letter) { return llvm::isAlnum(letter) || letter == '_' || (letter & 0x80); }

bool isWhite(char letter) {
  return letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r' || letter == '\v' ||
         letter == '\f';
}

size_t blockCommentSize(llvm::StringRef text) {
  unsigned depth = 0;
  for (size_t at = 0; at + 1 < text.size(); ++at) {
    llvm::StringRef two = text.substr(at, 2);
    if (two != "/*" && two != "*/")
      continue;
    depth += two == "/*" ? 1 : -1;
    ++at;
    if (!depth)
      return at + 1;
  }
  return text.size();
}

/// From its first quote on.
size_t quotedSize(llvm::StringRef text, char quote) {
  for (size_t at = 1; at < text.size(); ++at) {
    if (text[at] == '\\')
      ++at;
    else if (text[at] == quote)
      return at + 1;
  }
  return text.size();
}

/// r"…", r##"…"##, br"…", cr"…"; 0 for anything else, r#name included.
size_t rawStringSize(llvm::StringRef text) {
  llvm::StringRef rest = text;
  if (!rest.consume_front("br") && !rest.consume_front("cr") && !rest.consume_front("r"))
    return 0;
  size_t hashes = rest.take_while([](char letter) { return letter == '#'; }).size();
  if (!rest.substr(hashes).starts_with("\""))
    return 0;
  std::string close = "\"" + std::string(hashes, '#');
  size_t end = rest.find(close, hashes + 1);
  return end == npos ? text.size() : text.size() - rest.size() + end + close.size();
}

/// A letter in quotes, or a lifetime.
size_t tickSize(llvm::StringRef text) {
  if (text.substr(1).starts_with("\\"))
    return quotedSize(text, '\'');
  size_t letter = 1; // Bytes of one letter of UTF-8.
  while (letter < 4 && 1 + letter < text.size() && (text[1 + letter] & 0xC0) == 0x80)
    ++letter;
  if (text.size() > 1 && text.substr(1 + letter).starts_with("'"))
    return 2 + letter;
  return 1 + text.drop_front().take_while(isWordLetter).size();
}

} // namespace

size_t RustTokens::sizeAt() const {
  llvm::StringRef text = rest();
  if (text.starts_with("//"))
    return std::min(text.find_first_of("\r\n"), text.size());
  if (text.starts_with("/*"))
    return blockCommentSize(text);
  if (text.front() == '"')
    return quotedSize(text, '"');
  if (text.front() == '\'')
    return tickSize(text);
  if (size_t raw = rawStringSize(text))
    return raw;
  return std::max(text.take_while(isWordLetter).size(), size_t(1));
}

bool RustTokens::startsAttribute() const {
  llvm::StringRef text = rest();
  if (!text.consume_front("#"))
    return false;
  text.consume_front("!");
  return text.ltrim().starts_with("[");
}

/// Through an attribute's brackets.
void RustTokens::follow(llvm::StringRef token) {
  depth_ += token == "[";
  depth_ -= token == "]" && depth_;
  inAttribute_ = depth_ || token == "#" || token == "!";
}

RustToken RustTokens::next() {
  while (at_ < text_.size() && isWhite(text_[at_]))
    ++at_;
  RustToken token;
  token.start = uint32_t(at_);
  token.end = token.start;
  if (at_ == text_.size())
    return token;
  inAttribute_ |= startsAttribute();
  size_t size = sizeAt();
  llvm::StringRef text = rest().take_front(size);
  bool isComment = text.starts_with("//") || text.starts_with("/*");
  token.kind = isComment      ? RustToken::Kind::Comment
               : inAttribute_ ? RustToken::Kind::Attribute
                              : RustToken::Kind::Code;
  at_ += size;
  token.end = uint32_t(at_);
  if (inAttribute_ && !isComment)
    follow(text);
  return token;
}

} // namespace heaplight
