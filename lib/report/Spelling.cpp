#include "report/Spelling.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

#include <algorithm>

namespace heaplight {
namespace {

bool isQualifier(const std::string &token) { return token == "const" || token == "volatile"; }

bool isWord(const std::string &token) {
  return llvm::isAlpha(token.front()) || token.front() == '_' || token.front() == '$';
}

/// [dcl.type.simple] of the C++ standard: words that make one type together.
bool isTypeWord(llvm::StringRef token) {
  return llvm::StringSwitch<bool>(token)
      .Cases({"unsigned", "signed", "short", "long", "int", "char", "double", "float"}, true)
      .Default(false);
}

/// Words that say no more than the name behind them.
bool isTag(llvm::StringRef token) {
  return llvm::StringSwitch<bool>(token)
      .Cases({"struct", "class", "union", "enum", "typename"}, true)
      .Default(false);
}

int depthOf(const std::string &token) {
  if (token == "(" || token == "<" || token == "[" || token == "{")
    return 1;
  return token == ")" || token == ">" || token == "]" || token == "}" ? -1 : 0;
}

/// Behind the bracket that closes the one at `open`.
size_t behindGroup(const Tokens &tokens, size_t open) {
  int depth = 0;
  for (size_t at = open; at < tokens.size(); ++at)
    if (depth += depthOf(tokens[at]); !depth)
      return at + 1;
  return tokens.size();
}

/// Joins what makes one name, and leaves out what makes none.
class Joiner {
public:
  explicit Joiner(const Tokens &tokens) : tokens_(tokens) {}

  Tokens join() {
    while (at_ < tokens_.size())
      if (peek() == "operator")
        joinOperator();
      else if (peek() == "(" && (peek(1) == "anonymous" || peek(1) == "unnamed" ||
                                 peek(1) == "lambda")) // No parameters, but what has no name.
        joinGroup();
      else if (peek() == "[" && (peek(1) == "abi" || peek(1) == "clone"))
        at_ = behindGroup(tokens_, at_);
      else
        addPlain(tokens_[at_++]);
    return std::move(joined_);
  }

private:
  std::string peek(size_t ahead = 0) const {
    return at_ + ahead < tokens_.size() ? tokens_[at_ + ahead] : std::string();
  }

  void addPlain(const std::string &token) {
    if (token == ">>")
      joined_.insert(joined_.end(), {">", ">"}); // Of template arguments.
    else if (!isTag(token))
      joined_.push_back(token);
  }

  void joinGroup() {
    size_t end = behindGroup(tokens_, at_);
    joined_.push_back("(" + peek(1) + (peek(2) == "namespace" ? " namespace)" : ")"));
    at_ = end;
  }

  void joinOperator() {
    std::string sign = peek(1);
    std::string name = tokens_[at_++];
    bool allocates = sign == "new" || sign == "delete" || sign == "co_await";
    if (!sign.empty() && (allocates || !isWord(sign))) {
      name += (allocates ? " " : "") + sign;
      ++at_;
      bool literal = sign == "\"\"";
      if ((sign == "(" && peek() == ")") || (sign == "[" && peek() == "]") || literal)
        name += peek(), ++at_;
      else if (allocates && peek() == "[" && peek(1) == "]")
        name += "[]", at_ += 2;
    }
    joined_.push_back(std::move(name)); // Without a sign it converts to the type behind it.
  }

  const Tokens &tokens_;
  size_t at_ = 0;
  Tokens joined_;
};

/// Behind the type's name that begins at `at`.
size_t behindType(const Tokens &tokens, size_t at) {
  if (at < tokens.size() && isTypeWord(tokens[at])) {
    while (at < tokens.size() && isTypeWord(tokens[at]))
      ++at;
    return at;
  }
  while (at < tokens.size()) {
    at += tokens[at] == "::";
    at += at < tokens.size() && isWord(tokens[at]);
    if (at < tokens.size() && tokens[at] == "<")
      at = behindGroup(tokens, at);
    if (at >= tokens.size() || tokens[at] != "::")
      break;
  }
  return std::min(at, tokens.size());
}

/// "const T" becomes "T const", at any depth.
void moveQualifiers(Tokens &tokens) {
  for (size_t at = tokens.size(); at-- > 0;) {
    if (!isQualifier(tokens[at]))
      continue;
    bool first = at == 0 || isQualifier(tokens[at - 1]) || tokens[at - 1] == "," ||
                 tokens[at - 1] == "<" || tokens[at - 1] == "(";
    size_t end = first ? behindType(tokens, at + 1) : 0;
    if (end > at + 1)
      std::rotate(tokens.begin() + ptrdiff_t(at), tokens.begin() + ptrdiff_t(at) + 1,
                  tokens.begin() + ptrdiff_t(end));
  }
}

/// "unsigned long int" becomes "long unsigned", whatever order it stands in.
void sortTypeWords(Tokens &tokens) {
  for (size_t at = 0; at < tokens.size(); ++at) {
    if (!isTypeWord(tokens[at]))
      continue;
    size_t end = behindType(tokens, at);
    Tokens words(tokens.begin() + ptrdiff_t(at), tokens.begin() + ptrdiff_t(end));
    llvm::sort(words);
    if (!llvm::is_contained(words, "char"))
      llvm::erase(words, "signed");
    if (words.size() > 1)
      llvm::erase(words, "int");
    if (words.empty())
      words = {"int"};
    tokens.erase(tokens.begin() + ptrdiff_t(at), tokens.begin() + ptrdiff_t(end));
    tokens.insert(tokens.begin() + ptrdiff_t(at), words.begin(), words.end());
    at += words.size() - 1;
  }
}

/// Of a parameter by value it makes no difference.
void dropOuterQualifiers(Tokens &parameter) {
  bool byValue = llvm::none_of(parameter, [](const std::string &token) {
    return token == "*" || token == "&" || token == "&&" || token == "(" || token == "[";
  });
  while (byValue && parameter.size() > 1 && isQualifier(parameter.back()))
    parameter.pop_back();
}

std::vector<Tokens> parametersOf(const Tokens &list) {
  std::vector<Tokens> parameters;
  int depth = 0;
  for (const std::string &token : list) {
    if (parameters.empty() || (token == "," && !depth))
      parameters.emplace_back();
    depth += depthOf(token);
    if (token != "," || depth)
      parameters.back().push_back(token);
  }
  if (parameters == std::vector<Tokens>{{"void"}})
    return {};
  for (Tokens &parameter : parameters)
    dropOuterQualifiers(parameter);
  return parameters;
}

bool standsBehindParameters(const std::string &token) {
  return isQualifier(token) || token == "&" || token == "&&" || token == "noexcept";
}

} // namespace

Spelling spellingOf(const Tokens &tokens) {
  Tokens joined = Joiner(tokens).join();
  moveQualifiers(joined);
  sortTypeWords(joined);
  Spelling spelling;
  size_t end = joined.size();
  while (end && standsBehindParameters(joined[end - 1]))
    --end;
  size_t open = end;
  int depth = 0;
  if (end && joined[end - 1] == ")")
    do
      depth += depthOf(joined[--open]);
    while (open && depth);
  if (open == end || !open || depth) {
    spelling.name = std::move(joined);
    return spelling;
  }
  auto at = [&](size_t index) { return joined.begin() + ptrdiff_t(index); };
  spelling.parameters = parametersOf({at(open + 1), at(end - 1)});
  spelling.qualifiers.assign(at(end), joined.end());
  spelling.name.assign(joined.begin(), at(open));
  return spelling;
}

Said saidOf(const Tokens &asked, const Tokens &known) {
  Said said = Said::All;
  size_t at = 0;
  for (const std::string &token : asked) {
    while (at < known.size() && known[at] != token) {
      bool scope = at + 1 < known.size() && known[at + 1] == "::";
      if (!scope && known[at] != "<")
        return Said::Nothing;
      at = scope ? at + 2 : behindGroup(known, at);
      said = Said::Less;
    }
    if (at++ >= known.size())
      return Said::Nothing;
  }
  if (at < known.size() && known[at] == "<") {
    at = behindGroup(known, at);
    said = Said::Less;
  }
  return at == known.size() ? said : Said::Nothing;
}

std::vector<NameStart> startsOf(const Tokens &name) {
  std::vector<NameStart> starts{{0, false}};
  int depth = 0;
  for (size_t at = 1; at < name.size(); ++at) {
    const std::string &before = name[at - 1];
    depth += depthOf(before);
    if (before == "operator")
      break; // Behind it the type stands that it converts to.
    if (depth)
      continue;
    if (before == "::")
      starts.push_back({at, true});
    else if ((isWord(name[at]) || name[at].front() == '(') && before != "~" &&
             !isQualifier(name[at]) && !isTypeWord(name[at]) && name[at] != "(")
      starts.push_back({at, false});
  }
  return starts;
}

Said saidOf(const Tokens &asked, const Tokens &name, const NameStart &start) {
  Said said = Said::All;
  size_t at = start.token, next = 0;
  while (at < name.size() || next < asked.size()) {
    if (at < name.size() && next < asked.size() && name[at] == asked[next]) {
      ++at;
      ++next;
    } else if (at < name.size() && name[at] == "<") {
      at = behindGroup(name, at);
      said = Said::Less;
    } else if (at + 1 < name.size() && name[at + 1] == "::" &&
               llvm::StringRef(name[at]).starts_with("__")) {
      at += 2; // The library's own, an inline namespace that nobody writes.
      said = Said::Less;
    } else {
      return Said::Nothing;
    }
  }
  return said;
}

} // namespace heaplight
