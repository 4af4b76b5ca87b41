#include "read/Comments.h"

#include "read/rust/RustTokens.h"

#include "clang/Basic/LangOptions.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSwitch.h"

#include <limits>

namespace heaplight {
namespace {

using Words = std::vector<std::string_view>;

bool isBlank(char letter) {
  return letter == ' ' || letter == '\t' || letter == '\v' || letter == '\f';
}

/// What every C and C++ since 1999 has, and what only new C++ has. Where older C reads a text
/// otherwise, it has no use for the form (a digit separator, a raw string).
clang::LangOptions newestLanguage() {
  clang::LangOptions options;
  options.LineComment = options.CPlusPlus = options.CPlusPlus11 = options.CPlusPlus14 = true;
  options.CPlusPlus17 = options.CPlusPlus20 = options.CPlusPlus23 = true;
  options.RawStringLiterals = options.Digraphs = options.Bool = true;
  return options;
}

/// Bytes of the joined line end that `text` begins with: a backslash, blanks, a line break.
size_t joinAt(llvm::StringRef text) {
  llvm::StringRef rest = text;
  if (!rest.consume_front("\\"))
    return 0;
  rest = rest.ltrim(" \t\v\f");
  if (!rest.consume_front("\r\n") && !rest.consume_front("\n") && !rest.consume_front("\r"))
    return 0;
  return text.size() - rest.size();
}

/// Whether so many joined line ends follow each other at once that Clang's lexer, which calls
/// itself for each, would run out of stack. Clang can't compile such a text either.
bool isTooDeep(llvm::StringRef text) {
  constexpr int most = 5000;
  int joins = 0;
  for (size_t at = text.find('\\'); at != llvm::StringRef::npos;) {
    size_t bytes = joinAt(text.substr(at));
    joins = bytes ? joins + 1 : 0;
    if (joins > most)
      return true;
    at += std::max(bytes, size_t(1));
    if (!text.substr(at).starts_with("\\")) {
      joins = 0;
      at = text.find('\\', at);
    }
  }
  return false;
}

/// offset ⇄ line and column. As Clang counts lines: LF, CR and CR LF each end one. Asked in order
/// of the text, since it walks along.
class LineTable {
public:
  explicit LineTable(llvm::StringRef text) : text_(text), starts_{0} {
    for (size_t at = text.find_first_of("\r\n"); at != llvm::StringRef::npos;
         at = text.find_first_of("\r\n", at)) {
      at += text.substr(at).starts_with("\r\n") ? 2 : 1;
      starts_.push_back(uint32_t(at));
    }
  }

  /// From 1. `offset` may lie before that of the call before, but then it costs more.
  uint32_t lineOf(uint32_t offset) {
    while (starts_[line_ - 1] > offset)
      --line_;
    while (line_ < starts_.size() && starts_[line_] <= offset)
      ++line_;
    return line_;
  }
  uint32_t start(uint32_t line) const { return starts_[line - 1]; }
  /// Behind its break.
  uint32_t next(uint32_t line) const {
    return line < starts_.size() ? starts_[line] : uint32_t(text_.size());
  }
  /// Before its break.
  uint32_t end(uint32_t line) const {
    llvm::StringRef whole = text_.slice(start(line), next(line));
    return next(line) - uint32_t(whole.size() - whole.rtrim("\r\n").size());
  }

private:
  llvm::StringRef text_;
  std::vector<uint32_t> starts_;
  uint32_t line_ = 1;
};

/// Bytes of a text, the last excluded.
struct Span {
  uint32_t start;
  uint32_t end;
};

/// Tells which tokens belong to a directive, and where a header's name is to come, in which //
/// opens no comment.
class Directives {
public:
  /// Of each token in order, with its text and whether a line of its own begins with it.
  void read(const clang::Token &token, llvm::StringRef text) {
    bool starts = token.isAtStartOfLine() || (afterComment_ && atStart_);
    afterComment_ = token.is(clang::tok::comment);
    atStart_ = starts;
    if (afterComment_)
      return; // Neither ends what it stands in.
    if (starts)
      inside_ = token.is(clang::tok::hash);
    headerComes_ = takesHeader(token, text);
    last_ = starts && inside_ ? Last::Hash : Last::Other;
    if (token.is(clang::tok::raw_identifier) && text.starts_with("__has_"))
      last_ = Last::Asks;
  }
  bool inside() const { return inside_; }
  bool headerComes() const { return headerComes_; }

private:
  enum class Last : uint8_t { Other, Hash, Asks };

  bool takesHeader(const clang::Token &token, llvm::StringRef text) const {
    if (!inside_)
      return false;
    if (last_ == Last::Hash && token.is(clang::tok::raw_identifier))
      return llvm::StringSwitch<bool>(text)
          .Cases({"include", "include_next", "import", "embed", "__include_macros"}, true)
          .Default(false);
    return last_ == Last::Asks && token.is(clang::tok::l_paren);
  }

  bool inside_ = false;
  bool headerComes_ = false;
  bool afterComment_ = false;
  bool atStart_ = false;
  Last last_ = Last::Other;
};

class Reader {
public:
  /// `source` ends in a NUL behind its last byte, as the lexer needs it.
  Reader(llvm::StringRef source, const Words &words, TextLanguage language)
      : source_(source), words_(words), isRust_(language == TextLanguage::Rust), lines_(source) {}

  std::vector<Comment> read() { return isRust_ ? readRust() : readCxx(); }

private:
  std::vector<Comment> readRust() {
    RustTokens tokens(source_);
    while (true) {
      RustToken token = tokens.next();
      if (token.kind == RustToken::Kind::End)
        return std::move(comments_);
      inAttribute_ = token.kind == RustToken::Kind::Attribute;
      if (token.kind == RustToken::Kind::Comment)
        addComment({token.start, token.end});
      else
        addCode({token.start, token.end});
    }
  }

  std::vector<Comment> readCxx() {
    clang::LangOptions options = newestLanguage();
    clang::Lexer lexer(clang::SourceLocation(), options, source_.begin(), source_.begin(),
                       source_.end());
    lexer.SetCommentRetentionState(true);
    clang::Token token;
    while (true) {
      if (directives_.headerComes())
        lexer.LexIncludeFilename(token);
      else
        lexer.LexFromRawLexer(token);
      if (token.is(clang::tok::eof))
        return std::move(comments_);
      uint32_t end = uint32_t(lexer.getBufferLocation() - source_.begin());
      Span span = withoutJoins({end - token.getLength(), end});
      directives_.read(token, source_.slice(span.start, span.end));
      if (token.is(clang::tok::comment))
        addComment(span);
      else
        addCode(span);
    }
  }

  bool isWanted(llvm::StringRef text) const {
    return words_.empty() ||
           llvm::any_of(words_, [&](std::string_view word) { return text.contains(word); });
  }

  /// What is open about the comments before is settled by the code behind them. Each is looked at
  /// once, however many there are on a line.
  void addCode(Span span) {
    uint32_t firstLine = lines_.lineOf(span.start);
    uint32_t lastLine = lines_.lineOf(span.end - 1);
    for (; followed_ < comments_.size(); ++followed_)
      if (comments_[followed_].line == firstLine)
        comments_[followed_].alone = false;
    lastCodeLine_ = lastLine;
    if (directives_.inside() || inAttribute_)
      return;
    for (; settled_ < comments_.size() && comments_[settled_].line < lastLine; ++settled_)
      comments_[settled_].nextLine = std::max(firstLine, comments_[settled_].line + 1);
  }

  void addComment(Span span) {
    if (!isWanted(source_.slice(span.start, span.end)))
      return;
    Span text = withoutMarks(span);
    bool isBlock = source_[text.start - 1] == '*';
    uint32_t first = lines_.lineOf(text.start);
    for (uint32_t line = first; lines_.start(line) <= text.end; ++line) {
      Span piece{std::max(text.start, lines_.start(line)), std::min(text.end, lines_.end(line))};
      bool goesOn = lines_.next(line) <= text.end && lines_.end(line) < lines_.next(line);
      addPiece(span, line, goesOn && !isBlock && !isRust_ ? withoutBackslash(piece) : piece);
      if (!goesOn)
        break;
    }
  }

  /// A token begins with the joined line ends before it, as the lexer sees it.
  Span withoutJoins(Span span) const {
    while (size_t bytes = joinAt(source_.slice(span.start, span.end)))
      span.start += uint32_t(bytes);
    return span;
  }

  /// A comment's text. A backslash at a line's end may stand between the two bytes of a mark.
  Span withoutMarks(Span span) const {
    uint32_t start = span.start + 1;
    while (source_[start] != '/' && source_[start] != '*')
      ++start;
    if (source_[start] == '/')
      return {start + 1, span.end};
    uint32_t end = span.end - 1;
    while (source_[end - 1] != '*')
      --end;
    return {start + 1, std::max(end - 1, start + 1)};
  }

  Span withoutBackslash(Span piece) const {
    llvm::StringRef text = source_.slice(piece.start, piece.end).rtrim(" \t\v\f");
    text.consume_back("\\");
    return {piece.start, piece.start + uint32_t(text.size())};
  }

  void addPiece(Span whole, uint32_t line, Span text) {
    llvm::StringRef said = source_.slice(text.start, text.end);
    if (!isWanted(said))
      return;
    uint32_t lineStart = lines_.start(line);
    uint32_t lineEnd = lines_.end(line);
    uint32_t start = std::max(whole.start, lineStart);
    uint32_t end = std::min(whole.end, lineEnd);
    Comment comment;
    comment.line = line;
    comment.column = text.start - lineStart + 1;
    comment.text = said.str();
    comment.alone = lastCodeLine_ != line;
    comment.whole = whole.start >= lineStart && whole.end <= lineEnd;
    comment.start = start - lineStart + 1;
    comment.end = end - lineStart + 1;
    comment.lineEnd = lineEnd - lineStart + 1;
    comment.breakBytes = isJoined(line) ? 0 : lines_.next(line) - lineEnd;
    while (start > lineStart && isBlank(source_[start - 1]))
      --start;
    while (end < lineEnd && isBlank(source_[end]))
      ++end;
    comment.before = start - lineStart + 1;
    comment.behind = end - lineStart + 1;
    comments_.push_back(std::move(comment));
  }

  /// Whether the line before ends in a backslash, written as such or as a trigraph.
  bool isJoined(uint32_t line) {
    if (joinAsked_ == line)
      return joined_;
    joinAsked_ = line;
    joined_ = false;
    if (line > 1 && !isRust_) {
      llvm::StringRef before = source_.slice(lines_.start(line - 1), lines_.end(line - 1));
      before = before.rtrim(" \t\v\f");
      joined_ = before.ends_with("\\") || before.ends_with("\?\?/");
    }
    return joined_;
  }

  llvm::StringRef source_;
  const Words &words_;
  bool isRust_;
  bool inAttribute_ = false;
  LineTable lines_;
  Directives directives_;
  std::vector<Comment> comments_;
  size_t followed_ = 0; ///< Comments before this one had code behind them.
  size_t settled_ = 0;  ///< Comments before this one know their next line.
  uint32_t lastCodeLine_ = 0;
  uint32_t joinAsked_ = 0;
  bool joined_ = false;
};

} // namespace

TextLanguage languageOfFile(std::string_view file) {
  return file.ends_with(".rs") ? TextLanguage::Rust : TextLanguage::Cxx;
}

std::vector<Comment> commentsWith(std::string_view source, const Words &words,
                                  TextLanguage language) {
  llvm::StringRef text(source);
  if (text.size() > size_t(std::numeric_limits<int32_t>::max()))
    return {};
  if (!words.empty() && llvm::none_of(words, [&](std::string_view word) {
        return source.find(word) != std::string_view::npos;
      }))
    return {};
  if (language == TextLanguage::Cxx && isTooDeep(text))
    return {};
  std::string ended(source);
  return Reader(ended, words, language).read();
}

std::vector<Comment> commentsOf(std::string_view source, std::string_view word) {
  return commentsWith(source, word.empty() ? Words{} : Words{word});
}

} // namespace heaplight
