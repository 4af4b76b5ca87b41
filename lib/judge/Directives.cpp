#include "judge/Directives.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

namespace heaplight {
namespace {

using Form = Directive::Form;

std::optional<Form> formOf(llvm::StringRef word) {
  return llvm::StringSwitch<std::optional<Form>>(word)
      .Case("NOLINT", Form::Line)
      .Case("NOLINTNEXTLINE", Form::NextLine)
      .Case("NOLINTBEGIN", Form::Begin)
      .Case("NOLINTEND", Form::End)
      .Default(std::nullopt);
}

/// The parentheses that stand at the directive's end, if they are closed.
void readNames(llvm::StringRef text, Directive &directive) {
  size_t open = directive.at + directive.length;
  size_t close = text.find(')', open);
  if (!text.substr(open).starts_with("(") || close == llvm::StringRef::npos)
    return;
  directive.namesAt = open + 1;
  directive.namesEnd = close;
  directive.length = close + 1 - directive.at;
  llvm::SmallVector<llvm::StringRef> parts;
  text.slice(open + 1, close).split(parts, ',');
  for (llvm::StringRef &part : parts) {
    part = part.trim();
    if (!part.empty())
      directive.names.push_back({part.str(), part.starts_with("-")});
  }
  directive.list = llvm::join(parts, ",");
}

/// What stands between a directive and the next, or the text's end.
void readReason(llvm::StringRef text, size_t end, Directive &directive) {
  size_t behind = directive.at + directive.length;
  llvm::StringRef rest = text.slice(behind, end).rtrim();
  directive.reasonEnd = behind + rest.size();
  llvm::StringRef reason = rest.ltrim();
  while (true) {
    llvm::StringRef before = reason;
    for (llvm::StringRef tie : {":", "-", "\xE2\x80\x93", "\xE2\x80\x94"}) // En and em dash.
      while (reason.consume_front(tie))
        directive.ownsReason = true;
    reason = reason.ltrim();
    if (reason.size() == before.size())
      break;
  }
  directive.reasonAt = directive.reasonEnd - reason.size();
}

/// `heaplight: allow(…)` begins its comment; anywhere else it is spoken about.
std::optional<Directive> allowIn(llvm::StringRef text) {
  constexpr llvm::StringLiteral mark = "heaplight:";
  constexpr llvm::StringLiteral word = "allow";
  llvm::StringRef rest = text.ltrim(" \t*/!<"); // Marks of documentation.
  Directive directive;
  directive.form = Form::Allow;
  directive.at = text.size() - rest.size();
  if (!rest.consume_front(mark))
    return std::nullopt;
  rest = rest.ltrim();
  if (!rest.consume_front(word) || (!rest.empty() && llvm::isAlnum(rest.front())))
    return std::nullopt;
  rest = rest.starts_with("(") ? rest : rest.ltrim().starts_with("(") ? rest.ltrim() : rest;
  directive.length = text.size() - rest.size() - directive.at;
  readNames(text, directive);
  directive.ownsReason = true;
  return directive;
}

} // namespace

std::vector<Directive> directivesIn(std::string_view commentText) {
  constexpr llvm::StringLiteral start = "NOLINT";
  llvm::StringRef text(commentText);
  std::vector<Directive> found;
  size_t at = 0;
  if (std::optional<Directive> allow = allowIn(text)) {
    at = allow->at + allow->length;
    found.push_back(std::move(*allow));
  }
  while ((at = text.find(start, at)) != llvm::StringRef::npos) {
    size_t letters = text.substr(at + start.size()).take_while(llvm::isAlpha).size();
    llvm::StringRef word = text.substr(at, start.size() + letters);
    Directive directive;
    directive.at = at;
    directive.length = word.size();
    at += word.size();
    std::optional<Form> form = formOf(word);
    if (!form)
      continue;
    directive.form = *form;
    readNames(text, directive);
    at = directive.at + directive.length;
    found.push_back(std::move(directive));
  }
  for (size_t each = 0; each < found.size(); ++each)
    readReason(text, each + 1 < found.size() ? found[each + 1].at : text.size(), found[each]);
  return found;
}

} // namespace heaplight
