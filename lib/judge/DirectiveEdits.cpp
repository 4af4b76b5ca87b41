#include "judge/DirectiveEdits.h"

#include "llvm/ADT/StringExtras.h"

namespace heaplight {
namespace {

/// What marks documentation and the lines of a block, and blanks: nothing that is said.
constexpr const char *silent = " \t\v\f/*!<";
constexpr const char *blanks = " \t\v\f";

Edit editOf(const Mention &mention, uint32_t column, uint32_t end, std::string text = {}) {
  return {{mention.file, mention.comment.line, column}, end - column, std::move(text)};
}

/// Inside the comment's text.
Edit editInText(const Mention &mention, size_t from, size_t to, std::string text = {}) {
  uint32_t column = mention.comment.column;
  return editOf(mention, column + uint32_t(from), column + uint32_t(to), std::move(text));
}

Edit withoutComment(const Mention &mention) {
  const Comment &comment = mention.comment;
  bool isFirst = comment.before == 1;
  if (comment.behind == comment.lineEnd)
    return isFirst ? editOf(mention, 1, comment.lineEnd + comment.breakBytes)
                   : editOf(mention, comment.before, comment.lineEnd);
  if (isFirst)
    return editOf(mention, comment.start, comment.behind);
  bool hasBefore = comment.before < comment.start;
  bool hasBehind = comment.end < comment.behind;
  if (hasBefore && hasBehind)
    return editOf(mention, comment.before, comment.end);
  // A comment alone may keep two words apart.
  return editOf(mention, comment.start, comment.end, hasBefore || hasBehind ? "" : " ");
}

} // namespace

Edit withoutDirective(const Mention &mention) {
  const Directive &directive = mention.directive;
  llvm::StringRef text = mention.comment.text;
  size_t from = directive.at;
  size_t to = directive.ownsReason ? directive.reasonEnd : from + directive.length;
  llvm::StringRef before = text.take_front(from);
  llvm::StringRef behind = text.drop_front(to);
  bool saysNothingBefore = before.trim(silent).empty();
  if (saysNothingBefore && behind.trim(silent).empty() && mention.comment.whole)
    return withoutComment(mention);
  if (saysNothingBefore)
    return editInText(mention, from, to + behind.size() - behind.ltrim(blanks).size());
  return editInText(mention, before.rtrim(blanks).size(), to);
}

Edit withoutNames(const Mention &mention, const std::set<std::string> &gone) {
  const Directive &directive = mention.directive;
  std::vector<std::string> kept;
  for (const DirectiveName &name : directive.names)
    if (!gone.contains(name.text))
      kept.push_back(name.text);
  if (kept.empty())
    return withoutDirective(mention);
  llvm::StringRef list =
      llvm::StringRef(mention.comment.text).slice(directive.namesAt, directive.namesEnd);
  return editInText(mention, directive.namesAt, directive.namesEnd,
                    llvm::join(kept, list.contains(", ") ? ", " : ","));
}

} // namespace heaplight
